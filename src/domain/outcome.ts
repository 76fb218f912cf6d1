/** How an attempt ended: a closed union. Nothing else counts, neither a log nor a file nor exit 0 alone. */
import { exhaustive } from '#core/invariant.js';
import type { Facts, Failure } from './failure.js';

/** A reason not to trust what was measured; the measurement is kept. */
export interface Doubt {
  readonly code: DoubtCode;
  readonly facts: Facts;
}
export type DoubtCode =
  | 'execution/arithmetic'
  | 'execution/provider'
  | 'execution/unit'
  | 'answers/differ'
  | 'answers/none'
  | 'protocol/not-followed';

export type Outcome =
  | { readonly kind: 'succeeded' }
  /** A real refusal, quoted: settles the cell. */
  | { readonly kind: 'unsupported'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Measured, kept, not to be trusted. */
  | { readonly kind: 'invalid'; readonly doubts: readonly Doubt[] }
  | { readonly kind: 'cancelled'; readonly by: 'user' | 'deadline' | 'sibling' };

/** Whether this outcome answers the question for good, so that no further session of the cell is worth running. */
export function settlesCell(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'unsupported':
    case 'invalid':
      return true;
    case 'failed':
      return outcome.failure.class !== 'infrastructure';
    case 'succeeded':
    case 'cancelled':
      return false;
    default:
      return exhaustive(outcome);
  }
}
