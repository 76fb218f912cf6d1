/** What a session's samples say of its latency: computed when they are harvested, and again when they are verified. */
import type { Samples } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import { durationsOf } from '#parse/session.js';
import { metricsOf } from '#stats/session-metrics.js';
import { sessionSummary } from '#stats/session-summary.js';
import { perSecond } from '#stats/throughput.js';

/** Everything of these names, and nothing else, is computed from samples alone. */
export const computedFromSamples: ReadonlySet<string> = new Set(['latency', 'throughput']);

export function latencyMetrics(samples: readonly Samples[]): readonly Metric[] {
  const steady = durationsOf(samples, 'steady');
  if (steady.length === 0) return [];
  const summary = sessionSummary(steady, durationsOf(samples, 'cold'));
  const underLoad = samples.some(({ stream }) => stream !== undefined);
  return [...metricsOf(summary, underLoad), throughput(samples)];
}

function throughput(samples: readonly Samples[]): Metric {
  const identity = {
    name: 'throughput',
    statistic: 'mean',
    scope: 'inference',
    unit: 'per-second',
    source: 'computed',
  } as const;
  const found = perSecond(samples.filter(({ of }) => of === 'steady'));
  if (found === null) return { ...identity, value: null, unknownBecause: 'no time passed' };
  return { ...identity, value: found.perSecond, count: found.inferences };
}
