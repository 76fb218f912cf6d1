/** Table `attempt`: append-only; opened by an intent, closed once by its end, and never touched again. */
import type { Database } from 'better-sqlite3';
import { type Digest, parseDigest } from '#core/digest.js';
import { invariant } from '#core/invariant.js';
import { type WallTime, wallTime } from '#core/units.js';
import type { Attempt, NewAttempt, Work } from '#domain/attempt.js';
import type { Failure } from '#domain/failure.js';
import {
  type AttemptId,
  attemptId,
  boardId,
  type CellKey,
  type Fingerprint,
  type RunSetId,
  runSetId,
  type StepKey,
} from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { Superseding } from '#domain/recovery.js';
import type { ShardRange } from '#domain/shards.js';
import { failureFrom } from './failure-json.js';
import { detailOf, outcomeFrom } from './outcome-json.js';
import { Row } from './row.js';

/** The row's number is what other tables refer to; the id is what people and boards know. */
export interface AttemptRow {
  readonly number: number;
  readonly runSet: RunSetId;
  readonly attempt: Attempt;
  readonly environment: Digest | null;
}

export interface AttemptTable {
  /** False if an attempt of this id is there already. */
  open(runSet: RunSetId, attempt: NewAttempt, at: WallTime): boolean;
  /** The first beginning counts; false if there is no such attempt in this run set. */
  begun(runSet: RunSetId, id: AttemptId, at: WallTime): boolean;
  /** The row's number, and the cell if it is of one; undefined if there is no such open attempt in this run set. */
  close(
    runSet: RunSetId,
    id: AttemptId,
    end: { readonly at: WallTime; readonly outcome: Outcome; readonly environment: Digest | null },
  ): { readonly number: number; readonly cell: CellKey | null } | undefined;
  one(id: AttemptId): AttemptRow | undefined;
  /** Those that count. */
  of(runSet: RunSetId, cell?: CellKey): readonly AttemptRow[];
  /** With those that do not count any more. */
  all(runSet: RunSetId): readonly AttemptRow[];
  superseded(runSet: RunSetId, cell?: CellKey): readonly (AttemptRow & { readonly because: Failure })[];
  /** What is over on other boards than this one does not count any more. */
  supersede(runSet: RunSetId, cell: CellKey, kept: Superseding): void;
  any(runSet: RunSetId): boolean;
  conversions(runSet: RunSetId): readonly AttemptRow[];
  openOf(runSet: RunSetId): readonly AttemptRow[];
  /** Successes, newest first. */
  lately(runSet: RunSetId, work: Work['kind'], limit: number): readonly AttemptRow[];
  allOpen(): readonly AttemptRow[];
}

const columns = `number, id, run_set, work, cell, ordinal, step, fingerprint, try, board, opened_at, ended_at, outcome,
  detail, environment, per_board`;

export function attemptTable(db: Database): AttemptTable {
  const open = db.prepare(`INSERT INTO attempt
    (id, run_set, work, cell, ordinal, step, fingerprint, try, board, exclusive, opened_at, per_board)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
  const begun = db.prepare('UPDATE attempt SET begun_at = ifnull(begun_at, ?) WHERE id = ? AND run_set = ?');
  const close = db.prepare(`UPDATE attempt SET ended_at = ?, outcome = ?, detail = ?, environment = ?
    WHERE id = ? AND run_set = ? AND outcome IS NULL RETURNING id, number, cell`);
  const one = db.prepare(`SELECT ${columns} FROM attempt WHERE id = ?`);
  const ofRunSet = db.prepare(
    `SELECT ${columns} FROM attempt WHERE run_set = ? AND superseded IS NULL ORDER BY number`,
  );
  const ofCell = db.prepare(
    `SELECT ${columns} FROM attempt WHERE run_set = ? AND cell = ? AND superseded IS NULL ORDER BY number`,
  );
  const all = db.prepare(`SELECT ${columns} FROM attempt WHERE run_set = ? ORDER BY number`);
  const any = db.prepare('SELECT 1 FROM attempt WHERE run_set = ? LIMIT 1').pluck();
  const conversions = db.prepare(
    `SELECT ${columns} FROM attempt WHERE run_set = ? AND work = 'conversion' ORDER BY number`,
  );
  const openOf = db.prepare(`SELECT ${columns} FROM attempt WHERE run_set = ? AND outcome IS NULL ORDER BY number`);
  const lately =
    db.prepare(`SELECT ${columns} FROM attempt WHERE run_set = ? AND work = ? AND outcome = 'succeeded' AND superseded IS NULL
    ORDER BY number DESC LIMIT ?`);
  const allOpen = db.prepare(`SELECT ${columns} FROM attempt WHERE outcome IS NULL ORDER BY number`);
  return {
    open: (runSet, { id, work, board, try: tryNumber }, at) => {
      const { cell, ordinal, step, fingerprint, exclusive } = workColumns(work);
      const what = [id, runSet, work.kind, cell, ordinal, step, fingerprint, tryNumber, board, exclusive, at];
      return open.run(...what, isPerBoard(work) ? 1 : 0).changes === 1;
    },
    begun: (runSet, id, at) => begun.run(at, id, runSet).changes === 1,
    close: (runSet, id, { at, outcome, environment }) => {
      const raw = close.get(at, outcome.kind, detailOf(outcome), environment, id, runSet);
      if (raw === undefined) return undefined;
      const row = new Row('attempt', 'id', raw);
      return { number: row.number('number'), cell: row.textOrNull('cell') as CellKey | null };
    },
    one: (id) => {
      const raw = one.get(id);
      return raw === undefined ? undefined : attemptFrom(raw);
    },
    of: (runSet, cell) => (cell === undefined ? ofRunSet.all(runSet) : ofCell.all(runSet, cell)).map(attemptFrom),
    all: (runSet) => all.all(runSet).map(attemptFrom),
    ...superseding(db),
    any: (runSet) => any.get(runSet) !== undefined,
    conversions: (runSet) => conversions.all(runSet).map(attemptFrom),
    openOf: (runSet) => openOf.all(runSet).map(attemptFrom),
    lately: (runSet, work, limit) => lately.all(runSet, work, limit).map(attemptFrom),
    allOpen: () => allOpen.all().map(attemptFrom),
  };
}

function superseding(db: Database): Pick<AttemptTable, 'superseded' | 'supersede'> {
  const superseded = db.prepare(`SELECT ${columns}, superseded FROM attempt
    WHERE run_set = ? AND cell = ifnull(?, cell) AND superseded IS NOT NULL ORDER BY number`);
  const supersede = db.prepare(`UPDATE attempt SET superseded = ? WHERE run_set = ? AND cell = ? AND board <> ?
    AND outcome IS NOT NULL AND superseded IS NULL`);
  return {
    superseded: (runSet, cell) =>
      superseded.all(runSet, cell ?? null).map((raw) => {
        const row = new Row('attempt', 'id', raw);
        const because = failureFrom(row.json('superseded')) ?? row.damaged('superseded is no failure');
        return { ...attemptFrom(raw), because };
      }),
    supersede: (runSet, cell, { board, because }) => void supersede.run(JSON.stringify(because), runSet, cell, board),
  };
}

/** Whose board it is on says whose it is. */
function isPerBoard(work: Work): boolean {
  return work.kind === 'conversion' && work.on !== undefined;
}

/** A measurement has the board for itself; conversions may share a builder, and the board's own lock sees to the rest. */
function workColumns(work: Work) {
  const none = { cell: null, ordinal: null, step: null, fingerprint: null };
  if (work.kind === 'conversion') return { ...none, step: work.step, exclusive: 0 };
  const measured = { ...none, cell: work.cell, fingerprint: work.fingerprint, exclusive: 1 };
  if (work.kind === 'session') return { ...measured, ordinal: work.ordinal };
  return work.part ? { ...measured, ordinal: ordinalOfPart(work.part) } : measured;
}

/**
 * A part of accuracy in the column of ordinals, where the index of accepted results tells parts apart: shards 3 to 6 are
 * 3000006. A set of a million shards has 64 TiB.
 */
const partsApart = 1_000_000;

function ordinalOfPart({ from, to }: ShardRange): number {
  invariant(to < partsApart && from < to, `no part: ${from}-${to}`);
  return from * partsApart + to;
}

function partOfOrdinal(row: Row, ordinal: number): ShardRange {
  const [from, to] = [Math.floor(ordinal / partsApart), ordinal % partsApart];
  return Number.isSafeInteger(ordinal) && from < to ? { from, to } : row.damaged('ordinal is no part');
}

function attemptFrom(raw: unknown): AttemptRow {
  const row = new Row('attempt', 'id', raw);
  const outcome = outcomeFrom(row);
  const attempt: Attempt = {
    id: attemptId(row.text('id')),
    work: workFrom(row),
    board: boardId(row.text('board')),
    try: row.number('try'),
    openedAt: wallTime(row.text('opened_at')),
    ...(outcome ? { outcome, endedAt: wallTime(row.text('ended_at')) } : {}),
  };
  const environment = row.textOrNull('environment') === null ? null : row.parsed('environment', parseDigest);
  return { number: row.number('number'), runSet: runSetId(row.text('run_set')), attempt, environment };
}

function workFrom(row: Row): Work {
  const kind = row.oneOf('work', ['session', 'accuracy', 'conversion']);
  if (kind === 'conversion') {
    const step = row.parsed('step', parseDigest) as StepKey;
    return row.number('per_board') === 0 ? { kind, step } : { kind, step, on: boardId(row.text('board')) };
  }
  const cell = row.parsed('cell', parseDigest) as CellKey;
  const fingerprint = row.parsed('fingerprint', parseDigest) as Fingerprint;
  if (kind === 'session') return { kind, cell, ordinal: row.number('ordinal'), fingerprint };
  const ordinal = row.numberOrNull('ordinal');
  return { kind, cell, fingerprint, ...(ordinal === null ? {} : { part: partOfOrdinal(row, ordinal) }) };
}
