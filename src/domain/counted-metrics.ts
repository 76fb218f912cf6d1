/** The metrics of an attempt that count: those that it ended with, or what a later reader made of the same words. */
import { byCodeUnit } from '#core/canonical-json.js';
import type { LogReading } from './log-reading.js';
import type { Metric } from './metric.js';

/** Ordered by identity, as rows are. What was computed from samples, or looked at, no reader of words changes. */
export function countedMetrics(stored: readonly Metric[], reading: LogReading | undefined): readonly Metric[] {
  if (reading?.figures === undefined) return stored;
  const own = stored.filter(({ source }) => source !== 'reported');
  return [...own, ...reading.figures].sort((a, b) => byIdentity(a, b));
}

function byIdentity(a: Metric, b: Metric): number {
  for (const part of ['name', 'statistic', 'scope', 'unit', 'source'] as const) {
    const order = byCodeUnit(a[part], b[part]);
    if (order !== 0) return order;
  }
  return 0;
}
