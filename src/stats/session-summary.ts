/**
 * One session in a few numbers. Nothing is dropped and nothing is trimmed; a percentile that so few samples cannot carry
 * is absent with its reason. Percentiles: Hyndman–Fan type 7, see `quantile`.
 */
import { ascending, quantile } from './quantile.js';
import { mean, standardDeviation } from './sum.js';

export const summaryStatistics = ['min', 'p25', 'median', 'p75', 'p90', 'p95', 'p99', 'max', 'mean', 'sd'] as const;
export type SummaryStatistic = (typeof summaryStatistics)[number];

export type Known = { readonly kind: 'known'; readonly value: number };
export type SummaryValue = Known | { readonly kind: 'unknown'; readonly needs: number };

export interface SessionSummary {
  /** Steady samples. */
  readonly count: number;
  readonly values: Readonly<Record<SummaryStatistic, SummaryValue>>;
  /** The first inference of the process; null when there was none. */
  readonly coldNs: number | null;
}

/**
 * Samples that each statistic needs. For the tail: the least n at which MLPerf inference's early stopping lets a run
 * claim the percentile at 99 % confidence (loadgen, early_stopping.cc: smallest n with I_p(n − 1, 2) ≤ 0.01).
 */
const needed: Readonly<Record<SummaryStatistic, number>> = {
  min: 1,
  p25: 1,
  median: 1,
  p75: 1,
  p90: 64,
  p95: 130,
  p99: 662,
  max: 1,
  mean: 1,
  sd: 2,
};

/** Durations in nanoseconds, in the order of measuring. */
export function sessionSummary(steadyNs: readonly number[], coldNs: readonly number[]): SessionSummary {
  const sorted = ascending(steadyNs);
  const of = (statistic: SummaryStatistic, value: () => number): SummaryValue => {
    const needs = needed[statistic];
    return sorted.length < needs ? { kind: 'unknown', needs } : { kind: 'known', value: value() };
  };
  const at = (p: number) => () => quantile(sorted, p);
  return {
    count: sorted.length,
    values: {
      min: of('min', at(0)),
      p25: of('p25', at(0.25)),
      median: of('median', at(0.5)),
      p75: of('p75', at(0.75)),
      p90: of('p90', at(0.9)),
      p95: of('p95', at(0.95)),
      p99: of('p99', at(0.99)),
      max: of('max', at(1)),
      mean: of('mean', () => mean(sorted)),
      sd: of('sd', () => standardDeviation(sorted)),
    },
    coldNs: coldNs[0] ?? null,
  };
}
