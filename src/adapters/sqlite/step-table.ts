/** Table `step`: the conversions of a frozen plan in their order. */
import type { Database } from 'better-sqlite3';
import { parseDigest } from '#core/digest.js';
import type { RunSetId, StepKey } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import type { Progress } from '#domain/progress.js';
import { Row, type Shape } from './row.js';

export interface StepTable {
  insert(runSet: RunSetId, revision: number, position: number, step: PlannedStep): void;
  all(runSet: RunSetId, revision: number): readonly PlannedStep[];
  /** What is counted of them. */
  brief(runSet: RunSetId, revision: number): Progress['steps'];
}

const cacheKinds = ['hit', 'miss', 'refused', 'unknown'] as const;

const shape: Shape = {
  toolchain: 'string',
  conversion: 'string',
  from: 'object',
  to: 'object',
  argv: 'array',
  files: 'array',
  tool: 'string',
  failures: 'array',
  boards: 'array',
  cache: 'object',
  limitNs: 'number',
};

export function stepTable(db: Database): StepTable {
  const insert = db.prepare('INSERT INTO step (run_set, revision, position, key, body) VALUES (?, ?, ?, ?, ?)');
  const all = db.prepare('SELECT key, body FROM step WHERE run_set = ? AND revision = ? ORDER BY position');
  const brief = db.prepare(`SELECT key, body ->> '$.conversion' AS conversion, body ->> '$.cache.kind' AS cache
    FROM step WHERE run_set = ? AND revision = ? ORDER BY position`);
  return {
    insert: (runSet, revision, position, { key, ...body }) => {
      insert.run(runSet, revision, position, key, JSON.stringify(body));
    },
    brief: (runSet, revision) =>
      brief.all(runSet, revision).map((raw) => {
        const row = new Row('step', 'key', raw);
        const key = row.parsed('key', parseDigest) as StepKey;
        return { key, conversion: row.text('conversion'), cache: row.oneOf('cache', cacheKinds) };
      }),
    all: (runSet, revision) =>
      all.all(runSet, revision).map((raw) => {
        const row = new Row('step', 'key', raw);
        return { ...row.shaped('body', shape), key: row.parsed('key', parseDigest) } as unknown as PlannedStep;
      }),
  };
}
