/**
 * Canaries: a small fixed piece of work whose time must lie within the board's own history. A board that answers and
 * computes 30 % slower than last week is the fault that benchmarks fear most, since nothing else shows it.
 */
import type { Nanoseconds, WallTime } from '#core/units.js';
import type { EnvironmentFacts } from './board.js';
import { type AttemptId, attemptId, type BoardId } from './names.js';

export interface CanaryMeasure {
  /** How much was hashed in each round: fitted to the board the first time, and the same ever after. */
  readonly megabytes: number;
  /** Board time; the first round is warm-up and not among them. */
  readonly roundsNs: readonly Nanoseconds[];
}

/** Slower than this many times the median of its good ones is suspect. */
export const slowestOf = 1.3;
/** So many of the last good ones count. */
export const historyMost = 10;

export type CanaryVerdict =
  /** The first of this machine: there is nothing yet to compare it with. */
  | { readonly kind: 'baseline'; readonly durationNs: Nanoseconds }
  | {
      readonly kind: 'good' | 'suspect';
      readonly durationNs: Nanoseconds;
      /** Median of the last good ones, and how many these are. */
      readonly usualNs: Nanoseconds;
      readonly of: number;
    };

/** One on record: opened before anything happens on the board. */
export interface Canary {
  readonly id: AttemptId;
  readonly board: BoardId;
  /** Another machine under the same name has a history of its own. */
  readonly machine: string | null;
  readonly openedAt: WallTime;
  /** None: it is open, or nobody saw its end. */
  readonly end: CanaryEnd | null;
}

export interface CanaryEnd {
  readonly at: WallTime;
  /** Null: it came to no number. */
  readonly measure: CanaryMeasure | null;
  readonly verdict: CanaryVerdict | null;
  readonly environment: EnvironmentFacts;
}

/** Also its folder on the board; no run set has such a name. */
export function canaryId(board: BoardId, entropy: string): AttemptId {
  return attemptId(`canary-${board.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 60)}-${entropy}`);
}
