/** A session's summary as metrics: what the store keeps and what everything later reads. */
import { type Metric, underLoadScope } from '#domain/metric.js';
import { type SessionSummary, summaryStatistics } from './session-summary.js';

const latency = { name: 'latency', scope: 'inference', unit: 'ns', source: 'computed' } as const;

/**
 * All statistics are there in every session; one that the samples cannot carry is null with its reason. Of several in flight
 * each waits for the others: that is another metric, and never compared with what one alone takes. The cold one was alone.
 */
export function metricsOf(summary: SessionSummary, underLoad = false): readonly Metric[] {
  const metrics = summaryStatistics.map((statistic): Metric => {
    const found = summary.values[statistic];
    const scope = underLoad ? underLoadScope : latency.scope;
    const identity = { ...latency, scope, statistic, count: summary.count };
    if (found.kind === 'known') return { ...identity, value: found.value };
    return { ...identity, value: null, unknownBecause: fewerThan(found.needs) };
  });
  const cold = { ...latency, statistic: 'cold' };
  return [
    ...metrics,
    summary.coldNs === null
      ? { ...cold, value: null, unknownBecause: 'no cold sample' }
      : { ...cold, value: summary.coldNs, count: 1 },
  ];
}

function fewerThan(needs: number): string {
  return `fewer than ${needs} sample${needs === 1 ? '' : 's'}`;
}
