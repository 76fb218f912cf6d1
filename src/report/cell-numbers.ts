/**
 * A cell's numbers from its accepted sessions: the session is the unit of replication, so that each number is one per
 * session first and only then one per cell. What is not known stays null and says why.
 */
import { underLoadScope } from '#domain/metric.js';
import type { AttemptRecord } from '#domain/record.js';
import { cellLatency } from '#stats/cell-latency.js';
import { ascending, quantile } from '#stats/quantile.js';
import { wilson } from '#stats/wilson.js';
import { accuracyHits, findMetric, type MetricId, metricIds } from './metric-ids.js';

/** Null is unknown. */
export interface Quantity {
  readonly value: number | null;
  readonly unknownBecause: string | null;
}

export interface LatencyNumbers {
  /** Geometric mean of the medians of the sessions. */
  readonly medianNs: number | null;
  /** 95 %, over sessions; null when there are too few, and then `because`. */
  readonly interval: { readonly lowNs: number; readonly highNs: number } | null;
  readonly because: string | null;
  readonly sessions: number;
  /** Steady samples behind it, all sessions together. */
  readonly samples: number | null;
  /** A tool of the framework said so: its own definitions, and no samples of ours. Absent: computed. */
  readonly reported?: true;
  /** Several inferences were in flight, and each waited for the others. Absent: each was alone. */
  readonly underLoad?: true;
  /** Medians over the sessions of a percentile in each. */
  readonly p90Ns: Quantity;
  readonly p99Ns: Quantity;
}

export interface AccuracyNumbers {
  readonly top: number;
  readonly hits: number;
  readonly counted: number;
  /** Wilson score interval, 95 %. */
  readonly low: number;
  readonly high: number;
}

export interface CellNumbers {
  readonly latency: LatencyNumbers;
  /** As measured over the steady iterations; never one over the latency. */
  readonly throughputPerSecond: Quantity;
  readonly accuracy: readonly AccuracyNumbers[];
  readonly modelBytes: Quantity;
  readonly loadNs: Quantity;
  readonly coldNs: Quantity;
  /** The largest of the sessions. */
  readonly peakRssBytes: Quantity;
}

/** `sessions` are the accepted ones; `accuracy` the accepted attempts that together count the whole set, if there are. */
export function numbersOf(sessions: readonly AttemptRecord[], accuracy: readonly AttemptRecord[]): CellNumbers {
  const of = (id: MetricId): Quantity => overSessions(sessions, id, median);
  return {
    latency: latencyOf(sessions, of),
    throughputPerSecond: of(metricIds.throughput),
    accuracy: accuracyOf(accuracy),
    modelBytes: of(metricIds.modelBytes),
    loadNs: of(metricIds.load),
    coldNs: of(metricIds.cold),
    peakRssBytes: overSessions(sessions, metricIds.peakRss, (values) => Math.max(...values)),
  };
}

function latencyOf(sessions: readonly AttemptRecord[], of: (id: MetricId) => Quantity): LatencyNumbers {
  const medians = sessions.flatMap((session) => {
    const metric = findMetric(session, metricIds.median);
    return metric && metric.value !== null ? [metric] : [];
  });
  const percentiles = { p90Ns: of(metricIds.p90), p99Ns: of(metricIds.p99) };
  if (medians.length === 0) {
    const because = of(metricIds.median).unknownBecause;
    return { medianNs: null, interval: null, because, sessions: 0, samples: null, ...percentiles };
  }
  const { medianNs, interval, because } = cellLatency(medians.flatMap(({ value }) => value ?? []));
  const counts = medians.map(({ count }) => count);
  return {
    medianNs,
    interval: interval && { lowNs: interval.lowNs, highNs: interval.highNs },
    because,
    sessions: medians.length,
    samples: counts.includes(undefined) ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    ...(medians.some(({ source }) => source === 'reported') ? { reported: true } : {}),
    ...(medians.some(({ scope }) => scope === underLoadScope) ? { underLoad: true } : {}),
    ...percentiles,
  };
}

/** Hits and items are summed over the parts: the same numbers as if the set had been counted at once. */
function accuracyOf(records: readonly AttemptRecord[]): readonly AccuracyNumbers[] {
  const sums = new Map<number, { hits: number; counted: number }>();
  for (const { top, hits, counted } of records.flatMap(({ metrics }) => accuracyHits(metrics))) {
    const sum = sums.get(top);
    sums.set(top, { hits: hits + (sum?.hits ?? 0), counted: counted + (sum?.counted ?? 0) });
  }
  return [...sums]
    .map(([top, { hits, counted }]) => ({ top, hits, counted, ...wilson(hits, counted) }))
    .sort((a, b) => a.top - b.top);
}

function overSessions(
  sessions: readonly AttemptRecord[],
  id: MetricId,
  of: (values: readonly number[]) => number,
): Quantity {
  const found = sessions.flatMap((session) => findMetric(session, id) ?? []);
  const values = found.flatMap(({ value }) => (value === null ? [] : [value]));
  // Known in every session or not at all: percentiles lack in the slow sessions first, and the fast ones would speak for all.
  if (values.length > 0 && values.length === found.length) return { value: of(values), unknownBecause: null };
  const said = found.find(({ unknownBecause }) => unknownBecause !== undefined)?.unknownBecause;
  return {
    value: null,
    unknownBecause: said ?? (sessions.length === 0 ? 'not measured' : 'not reported by the runner'),
  };
}

function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}
