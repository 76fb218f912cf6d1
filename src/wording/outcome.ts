/** How an attempt ended, and why a measurement is not to be trusted, in words. */
import { exhaustive } from '#core/invariant.js';
import type { Doubt, DoubtCode, Outcome } from '#domain/outcome.js';
import type { Described, Words } from './described.js';
import { fact, withFact } from './facts.js';
import { describeFailure } from './failure.js';

const asked =
  (what: string): Words =>
  (facts) => ({
    headline: `asked for ${what} ${fact(facts, 'asked', 'of the plan')}, but ${fact(facts, 'used', 'another one')} was used${withFact(facts, 'nodes', (text) => ` (${text})`)}`,
    hint: `the numbers are kept and not counted: they are not of ${fact(facts, 'asked', `the ${what} asked for`)}`,
  });

const doubts: Readonly<Record<DoubtCode, Words>> = {
  'execution/arithmetic': asked('arithmetic'),
  'execution/provider': asked('provider'),
  'execution/unit': asked('unit'),
  'answers/none': () => ({
    headline: 'the runner wrote no answers, so that nothing is proved of the conversion',
    hint: 'let it answer jobs of purpose `answers`; see docs/toolchains for the runner protocol',
  }),
  'protocol/not-followed': (facts) => ({
    headline: `asked for ${fact(facts, 'what', 'a protocol')} ${fact(facts, 'asked', 'of the plan')}, and the samples show ${fact(facts, 'found', 'another one')}`,
    hint: 'the runner does not do this: let it read `batch`, `streams` and `warmup.pauseNs` of its job, see docs/toolchains/your-own.md',
  }),
  'answers/differ': (facts) => ({
    headline: `sessions of the same cell gave different answers on the same input${withFact(facts, 'sessions', (text) => ` (sessions ${text})`)}`,
    hint: 'the model or the framework is not deterministic: compare accuracy before believing its speed',
  }),
};

export function describeDoubt(doubt: Doubt): Described {
  return doubts[doubt.code](doubt.facts);
}

const canceller = {
  user: 'stopped by you',
  deadline: 'stopped at the deadline of the run',
  sibling: 'stopped, since another session settled the cell',
} as const;

export function describeOutcome(outcome: Outcome | undefined): string {
  if (!outcome) return 'open';
  switch (outcome.kind) {
    case 'succeeded':
      return 'succeeded';
    case 'unsupported':
      return `unsupported: ${describeFailure(outcome.failure).headline}`;
    case 'failed':
      return `failed: ${describeFailure(outcome.failure).headline}`;
    case 'invalid':
      return `invalid: ${outcome.doubts.map((doubt) => describeDoubt(doubt).headline).join('; ')}`;
    case 'cancelled':
      return canceller[outcome.by];
    default:
      return exhaustive(outcome);
  }
}
