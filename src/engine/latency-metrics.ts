/** What a session's samples say of its latency: computed when they are harvested, and again when they are verified. */
import type { Samples } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import { durationsOf } from '#parse/session.js';
import { metricsOf } from '#stats/session-metrics.js';
import { sessionSummary } from '#stats/session-summary.js';

/** Everything of these names, and nothing else, is computed from samples alone. */
export const computedFromSamples: ReadonlySet<string> = new Set(['latency', 'throughput']);

export function latencyMetrics(samples: readonly Samples[]): readonly Metric[] {
  const steady = durationsOf(samples, 'steady');
  if (steady.length === 0) return [];
  const summary = sessionSummary(steady, durationsOf(samples, 'cold'));
  return [...metricsOf(summary), throughput(samples)];
}

/** Completed by the wall time from the first start to the last end of the steady iterations: never 1 / mean. */
function throughput(all: readonly Samples[]): Metric {
  const steady = all.filter((samples) => samples.of === 'steady');
  const starts = steady.flatMap((samples) => samples.startNs);
  const durations = durationsOf(steady, 'steady');
  const elapsedNs = (starts.at(-1) ?? 0) + (durations.at(-1) ?? 0) - (starts[0] ?? 0);
  const identity = {
    name: 'throughput',
    statistic: 'mean',
    scope: 'inference',
    unit: 'per-second',
    source: 'computed',
  } as const;
  if (elapsedNs <= 0) return { ...identity, value: null, unknownBecause: 'no time passed' };
  return { ...identity, value: durations.length / (elapsedNs / 1e9), count: durations.length };
}
