/** The metrics that views show, by the identities under which sessions store them. */
import { type Metric, underLoadScope } from '#domain/metric.js';

export interface MetricId {
  readonly name: string;
  readonly statistic: string;
  readonly scope: string;
}

export const metricIds = {
  median: { name: 'latency', statistic: 'median', scope: 'inference' },
  p90: { name: 'latency', statistic: 'p90', scope: 'inference' },
  p99: { name: 'latency', statistic: 'p99', scope: 'inference' },
  cold: { name: 'latency', statistic: 'cold', scope: 'inference' },
  throughput: { name: 'throughput', statistic: 'mean', scope: 'inference' },
  load: { name: 'load-time', statistic: 'value', scope: 'load' },
  peakRss: { name: 'memory', statistic: 'peak', scope: 'process' },
  modelBytes: { name: 'size', statistic: 'value', scope: 'model' },
} as const satisfies Record<string, MetricId>;

/** `top-5` with `hits` out of its `count`. */
export function accuracyHits(metrics: readonly Metric[]): readonly { top: number; hits: number; counted: number }[] {
  return metrics.flatMap(({ name, value, count, unit }) => {
    const top = /^top-(\d+)$/.exec(name)?.[1];
    if (top === undefined || unit !== 'count' || value === null || count === undefined) return [];
    return [{ top: Number(top), hits: value, counted: count }];
  });
}

export function findMetric(
  { metrics }: { readonly metrics: readonly Metric[] },
  { name, statistic, scope }: MetricId,
): Metric | undefined {
  const found = metrics.filter((metric) => metric.name === name && metric.statistic === statistic);
  const exact = found.find((metric) => metric.scope === scope);
  // A session has one of the two: of what was measured with several in flight, this is its latency, and says so.
  return exact ?? (name === 'latency' ? found.find((metric) => metric.scope === underLoadScope) : undefined);
}
