/** What a model answers to a few fixed items, and how near two models are to each other in that. */
import type { WallTime } from '#core/units.js';
import type { CheckLimits } from './toolchain.js';

/** One row for each item: all values of all outputs. */
export interface Answers {
  readonly rows: readonly Float32Array[];
}

export interface Agreement {
  readonly items: number;
  /** Of each row. */
  readonly values: number;
  /** Least cosine over the items. */
  readonly cosine: number;
  /** Greatest difference of one value, as a share of the reference's largest value. */
  readonly maxError: number;
  /** Share of the items with the same first class; null: not asked, the weights are untrained. */
  readonly top1: number | null;
}

/** What a check that was passed said, kept with the artifact for those who find it in the cache. */
export interface Passed {
  readonly at: WallTime;
  readonly numbers: readonly { readonly name: string; readonly value: number | null; readonly items: number | null }[];
  readonly limits: Required<CheckLimits>;
}

/** A stable word, not prose. */
export type Disagreement = 'cosine' | 'max-error' | 'top-1' | 'shape' | 'not-a-number' | 'reference-not-a-number';
