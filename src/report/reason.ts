/** A failure or a doubt as a view holds it: the facts for programs, the words for people, both bounded and harmless. */
import { exhaustive } from '#core/invariant.js';
import type { CellState } from '#domain/cell-state.js';
import type { Facts } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import { describeState } from '#wording/cell-state.js';
import { describeFailure } from '#wording/failure.js';
import { describeDoubt } from '#wording/outcome.js';

export interface Reason {
  readonly code: string;
  readonly headline: string;
  readonly hint: string;
  readonly facts: Facts;
}

export function reasonOf(state: CellState): Reason | null {
  const words = describeState(state);
  if (!words) return null;
  switch (state.kind) {
    case 'invalid': {
      const first = state.doubts[0];
      return first ? { ...words, code: first.code, facts: first.facts } : null;
    }
    case 'partial':
      return state.last ? { ...words, code: state.last.code, facts: state.last.facts } : null;
    case 'failed':
    case 'unsupported':
    case 'unavailable':
    case 'not-applicable':
    case 'blocked':
      return { ...words, code: state.because.code, facts: state.because.facts };
    case 'measured':
    case 'running':
    case 'pending':
      return null;
    default:
      return exhaustive(state);
  }
}

/** Why an attempt did not succeed; a doubted one gives its doubts. */
export function reasonsOf(outcome: Outcome | undefined): readonly Reason[] {
  if (!outcome) return [];
  switch (outcome.kind) {
    case 'failed':
    case 'unsupported':
      return [{ ...describeFailure(outcome.failure), code: outcome.failure.code, facts: outcome.failure.facts }];
    case 'invalid':
      return outcome.doubts.map((doubt) => ({ ...describeDoubt(doubt), code: doubt.code, facts: doubt.facts }));
    case 'succeeded':
    case 'cancelled':
      return [];
    default:
      return exhaustive(outcome);
  }
}
