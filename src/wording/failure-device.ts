/** Words for what the facts of a device rule out. Where they come from is said: a wrong line there is mended, not believed. */
import type { Facts, FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { fact, saying, withFact } from './facts.js';

type Covered = Extract<FailureCode, `device/${'precision' | 'memory' | 'operator'}`>;

const device = (facts: Facts): string => fact(facts, 'device', 'the device');

export const deviceWords: Readonly<Record<Covered, Words>> = {
  'device/precision': (facts) => ({
    headline: `${device(facts)} computes in ${fact(facts, 'precisions', 'other precisions')} only${withFact(facts, 'units', (text) => ` on its ${text}`)}${whence(facts)}, and ${fact(facts, 'precision', 'another')} is asked for`,
    hint: `ask for one of these${withFact(facts, 'said', (text) => `; if the ${text} is wrong about it, declare the device in your inventory with the precisions that it has`)}`,
  }),
  'device/memory': (facts) => ({
    headline: `model ${fact(facts, 'model', 'of the cell')} needs ${fact(facts, 'needsMb', 'more')} MB (min_memory_mb), and ${device(facts)} has ${fact(facts, 'hasMb', 'less')} MB${whence(facts)}`,
    hint: 'choose a device with more memory or a smaller model, or correct the one of the two that is wrong',
  }),
  'device/operator': (facts) => ({
    headline: `${fact(facts, 'framework', 'the framework')} has no ${fact(facts, 'operator', 'such operator')}${withFact(facts, 'unit', (text) => ` on ${text}`)}${withFact(facts, 'versions', (text) => ` in versions ${text}`)}; seen refused${saying(facts, 'said')} (${fact(facts, 'source', 'unknown source')})`,
    hint: 'ask for another version of it (`frameworks: { NAME: { version: … } }`), or another framework, unit or model',
  }),
};

function whence(facts: Facts): string {
  return withFact(facts, 'said', (text) => ` (${text})`);
}
