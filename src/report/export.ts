/**
 * `export`: the results of a run set as flat data, raw and unrounded, one cell or one session at a time: nothing is held
 * for all of 100,000 cells but their plan. What is not known is null and never 0.
 */
import { partOf } from '#domain/accuracy.js';
import type { Attempt } from '#domain/attempt.js';
import { standingOf } from '#domain/cell-state.js';
import type { KeptFile } from '#domain/event.js';
import type { Metric } from '#domain/metric.js';
import type { CellKey, StepKey } from '#domain/names.js';
import { outOf } from '#domain/out-of-boards.js';
import type { Plan, PlannedCell } from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
import type { BoardAside } from '#domain/recovery.js';
import type { RunSet } from '#domain/run-set.js';
import type { Narrowed } from '#domain/selector.js';
import type { ShardRange } from '#domain/shards.js';
import { bytesByStep, type CellView, recordsOf, viewOf } from './cell-view.js';
import { conversionsByStep } from './conversions.js';
import { convertedByStep } from './converted.js';
import type { Reason } from './reason.js';
import { reasonsOf } from './reason.js';
import { headOf, type RunHead } from './run-head.js';

export interface ExportSource {
  readonly runSet: RunSet;
  readonly plan: Plan;
  /** Attempts at conversions; others do no harm. */
  readonly conversions: readonly Attempt[];
  readonly artifacts: readonly ArtifactRecord[];
  /** Asked cell by cell, as often as needed. */
  readonly recordsOf: (cell: CellKey) => readonly AttemptRecord[];
  readonly asides?: readonly BoardAside[];
}

export interface ExportHead {
  readonly runSet: RunHead;
  /** By `--where`; null: all cells. */
  readonly narrowed: Narrowed | null;
  /** Every axis of the plan in the order of columns. */
  readonly axes: readonly string[];
  /** Every k of a top-k that the plan counts. */
  readonly tops: readonly number[];
}

export interface ExportCell extends CellView {
  readonly fingerprint: string | null;
}

/** One try at a session or at the accuracy of a cell, counted or not. */
export interface ExportSession {
  readonly cell: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly attempt: string;
  readonly work: 'session' | 'accuracy';
  readonly session: number | null;
  /** Of accuracy that is counted in parts: which shards of the images. */
  readonly part?: ShardRange;
  readonly try: number;
  readonly board: string;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'open' | 'succeeded' | 'unsupported' | 'failed' | 'invalid' | 'cancelled';
  readonly reason: Reason | null;
  /** Whether the numbers of its cell are made of it. */
  readonly counted: boolean;
  readonly fingerprint: string;
  readonly environment: string | null;
  readonly samples: Pick<KeptFile, 'path' | 'bytes' | 'digest'> | null;
  readonly metrics: readonly Metric[];
}

const first = ['device', 'model', 'framework', 'precision'];

export function exportHead(
  { runSet, plan }: Pick<ExportSource, 'runSet' | 'plan'>,
  narrowed: Narrowed | null = null,
): ExportHead {
  const axes = new Set(first);
  const tops = new Set<number>();
  for (const cell of plan.cells) {
    for (const axis of Object.keys(cell.levels)) axes.add(axis);
    if (cell.kind === 'run') for (const top of cell.measurement.accuracy?.top ?? []) tops.add(top);
  }
  return { runSet: headOf(runSet, plan), narrowed, axes: [...axes], tops: [...tops].sort((a, b) => a - b) };
}

export function* exportCells(source: ExportSource): Generator<ExportCell> {
  for (const { view, cell } of looks(source)) {
    yield { ...view, fingerprint: cell.kind === 'run' ? cell.measurement.fingerprint : null };
  }
}

/** In the order of the cells, and of each in the order in which they were opened. */
export function* exportSessions(source: ExportSource): Generator<ExportSession> {
  for (const { cell, records, counted } of looks(source)) {
    for (const record of records) {
      const { work } = record;
      if (work.kind !== 'conversion') yield sessionOf(cell, { ...record, work }, counted.has(record.id));
    }
  }
}

interface Look {
  readonly cell: PlannedCell;
  readonly view: CellView;
  readonly records: readonly AttemptRecord[];
  readonly counted: ReadonlySet<string>;
}

function* looks(source: ExportSource): Generator<Look> {
  const steps: ReadonlyMap<StepKey, readonly Attempt[]> = conversionsByStep(source.conversions);
  const bytes = bytesByStep(source);
  const converted = convertedByStep({ ...source, records: source.conversions });
  const out = outOf(source.asides ?? [], source.plan.steps, steps);
  for (const cell of source.plan.cells) {
    const records = cell.kind === 'run' ? source.recordsOf(cell.key) : [];
    const found = recordsOf(standingOf(cell, records, { conversions: steps, out }), records);
    const counted = [...found.accepted, ...found.accuracy];
    yield { cell, records, view: viewOf(found, bytes, converted), counted: new Set(counted.map(({ id }) => id)) };
  }
}

type Measured = AttemptRecord & { readonly work: Exclude<Attempt['work'], { kind: 'conversion' }> };

function sessionOf(cell: PlannedCell, record: Measured, counted: boolean): ExportSession {
  const { work, outcome } = record;
  const part = partOf(work);
  const samples = record.files.find(({ role }) => role === 'samples');
  return {
    cell: cell.key,
    slug: cell.slug,
    levels: cell.levels,
    attempt: record.id,
    work: work.kind,
    session: work.kind === 'session' ? work.ordinal : null,
    ...(part ? { part } : {}),
    try: record.try,
    board: record.board,
    openedAt: record.openedAt,
    endedAt: record.endedAt ?? null,
    outcome: outcome?.kind ?? 'open',
    reason: reasonsOf(outcome)[0] ?? null,
    counted,
    fingerprint: work.fingerprint,
    environment: record.environment,
    samples: samples ? { path: samples.path, bytes: samples.bytes, digest: samples.digest } : null,
    metrics: record.metrics,
  };
}
