/** Student's t distribution: CDF by the incomplete beta function (DLMF 8.17; Numerical Recipes 6.14.3), quantile by its inverse. */
import { invariant } from '#core/invariant.js';
import { incompleteBeta } from './incomplete-beta.js';

/** P(T ≤ t) with `df` > 0 degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  invariant(df > 0, `no degrees of freedom: ${df}`);
  const tail = upperTail(Math.abs(t), df);
  return t < 0 ? tail : 1 - tail;
}

/**
 * The t with P(T ≤ t) = p. False position on the logarithm of the tail, with the Illinois rule (Dowell and Jarratt, BIT 11
 * (1971) 168–174): it keeps its bracket, which Newton steps lose in heavy tails, and needs far fewer turns than bisection.
 */
export function studentQuantile(p: number, df: number): number {
  invariant(p > 0 && p < 1, `no probability inside (0, 1): ${p}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  const excess = (t: number): number => Math.log(upperTail(t, df) / (1 - p));
  let low = { t: 0, excess: excess(0) };
  let high = { t: 1, excess: excess(1) };
  while (high.excess > 0) high = { t: 2 * high.t, excess: excess(2 * high.t) };
  // The end that was kept in the turn before: kept twice, its excess counts half.
  let kept: 'low' | 'high' | undefined;
  for (let turn = 0; turn < 100; turn++) {
    const t = high.t - (high.excess * (high.t - low.t)) / (high.excess - low.excess);
    const next = { t, excess: excess(t) };
    // Below this the tail itself is not known better; ends that meet leave nothing between them.
    if (Math.abs(next.excess) < 1e-15 || t <= low.t || t >= high.t) return t;
    if (next.excess < 0) {
      if (kept === 'low') low = { ...low, excess: low.excess / 2 };
      [high, kept] = [next, 'low'];
    } else {
      if (kept === 'high') high = { ...high, excess: high.excess / 2 };
      [low, kept] = [next, 'high'];
    }
  }
  return high.t;
}

/** P(T ≥ t) for t ≥ 0, with all its digits however small it is. */
function upperTail(t: number, df: number): number {
  const square = t * t;
  // Near the middle df / (df + t²) is so near one that it no longer tells t: its complement does.
  if (square < 1) return 0.5 - 0.5 * incompleteBeta(square / (df + square), 0.5, df / 2);
  return 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5);
}
