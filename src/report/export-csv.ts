/** `export --csv`: one record for a cell, a session, or a sample. Units are in the names of the columns. */
import { byCodeUnit } from '#core/canonical-json.js';
import type { Samples } from '#domain/message.js';
import type { Metric } from '#domain/metric.js';
import type { CellNumbers } from './cell-numbers.js';
import { type CsvColumn, type CsvValue, csvLines } from './csv.js';
import type { ExportCell, ExportHead, ExportSession } from './export.js';

export function cellsAsCsv(head: ExportHead, cells: Iterable<ExportCell>): Generator<string> {
  return csvLines(cellColumns(head), cells);
}

/** Twice the same sessions: which metrics there are must be known before the first line. */
export function sessionsAsCsv(head: ExportHead, sessions: () => Iterable<ExportSession>): Generator<string> {
  return csvLines([...sessionColumns(head), ...metricColumns(sessions())], sessions());
}

export interface SampleRow {
  readonly session: ExportSession;
  readonly samples: Samples;
  readonly at: number;
}

export function samplesAsCsvColumns(head: ExportHead): readonly CsvColumn<SampleRow>[] {
  const own = ['attempt', 'session', 'index', 'kind', 'start_ns', 'inference_ns'];
  return [
    ...namedColumns(head, own).map(({ name, of }) => ({ name, of: ({ session }: SampleRow) => of(session) })),
    { name: 'attempt', of: ({ session }) => session.attempt },
    { name: 'session', of: ({ session }) => session.session },
    { name: 'index', of: ({ samples, at }) => samples.first + at },
    { name: 'kind', of: ({ samples }) => samples.of },
    { name: 'items', of: ({ samples }) => samples.items ?? 1 },
    { name: 'stream', of: ({ samples, at }) => samples.stream?.[at] ?? null },
    { name: 'start_ns', of: ({ samples, at }) => samples.startNs[at] ?? null },
    { name: 'inference_ns', of: ({ samples, at }) => samples.phases.inference?.[at] ?? null },
  ];
}

type Named = { readonly slug: string; readonly levels: Readonly<Record<string, string>> } & (
  | { readonly cell: string }
  | { readonly key: string }
);

/** What every record begins with. An axis that is called like another column is written `axis_NAME`. */
function namedColumns({ runSet, axes }: ExportHead, own: readonly string[]): readonly CsvColumn<Named>[] {
  const taken = new Set(['run_set', 'experiment', 'cell', 'cell_key', ...own]);
  return [
    { name: 'run_set', of: () => runSet.id },
    { name: 'experiment', of: () => runSet.experiment },
    { name: 'cell', of: ({ slug }) => slug },
    { name: 'cell_key', of: (row) => ('key' in row ? row.key : row.cell) },
    ...axes.map((axis) => ({
      name: taken.has(axis) ? `axis_${axis}` : axis,
      of: ({ levels }: Named) => levels[axis] ?? null,
    })),
  ];
}

function cellColumns(head: ExportHead): readonly CsvColumn<ExportCell>[] {
  const own: readonly CsvColumn<ExportCell>[] = [
    { name: 'state', of: ({ state }) => state },
    { name: 'reason_code', of: ({ reason }) => reason?.code ?? null },
    { name: 'reason', of: ({ reason }) => reason?.headline ?? null },
    { name: 'sessions_accepted', of: ({ sessions }) => sessions.accepted },
    { name: 'sessions_planned', of: ({ sessions }) => sessions.planned },
    { name: 'accuracy_state', of: ({ accuracyState }) => accuracyState },
    { name: 'boards', of: ({ boards }) => (boards.length === 0 ? null : boards.join(' ')) },
    { name: 'fingerprint', of: ({ fingerprint }) => fingerprint },
    ...numberColumns(head).map(([name, of]) => ({
      name,
      of: ({ numbers }: ExportCell) => (numbers ? of(numbers) : null),
    })),
  ];
  return [...namedColumns(head, namesOf(own)), ...own];
}

function numberColumns({ tops }: ExportHead): readonly (readonly [string, (numbers: CellNumbers) => CsvValue])[] {
  return [
    ['latency_median_ns', ({ latency }) => latency.medianNs],
    ['latency_low_ns', ({ latency }) => latency.interval?.lowNs ?? null],
    ['latency_high_ns', ({ latency }) => latency.interval?.highNs ?? null],
    ['latency_sessions', ({ latency }) => latency.sessions],
    ['latency_samples', ({ latency }) => latency.samples],
    ['latency_source', ({ latency }) => latencySource(latency)],
    ['latency_p90_ns', ({ latency }) => latency.p90Ns.value],
    ['latency_p99_ns', ({ latency }) => latency.p99Ns.value],
    ['throughput_per_second', (numbers) => numbers.throughputPerSecond.value],
    ['model_bytes', (numbers) => numbers.modelBytes.value],
    ['load_ns', (numbers) => numbers.loadNs.value],
    ['cold_ns', (numbers) => numbers.coldNs.value],
    ['peak_rss_bytes', (numbers) => numbers.peakRssBytes.value],
    ...tops.flatMap((top) =>
      (['hits', 'counted', 'low', 'high'] as const).map((what): [string, (numbers: CellNumbers) => CsvValue] => [
        `top_${top}_${what}`,
        ({ accuracy }) => accuracy.find((one) => one.top === top)?.[what] ?? null,
      ]),
    ),
  ];
}

function sessionColumns(head: ExportHead): readonly CsvColumn<ExportSession>[] {
  const own: readonly CsvColumn<ExportSession>[] = [
    { name: 'attempt', of: ({ attempt }) => attempt },
    { name: 'work', of: ({ work }) => work },
    { name: 'session', of: ({ session }) => session },
    { name: 'try', of: (row) => row.try },
    { name: 'board', of: ({ board }) => board },
    { name: 'opened_at', of: ({ openedAt }) => openedAt },
    { name: 'ended_at', of: ({ endedAt }) => endedAt },
    { name: 'outcome', of: ({ outcome }) => outcome },
    { name: 'reason_code', of: ({ reason }) => reason?.code ?? null },
    { name: 'reason', of: ({ reason }) => reason?.headline ?? null },
    { name: 'counted', of: ({ counted }) => counted },
    { name: 'fingerprint', of: ({ fingerprint }) => fingerprint },
    { name: 'environment', of: ({ environment }) => environment },
    { name: 'samples_path', of: ({ samples }) => samples?.path ?? null },
    { name: 'samples_sha256', of: ({ samples }) => samples?.digest ?? null },
  ];
  return [...namedColumns(head, namesOf(own)), ...own];
}

function namesOf<Row>(columns: readonly CsvColumn<Row>[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/**
 * `latency_median_ns`, `load_time_ns`, `top_1_count`; for each name also how many observations stand behind it. Scope and
 * source are part of a metric's identity, and of its column's name where that would otherwise stand for two.
 */
function metricColumns(sessions: Iterable<ExportSession>): readonly CsvColumn<ExportSession>[] {
  const identities = new Map<string, Metric>();
  for (const { metrics } of sessions) for (const metric of metrics) identities.set(identityOf(metric), metric);
  const sorted = [...identities].sort(([a], [b]) => byCodeUnit(a, b));
  const short = new Map<string, number>();
  for (const [, metric] of sorted) short.set(shortName(metric), (short.get(shortName(metric)) ?? 0) + 1);
  const counted = [...new Set(sorted.filter(([, { count }]) => count !== undefined).map(([, { name }]) => name))];
  return [
    ...sorted.map(([identity, metric]) => ({
      name: short.get(shortName(metric)) === 1 ? shortName(metric) : column(identity),
      of: ({ metrics }: ExportSession) => metrics.find((one) => identityOf(one) === identity)?.value ?? null,
    })),
    ...counted.map((name) => ({
      name: column(`${name} observations`),
      of: ({ metrics }: ExportSession) => mostOf(metrics.filter((one) => one.name === name)),
    })),
  ];
}

/** A cold start is one observation beside the many of the others. */
function mostOf(metrics: readonly Metric[]): number | null {
  return metrics.reduce<number | null>((most, { count }) => {
    return count === undefined ? most : Math.max(most ?? 0, count);
  }, null);
}

function shortName({ name, statistic, unit }: Metric): string {
  return column([name, ...(statistic === 'value' || statistic === unit ? [] : [statistic]), unit].join(' '));
}

function identityOf({ name, statistic, scope, unit, source }: Metric): string {
  return [name, statistic, scope, unit, source].join(' ');
}

function column(words: string): string {
  return words.replace(/[^A-Za-z0-9]+/g, '_');
}

function latencySource({ medianNs, reported }: CellNumbers['latency']): string | null {
  if (medianNs === null) return null;
  return reported ? 'reported' : 'computed';
}
