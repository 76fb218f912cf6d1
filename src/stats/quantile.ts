/**
 * The one definition of a percentile in this house: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical
 * Packages", The American Statistician 50 (1996) 361–365: linear between order statistics, position (n − 1) p.
 */
import { invariant } from '#core/invariant.js';

/** `sorted` ascending and not empty, `p` in [0, 1]. */
export function quantile(sorted: readonly number[], p: number): number {
  invariant(p >= 0 && p <= 1, `no probability: ${p}`);
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below];
  invariant(low !== undefined, 'a quantile of nothing');
  const high = sorted[below + 1] ?? low;
  const between = low + (position - below) * (high - low);
  // Rounding must not carry it past its neighbours: medians of equal samples are that sample.
  return Math.min(Math.max(between, low), high);
}

/** By number: the default order of Array.sort is by text, and a comparison of ours takes minutes for ten million. */
export function ascending(values: readonly number[]): readonly number[] {
  return [...Float64Array.from(values).sort()];
}
