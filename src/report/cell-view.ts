/** One cell as `show` has it: its levels, where it stands, its numbers or the reason why it has none. */
import { whollyCounted } from '#domain/accuracy.js';
import { type AccuracyState, type CellStateKind, latestTries, type Standing, standingsOf } from '#domain/cell-state.js';
import type { CellKey, StepKey } from '#domain/names.js';
import type { Plan, RunCell } from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
import type { BoardAside } from '#domain/recovery.js';
import type { RunSet } from '#domain/run-set.js';
import { cautionWords } from '#wording/caution.js';
import { type CellNumbers, numbersOf, type Quantity } from './cell-numbers.js';
import { type Converted, type ConvertedView, convertedByStep, convertedOn } from './converted.js';
import { type Reason, reasonOf } from './reason.js';

export interface RunRecords {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly records: readonly AttemptRecord[];
  readonly retired: readonly CellKey[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly asides?: readonly BoardAside[];
}

export interface CellView {
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly state: CellStateKind;
  readonly sessions: { readonly accepted: number; readonly planned: number };
  readonly accuracyState: AccuracyState;
  readonly reason: Reason | null;
  /** Where its accepted sessions ran; more than one only after a board was set aside. */
  readonly boards: readonly string[];
  /** What stands in the way of its numbers, in words: known when it was planned, or said by what converted its model. */
  readonly cautions: readonly string[];
  /** What was read of the conversions of its route. */
  readonly converted: readonly ConvertedView[];
  /** Null: no session is accepted. */
  readonly numbers: CellNumbers | null;
}

/** A standing with the records it is derived from. */
export interface CellRecords {
  readonly standing: Standing;
  readonly accepted: readonly AttemptRecord[];
  /** Of the whole set, or of every part of it; none: it is not counted yet. */
  readonly accuracy: readonly AttemptRecord[];
}

export function cellViews(run: RunRecords): readonly CellView[] {
  const bytes = bytesByStep(run);
  const converted = convertedByStep(run);
  return cellRecords(run).map((records) => viewOf(records, bytes, converted));
}

/** Every cell of the plan in its order, with the attempts that count. Linear in cells plus attempts. */
export function cellRecords(run: Pick<RunRecords, 'plan' | 'records' | 'asides'>): readonly CellRecords[] {
  const byCell = new Map<CellKey, AttemptRecord[]>();
  for (const record of run.records) {
    if (record.work.kind === 'conversion') continue;
    const list = byCell.get(record.work.cell);
    if (list) list.push(record);
    else byCell.set(record.work.cell, [record]);
  }
  return standingsOf(run.plan, run.records, run.asides).map((standing) =>
    recordsOf(standing, byCell.get(standing.cell.key) ?? []),
  );
}

export function recordsOf(standing: Standing, records: readonly AttemptRecord[]): CellRecords {
  const { cell } = standing;
  if (cell.kind !== 'run') return { standing, accepted: [], accuracy: [] };
  const succeeded = latestTries(records.filter((record) => isCurrent(record, cell))).filter(
    ({ outcome }) => outcome?.kind === 'succeeded',
  );
  return {
    standing,
    accepted: succeeded.filter(({ work }) => work.kind === 'session' && work.ordinal <= cell.sessions),
    accuracy: whollyCounted(succeeded, cell.measurement.accuracy?.parts),
  };
}

/** `converted` may be left out by those who want the numbers alone. */
export function viewOf(
  { standing, accepted, accuracy }: CellRecords,
  bytes: ReadonlyMap<StepKey, number>,
  converted: Converted = new Map(),
): CellView {
  const { cell, state } = standing;
  const said = cell.kind === 'run' ? convertedOn(cell.measurement.route, converted) : [];
  const numbers = accepted.length === 0 ? null : numbersOf(accepted, accuracy);
  return {
    key: cell.key,
    slug: cell.slug,
    levels: cell.levels,
    state: state.kind,
    sessions: standing.sessions,
    accuracyState: standing.accuracy,
    reason: reasonOf(state),
    boards: [...new Set(accepted.map(({ board }) => board))],
    cautions: [
      ...(cell.kind === 'run' ? (cell.measurement.cautions ?? []).map(cautionWords) : []),
      ...said.filter(({ caution }) => caution).map(({ words }) => words),
    ],
    converted: said,
    numbers:
      numbers && cell.kind === 'run' ? { ...numbers, modelBytes: sizeOf(cell, numbers.modelBytes, bytes) } : numbers,
  };
}

/** Sizes of what conversions made, from the cache as it was planned and from what was made since. */
export function bytesByStep({ plan, artifacts }: Pick<RunRecords, 'plan' | 'artifacts'>): ReadonlyMap<StepKey, number> {
  const bytes = new Map<StepKey, number>();
  for (const { key, cache } of plan.steps) if (cache.kind === 'hit') bytes.set(key, cache.bytes);
  for (const { step, made } of artifacts) if (made.kind === 'bytes') bytes.set(step, made.bytes);
  return bytes;
}

/** The size of what was loaded: the end of the route, or the source itself. */
function sizeOf(cell: RunCell, reported: Quantity, bytes: ReadonlyMap<StepKey, number>): Quantity {
  if (reported.value !== null) return reported;
  const { source, steps } = cell.measurement.route;
  const last = steps.at(-1) ?? source.built;
  const file = source.built === undefined ? source.bytes : null;
  const value = last === undefined ? file : (bytes.get(last) ?? null);
  return { value, unknownBecause: value === null ? 'what was to be loaded is not in the store' : null };
}

function isCurrent({ work }: AttemptRecord, cell: RunCell): boolean {
  return work.kind !== 'conversion' && work.fingerprint === cell.measurement.fingerprint;
}
