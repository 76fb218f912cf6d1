/** Table `canary`: opened before its launch, closed once. */
import type { Database } from 'better-sqlite3';
import { canonicalJson, type Plain } from '#core/canonical-json.js';
import { ns, wallTime } from '#core/units.js';
import type { Canary, CanaryEnd, CanaryMeasure, CanaryVerdict } from '#domain/canary.js';
import { type AttemptId, attemptId, type BoardId, boardId } from '#domain/names.js';
import { isEnvironmentFacts } from './environment-table.js';
import { isObject, Row } from './row.js';

export interface CanaryTable {
  /** In order of opening. */
  of(board: BoardId): readonly Canary[];
  open(canary: Omit<Canary, 'end'>): void;
  /** False if it was never opened, or is closed already. */
  close(id: AttemptId, end: CanaryEnd): boolean;
}

export function canaryTable(db: Database): CanaryTable {
  const of = db.prepare('SELECT * FROM canary WHERE board = ? ORDER BY number');
  const open = db.prepare('INSERT INTO canary (id, board, machine, opened_at) VALUES (?, ?, ?, ?)');
  const close = db.prepare(`UPDATE canary SET ended_at = ?, measure = ?, verdict = ?, environment = ?
    WHERE id = ? AND ended_at IS NULL`);
  return {
    of: (board) => of.all(board).map(canaryFrom),
    open: ({ id, board, machine, openedAt }) => void open.run(id, board, machine, openedAt),
    close: (id, { at, measure, verdict, environment }) => {
      const [measured, judged]: [Plain<CanaryMeasure> | null, Plain<CanaryVerdict> | null] = [measure, verdict];
      const words = [measured, judged].map((json) => (json === null ? null : canonicalJson(json)));
      return close.run(at, ...words, canonicalJson(environment), id).changes === 1;
    },
  };
}

function canaryFrom(raw: unknown): Canary {
  const row = new Row('canary', 'id', raw);
  return {
    id: attemptId(row.text('id')),
    board: boardId(row.text('board')),
    machine: row.textOrNull('machine'),
    openedAt: wallTime(row.text('opened_at')),
    end: row.textOrNull('ended_at') === null ? null : endFrom(row),
  };
}

function endFrom(row: Row): CanaryEnd {
  const environment = row.json('environment');
  if (!isEnvironmentFacts(environment)) return row.damaged('environment is no record of plain values');
  return {
    at: wallTime(row.text('ended_at')),
    measure: row.textOrNull('measure') === null ? null : measureFrom(row),
    verdict: row.textOrNull('verdict') === null ? null : verdictFrom(row),
    environment,
  };
}

function measureFrom(row: Row): CanaryMeasure {
  const { megabytes, roundsNs } = row.shaped('measure', { megabytes: 'number', roundsNs: 'array' });
  const rounds = Array.isArray(roundsNs) ? roundsNs : [];
  if (!rounds.every((round) => typeof round === 'number')) return row.damaged('measure.roundsNs is no list of numbers');
  return { megabytes: Number(megabytes), roundsNs: rounds.map(ns) };
}

function verdictFrom(row: Row): CanaryVerdict {
  const verdict = row.json('verdict');
  if (!isObject(verdict)) return row.damaged('verdict is no object');
  const { kind, durationNs, usualNs, of } = verdict;
  if (typeof durationNs !== 'number') return row.damaged('verdict.durationNs is no number');
  if (kind === 'baseline') return { kind, durationNs: ns(durationNs) };
  if ((kind !== 'good' && kind !== 'suspect') || typeof usualNs !== 'number' || typeof of !== 'number')
    return row.damaged('verdict is none');
  return { kind, durationNs: ns(durationNs), usualNs: ns(usualNs), of };
}
