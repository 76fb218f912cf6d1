/**
 * Table `fragment`: parts of measurements that many cells share (protocol, runner, route, …), kept once a plan. A plan
 * of 100,000 cells would otherwise repeat some 2 kB a cell, on disk and again in the memory of every reader.
 */
import type { Database } from 'better-sqlite3';
import type { RunSetId } from '#domain/names.js';
import type { Measurement } from '#domain/plan.js';
import { Row, type Shape } from './row.js';

/** What is not named here stays in the cell: it differs from cell to cell. */
const sharedMembers = [
  'route',
  'runner',
  'asked',
  'options',
  'protocol',
  'limits',
  'input',
  'inputImages',
  'accuracy',
] as const satisfies readonly (keyof Measurement)[];

const measurementShape: Shape = {
  fingerprint: 'string',
  recipe: 'object',
  route: 'object',
  runner: 'object',
  asked: 'object',
  options: 'object',
  protocol: 'object',
  limits: 'object',
  input: 'object',
};

export interface FragmentWriter {
  /** The measurement with numbers in the place of its shared parts; inserts the parts that are new. */
  fold(measurement: Measurement): Readonly<Record<string, unknown>>;
}

export function fragmentWriter(db: Database, runSet: RunSetId, revision: number): FragmentWriter {
  const insert = db.prepare('INSERT INTO fragment (run_set, revision, number, body) VALUES (?, ?, ?, ?)');
  const byText = new Map<string, number>();
  // Planners share objects between cells: the same object is not turned into text again.
  const byIdentity = new Map<object, number>();
  const intern = (part: object | null): number => {
    const seen = part && byIdentity.get(part);
    if (typeof seen === 'number') return seen;
    const text = JSON.stringify(part);
    let number = byText.get(text);
    if (number === undefined) {
      number = byText.size;
      insert.run(runSet, revision, number, text);
      byText.set(text, number);
    }
    if (part) byIdentity.set(part, number);
    return number;
  };
  return {
    fold: (measurement) => {
      const folded: Record<string, unknown> = { ...measurement };
      for (const member of sharedMembers) folded[member] = intern(measurement[member]);
      return folded;
    },
  };
}

export interface FragmentReader {
  unfold(row: Row, folded: Readonly<Record<string, unknown>>): Measurement;
}

export function fragmentReader(db: Database, runSet: RunSetId, revision: number): FragmentReader {
  const all = db.prepare('SELECT number, body FROM fragment WHERE run_set = ? AND revision = ?');
  const parts = new Map<unknown, unknown>();
  for (const raw of all.iterate(runSet, revision)) {
    const row = new Row('fragment', 'number', raw);
    parts.set(row.number('number'), row.json('body'));
  }
  return {
    unfold: (row, folded) => {
      const whole: Record<string, unknown> = { ...folded };
      for (const member of sharedMembers) {
        if (!parts.has(folded[member])) row.damaged(`measurement.${member} names no fragment`);
        whole[member] = parts.get(folded[member]);
      }
      return row.check('measurement', whole, measurementShape) as unknown as Measurement;
    },
  };
}
