/** What a diff could have found: a diff without findings says something only as far as its sessions reach. */
import { studentQuantile } from '#stats/student-t.js';
import { type ComparePolicy, type Resolution, type Row, sessionsNeeded } from './comparison.js';
import { pooledSpread, spreadOf } from './latency.js';

/** The quantile of the normal distribution at 90 %, the chance with which a change of the stated size is to be found. */
const z90 = 1.281_551_565_544_6;

export interface Design {
  /** Between sessions, of the logarithm of the median. */
  readonly spread: number;
  /** On each side; two at least. */
  readonly sessions: number;
  /** In the family: one finding alone among m must have a p of alpha / m. */
  readonly tests: number;
}

/**
 * The least change (0.12: 12 %) that is found in about nine of ten diffs when no other cell changed. Two conditions: the
 * estimate must reach the threshold, and the test must fire, that is effect + Z ≥ t S in standard errors, Z the error of
 * the estimate and S that of the spread, both taken as normal (ν + ν degrees of freedom: mean of S 1 − 1/8ν, variance 1/4ν).
 * Against simulation with 1 to 1000 tests: found in 89 to 90 % at 8 sessions, 85 to 90 % at 5, 74 to 89 % at 3.
 */
export function detectableEffect({ spread, sessions, tests }: Design, { alpha, threshold }: ComparePolicy): number {
  const nu = sessions - 1;
  // The mean of Satterthwaite's degrees of freedom for equal variances is below 2 ν; this is near it.
  const df = (2 * nu * (nu + 1)) / (nu + 2);
  const t = studentQuantile(1 - alpha / Math.max(tests, 1) / 2, df);
  const fires = t * (1 - 1 / (8 * nu)) + z90 * Math.sqrt(1 + (t * t) / (4 * nu));
  const standardError = spread * Math.sqrt(2 / sessions);
  return Math.expm1(Math.max(fires * standardError, Math.log1p(threshold) + z90 * standardError));
}

/** Null when nothing was tested. */
export function resolutionOf(rows: readonly Row[], policy: ComparePolicy): Resolution | null {
  const tested = rows.filter(({ latency }) => latency !== null && latency.p !== null);
  if (tested.length === 0) return null;
  const sides = tested.flatMap(({ a, b }) => [a?.sessions ?? [], b?.sessions ?? []]);
  // A loop, because a spread call of a hundred thousand arguments overflows the stack.
  const sessions = sides.reduce((least, side) => Math.min(least, side.length), Number.POSITIVE_INFINITY);
  const spread = pooledSpread(sides.map(spreadOf));
  const design = { spread, sessions: Math.max(sessions, sessionsNeeded), tests: tested.length };
  return { sessions: design.sessions, spread, detectable: detectableEffect(design, policy) };
}
