/**
 * Are two latencies one? Welch's test on the logarithms of the session medians: one number for each fresh process, because
 * iterations of one process are not independent (Kalibera and Jones, "Rigorous benchmarking in reasonable time", ISMM
 * 2013), and logarithms because latencies vary by factors. No test under three sessions on a side.
 */
import { mean, neumaierSum, standardDeviation } from '#stats/sum.js';
import { welch } from '#stats/welch.js';
import { type ComparePolicy, type LatencyDifference, type SessionNumbers, sessionsNeeded } from './comparison.js';

/** Before the q values of the whole diff are known. */
export type MeasuredLatency = Omit<LatencyDifference, 'q' | 'verdict'>;

/**
 * Nanoseconds from one reading of a clock to the next: the counter of many ARM boards runs at 19.2 MHz. Medians of short
 * inferences fall on few readings, often on one; a reading stands for all durations of a tick, and their SD is tick / √12.
 */
const clockTickNs = 52;

/** Null where a side has no median. */
export function latencyOf(a: readonly SessionNumbers[], b: readonly SessionNumbers[]): MeasuredLatency | null {
  const [logsA, logsB] = [logsOf(a), logsOf(b)];
  if (logsA.length === 0 || logsB.length === 0) return null;
  const [aNs, bNs] = [Math.exp(mean(logsA)), Math.exp(mean(logsB))];
  const found = welch(logsA, logsB, { leastError: clockTickNs / Math.sqrt(12) / Math.min(aNs, bNs) });
  const tested = Math.min(logsA.length, logsB.length) >= sessionsNeeded;
  return {
    sessions: { a: logsA.length, b: logsB.length },
    aNs,
    bNs,
    ratio: Math.exp(mean(logsB) - mean(logsA)),
    interval: found && { low: Math.exp(found.low), high: Math.exp(found.high) },
    p: tested && found ? found.p : null,
  };
}

/**
 * A finding needs both: a q that is no accident, and an effect that matters. `same` needs the whole interval inside the
 * threshold. The rest is inconclusive, which never reads as "no change". Factors: twice as fast mirrors twice as slow.
 */
export function judgeLatency(
  { ratio, interval }: MeasuredLatency,
  q: number | null,
  { threshold, alpha }: ComparePolicy,
): 'regressed' | 'improved' | 'same' | 'inconclusive' {
  if (q === null || !interval) return 'inconclusive';
  const slower = 1 + threshold;
  if (q <= alpha && ratio >= slower) return 'regressed';
  if (q <= alpha && ratio <= 1 / slower) return 'improved';
  return interval.low >= 1 / slower && interval.high <= slower ? 'same' : 'inconclusive';
}

/** Between sessions, of the logarithm: what a side adds to the pooled spread of a diff. */
export function spreadOf(sessions: readonly SessionNumbers[]): { readonly squares: number; readonly df: number } {
  const logs = logsOf(sessions);
  if (logs.length < 2) return { squares: 0, df: 0 };
  return { squares: standardDeviation(logs) ** 2 * (logs.length - 1), df: logs.length - 1 };
}

/** SD over many cells: each weighs by its degrees of freedom. */
export function pooledSpread(parts: readonly { readonly squares: number; readonly df: number }[]): number {
  return Math.sqrt(neumaierSum(parts.map(({ squares }) => squares)) / neumaierSum(parts.map(({ df }) => df)));
}

function logsOf(sessions: readonly SessionNumbers[]): readonly number[] {
  return sessions.filter(({ medianNs }) => medianNs > 0).map(({ medianNs }) => Math.log(medianNs));
}
