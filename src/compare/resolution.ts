/** What a diff could have found: a diff without findings says something only as far as its sessions reach. */
import { studentQuantile } from '#stats/student-t.js';
import { type ComparePolicy, type Resolution, type Row, sessionsNeeded } from './comparison.js';
import { pooledSpread, spreadOf } from './latency.js';

/** The chance with which a change of the stated size is found. */
const power = 0.9;
/** The quantile of the normal distribution at `power`. */
const zPower = 1.281_551_565_544_6;

export interface Design {
  /** Between sessions, of the logarithm of the median. */
  readonly spread: number;
  /** On each side. */
  readonly sessions: number;
  /** In the family: one finding alone among m must have a p of alpha / m. */
  readonly tests: number;
}

/**
 * The least change (0.12: 12 %) that is found in nine of ten diffs when no other cell changed. Two conditions: the test
 * must fire, for which the effect must be the critical t and the spread of t above zero (the usual approximation of the
 * noncentral t by a shift), and the estimate must reach the threshold.
 */
export function detectableEffect({ spread, sessions, tests }: Design, { alpha, threshold }: ComparePolicy): number {
  const df = 2 * sessions - 2;
  const standardError = spread * Math.sqrt(2 / sessions);
  const critical = studentQuantile(1 - alpha / Math.max(tests, 1) / 2, df);
  const fires = (critical + studentQuantile(power, df)) * standardError;
  const reaches = Math.log1p(threshold) + zPower * standardError;
  return Math.expm1(Math.max(fires, reaches));
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
