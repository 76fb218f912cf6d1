/**
 * The latency of a cell over its sessions. The session is the unit of replication: iterations of one process are not
 * independent (Kalibera and Jones, "Rigorous benchmarking in reasonable time", ISMM 2013). Geometric mean of the session
 * medians with a Student t interval on their logarithms: latencies are positive and vary by factors.
 */

import { studentQuantile } from './student-t.js';
import { mean, standardDeviation } from './sum.js';

export interface LatencyInterval {
  readonly lowNs: number;
  readonly highNs: number;
  /** Of the two-sided interval. */
  readonly level: number;
}

export interface CellLatency {
  readonly sessions: number;
  /** Geometric mean of the session medians; null when there is none or one of them is not positive. */
  readonly medianNs: number | null;
  /** Null with its reason. */
  readonly interval: LatencyInterval | null;
  readonly because: string | null;
}

const level = 0.95;

export function cellLatency(sessionMediansNs: readonly number[]): CellLatency {
  const sessions = sessionMediansNs.length;
  if (sessions === 0) return { sessions, medianNs: null, interval: null, because: 'no sessions' };
  if (!sessionMediansNs.every((median) => median > 0)) {
    return { sessions, medianNs: null, interval: null, because: 'a session median is not positive' };
  }
  const logs = sessionMediansNs.map(Math.log);
  const centre = mean(logs);
  const medianNs = Math.exp(centre);
  if (sessions < 2) return { sessions, medianNs, interval: null, because: 'fewer than 2 sessions' };
  const half = (tValue(sessions - 1) * standardDeviation(logs)) / Math.sqrt(sessions);
  const interval = { lowNs: Math.exp(centre - half), highNs: Math.exp(centre + half), level };
  return { sessions, medianNs, interval, because: null };
}

/** Bisection takes some hundred evaluations and a report asks for the same few degrees of freedom for every cell. */
const tValues = new Map<number, number>();

function tValue(df: number): number {
  const known = tValues.get(df) ?? studentQuantile(1 - (1 - level) / 2, df);
  tValues.set(df, known);
  return known;
}
