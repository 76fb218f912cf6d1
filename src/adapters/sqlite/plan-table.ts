/** Table `plan`: what a frozen plan says beside its cells and steps, and the spec it was made from. Never changed. */
import type { Database } from 'better-sqlite3';
import type { Digest } from '#core/digest.js';
import type { RunSetId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { Row } from './row.js';

export type PlanHeader = Omit<Plan, 'cells' | 'steps'>;

export interface PlanSource {
  readonly digest: Digest;
  readonly spec: string;
}

export interface PlanTable {
  insert(runSet: RunSetId, revision: number, header: PlanHeader, source: PlanSource): void;
  header(runSet: RunSetId, revision: number): PlanHeader | undefined;
}

export function planTable(db: Database): PlanTable {
  const insert = db.prepare('INSERT INTO plan (run_set, revision, digest, spec, header) VALUES (?, ?, ?, ?, ?)');
  const one = db.prepare('SELECT run_set, header FROM plan WHERE run_set = ? AND revision = ?');
  return {
    insert: (runSet, revision, header, source) => {
      insert.run(runSet, revision, source.digest, source.spec, JSON.stringify(header));
    },
    header: (runSet, revision) => {
      const raw = one.get(runSet, revision);
      return raw === undefined ? undefined : headerFrom(new Row('plan', 'run_set', raw));
    },
  };
}

function headerFrom(row: Row): PlanHeader {
  const header = row.shaped('header', {
    format: 'number',
    experiment: 'string',
    seed: 'number',
    excluded: 'array',
    warnings: 'array',
    estimateNs: 'number',
  });
  if (header['format'] !== 1) row.damaged('header.format is not 1');
  return header as unknown as PlanHeader;
}
