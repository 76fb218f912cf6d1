/** The file of samples that a tool leaves, with a row for each inference → samples of ours. */
import type { Work } from '#domain/attempt.js';
import { failure } from '#domain/failure.js';
import type { SampleKind, Samples } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import type { ToolReading, ToolRows } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { computedFromSamples, latencyMetrics } from './latency-metrics.js';
import { decoded } from './printed.js';

/**
 * What a tool summed up, with what is computed from its rows in the place of that; its own figures stay beside them under
 * names of their own. A file that was declared and is not whole takes the proof away.
 */
export async function withSamples(
  parts: HarvesterParts,
  scene: Scene & { readonly work: Exclude<Work, { kind: 'conversion' }> },
  harvest: WorkHarvest,
): Promise<WorkHarvest> {
  const measurement = parts.jobs.measurementOf(scene.work);
  const tool = measurement?.runner.samples;
  if (!measurement || !tool || (harvest.outcome.kind !== 'succeeded' && harvest.outcome.kind !== 'invalid')) {
    return harvest;
  }
  const warmUpNs = measurement.protocol.warmup.maxNs;
  const reading = toolReaders[tool].parse(await decoded(scene.spool, 'samples'), warmUpNs);
  const samples = samplesIn(reading, warmUpNs);
  if (!samples) {
    const facts = { problem: problemOf(reading), log: 'samples', said: reading.said };
    return { ...harvest, outcome: { kind: 'failed', failure: failure('runner/broken-protocol', facts) }, metrics: [] };
  }
  const file = await parts.world.files.samples(parts.runSet, scene.attempt.id, samples);
  return {
    ...harvest,
    files: [...harvest.files, file],
    metrics: [...latencyMetrics(samples), ...harvest.metrics.flatMap(beside)],
  };
}

/** A figure of the tool's own that is computed here too: what is unknown of it is not told twice. */
function beside(metric: Metric): readonly Metric[] {
  if (!computedFromSamples.has(metric.name)) return [metric];
  return metric.value === null ? [] : [{ ...metric, name: `tool-${metric.name}` }];
}

function problemOf(reading: ToolReading): string {
  if (reading.kind === 'unreadable') return `${reading.figure}-${reading.problem}`;
  return reading.kind === 'incomplete'
    ? `no-${reading.missing.join('-and-no-')}-in-its-file`
    : 'no-row-after-the-warm-up';
}

/**
 * Of the rows that tell when they began and how long they took, in nanoseconds. Whether a row is of the warm-up is decided
 * here, by when it began to compute: tools drop those rows from their files in some versions and keep them in others. None is
 * called cold: whether the first row is the first inference, no tool says. Undefined: there is no such row.
 */
function samplesIn(reading: ToolReading, warmupNs: number): readonly Samples[] | undefined {
  if (reading.kind !== 'complete') return undefined;
  for (const table of reading.rows) {
    const timed = timedRows(table);
    const firstSteady = timed?.findIndex(({ computeNs }) => computeNs >= warmupNs) ?? -1;
    if (timed && firstSteady >= 0) {
      const parts = [samplesOf('warm-up', 0, timed.slice(0, firstSteady))];
      return [...parts, samplesOf('steady', firstSteady, timed.slice(firstSteady))];
    }
  }
  return undefined;
}

interface Timed {
  readonly startNs: number;
  readonly computeNs: number;
  readonly latencyNs: number;
}

function timedRows({ columns, rows }: ToolRows): readonly Timed[] | undefined {
  const column = (...names: readonly string[]): number => {
    const found = names.map((name) => columns.findIndex((each) => each.name === name && each.unit === 'ns'));
    return found.find((at) => at >= 0) ?? -1;
  };
  const [start, compute, latency] = [column('start', 'start_h2d'), column('start_compute', 'start'), column('latency')];
  if (start < 0 || compute < 0 || latency < 0) return undefined;
  const numberAt = (row: ToolRows['rows'][number], at: number): number => Math.round(Number(row[at] ?? Number.NaN));
  const timed = rows.map((row) => ({
    startNs: numberAt(row, start),
    computeNs: numberAt(row, compute),
    latencyNs: numberAt(row, latency),
  }));
  return timed.every(({ startNs, latencyNs }) => Number.isSafeInteger(startNs) && latencyNs > 0) ? timed : undefined;
}

function samplesOf(of: SampleKind, first: number, timed: readonly Timed[]): Samples {
  return {
    of,
    first,
    startNs: timed.map(({ startNs }) => startNs),
    phases: { inference: timed.map(({ latencyNs }) => latencyNs) },
  };
}
