/** Student's t distribution: CDF by the incomplete beta function (DLMF 8.17; Numerical Recipes 6.14.3), quantile by its inverse. */
import { invariant } from '#core/invariant.js';
import { incompleteBeta } from './incomplete-beta.js';

/** P(T ≤ t) with `df` > 0 degrees of freedom. */
export function studentCdf(t: number, df: number): number {
  invariant(df > 0, `no degrees of freedom: ${df}`);
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** The t with P(T ≤ t) = p. Bisection on the tail: slow and certain; heavy tails defeat Newton steps at one degree. */
export function studentQuantile(p: number, df: number): number {
  invariant(p > 0 && p < 1, `no probability inside (0, 1): ${p}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  let low = 0;
  let high = 1;
  while (studentCdf(high, df) < p) high *= 2;
  for (let turn = 0; turn < 200; turn++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (studentCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return high;
}
