/** Words for what a tool says of the device that it computes on, and of what it was given to load. */
import type { FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { saying, withFact } from './facts.js';

type Covered = Extract<FailureCode, `device/${'missing' | 'busy' | 'refused'}` | `artifact/${string}`>;

const lookAt = '`orchestrate logs CELL --stderr` shows all that it printed';
const askAgain = '`orchestrate resume --retry-failed` tries it again';

export const toolWords: Readonly<Record<Covered, Words>> = {
  'device/missing': (facts) => ({
    headline: `${toolOf(facts)} found no device to compute on${saying(facts, 'said')}`,
    hint: `is it plugged in, switched on and seen by its driver? ${lookAt}`,
  }),
  'device/busy': (facts) => ({
    headline: `another process has the device that ${toolOf(facts)} wants${saying(facts, 'said')}`,
    hint: `end what uses it on the board, such as a service of the vendor; ${lookAt}`,
  }),
  'device/refused': (facts) => ({
    headline: `${toolOf(facts)} may not use the device, or its driver is not the one that it needs${saying(facts, 'said')}`,
    hint: `rights of the user and versions of driver and library decide this; ${askAgain} when they are mended`,
  }),
  'artifact/incompatible': (facts) => ({
    headline: `${toolOf(facts)} cannot load what was made for another version or another device${saying(facts, 'said')}`,
    hint: `\`orchestrate cache why\` says what it was made with; the next run makes it anew where that differs`,
  }),
};

function toolOf(facts: Parameters<Words>[0]): string {
  return (
    withFact(facts, 'conversion', (text) => `conversion ${text}`) ||
    withFact(facts, 'runner', (text) => `runner ${text}`) ||
    'the runner'
  );
}
