/** The figures of a framework's own tool as metrics: reported, with what it did not print left unknown. Never samples. */
import type { Metric } from '#domain/metric.js';
import type { BenchmarkAppSummary } from '#parse/benchmark-app.js';
import { summaryStatistics } from '#stats/session-summary.js';

const unsaid = 'the tool does not report it';

export function reportedMetrics(summary: BenchmarkAppSummary): readonly Metric[] {
  const { count } = summary;
  return [
    ...latencies(summary),
    reported(
      { name: 'throughput', statistic: 'mean', scope: 'inference', unit: 'per-second', count },
      summary.throughputPerSecond,
    ),
    reported({ name: 'load-time', statistic: 'value', scope: 'load', unit: 'ns' }, loadNs(summary)),
    reported({ name: 'memory', statistic: 'peak', scope: 'process', unit: 'bytes' }, null),
  ];
}

/** By the names under which sessions keep their own; another percentile is kept where we have one of that name. */
function latencies(summary: BenchmarkAppSummary): readonly Metric[] {
  const { count, percentile } = summary;
  const latency = { name: 'latency', scope: 'inference', unit: 'ns' } as const;
  const found: Readonly<Record<string, number | null>> = {
    ...(percentile ? { [`p${percentile.percent}`]: percentile.valueNs } : {}),
    median: summary.medianNs,
    mean: summary.meanNs,
    min: summary.minNs,
    max: summary.maxNs,
  };
  return [
    ...summaryStatistics.map((statistic) => reported({ ...latency, statistic, count }, found[statistic] ?? null)),
    reported({ ...latency, statistic: 'cold', count: 1 }, summary.firstInferenceNs),
  ];
}

/** What our runners call loading: from the file to a model that can be asked. */
function loadNs({ readModelNs, compileModelNs }: BenchmarkAppSummary): number | null {
  return readModelNs === null || compileModelNs === null ? null : readModelNs + compileModelNs;
}

function reported(identity: Omit<Metric, 'source' | 'value' | 'unknownBecause'>, value: number | null): Metric {
  return { ...identity, source: 'reported', value, ...(value === null ? { unknownBecause: unsaid } : {}) };
}
