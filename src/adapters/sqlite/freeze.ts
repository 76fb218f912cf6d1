/**
 * Freezing a plan. It goes in by chunks under a revision that nobody reads yet; the last, tiny transaction publishes the
 * revision. Readers see the old plan or the new one, whole, and no transaction takes long. What a crash leaves under an
 * unpublished revision is cleared before the next plan is written.
 */
import type { Database } from 'better-sqlite3';
import type { RunSetId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { CellTable } from './cell-table.js';
import type { PlanSource, PlanTable } from './plan-table.js';
import type { RunSetTable } from './run-set-table.js';
import type { Standings } from './standings.js';
import type { StepTable } from './step-table.js';

/** Rows a transaction: a fraction of the 50 ms that the law allows, for slower machines and disks than ours. */
const chunkRows = 200;

export interface PlanTables {
  readonly runSets: RunSetTable;
  readonly plans: PlanTable;
  readonly cells: CellTable;
  readonly steps: StepTable;
  readonly standing: Standings;
}

export interface Freezer {
  freeze(id: RunSetId, revision: number, plan: Plan, source: PlanSource): void;
  /** Removes what is not published: of one run set above its revision, and whole run sets at revision 0. */
  clear(): void;
}

export function freezer(db: Database, tables: PlanTables): Freezer {
  const inChunks = <T>(items: readonly T[], insert: (position: number, item: T) => void): void => {
    for (let from = 0; from < items.length; from += chunkRows) {
      db.transaction(() => {
        items.slice(from, from + chunkRows).forEach((item, at) => insert(from + at, item));
      }).immediate();
    }
  };
  const clearings = [
    standingClearing(db),
    ...['place', 'cell', 'step', 'fragment', 'plan'].map((table) => clearing(db, table)),
  ];
  return {
    freeze: (id, revision, plan, source) => {
      const { cells, steps, ...header } = plan;
      const insert = tables.cells.writer(id, revision);
      const stand = tables.standing.writer({ runSet: id, revision });
      inChunks(cells, (position, cell) => {
        insert(position, cell);
        stand(position, cell);
      });
      inChunks(steps, (position, step) => tables.steps.insert(id, revision, position, step));
      db.transaction(() => {
        tables.plans.insert(id, revision, header, source);
        tables.runSets.publish(id, revision);
      }).immediate();
    },
    clear: () => {
      for (const clear of clearings) clear();
      for (const id of tables.runSets.unpublished()) tables.runSets.remove(id);
    },
  };
}

/** By chunks as well; each statement is its own transaction. */
function clearing(db: Database, table: string): () => void {
  const order = table === 'fragment' || table === 'place' ? 'number' : table === 'plan' ? 'revision' : 'position';
  // One index seek a run set: joined the other way round it would read every cell that was ever planned.
  const leftOver = db.prepare(`SELECT r.id AS runSet, (SELECT min(t.revision) FROM ${table} t
    WHERE t.run_set = r.id AND t.revision > r.revision) AS revision FROM run_set r
    WHERE EXISTS (SELECT 1 FROM ${table} t WHERE t.run_set = r.id AND t.revision > r.revision) LIMIT 1`);
  const remove = db.prepare(`DELETE FROM ${table} WHERE run_set = :runSet AND revision = :revision AND ${order} IN
    (SELECT ${order} FROM ${table} WHERE run_set = :runSet AND revision = :revision LIMIT ${chunkRows})`);
  return () => {
    for (let found = leftOver.get(); found !== undefined; found = leftOver.get()) remove.run(found);
  };
}

/** Standings know their run set by their place alone. */
function standingClearing(db: Database): () => void {
  const remove = db.prepare(`DELETE FROM standing WHERE (place, position) IN (SELECT s.place, s.position
    FROM run_set r JOIN place p ON p.run_set = r.id AND p.revision > r.revision JOIN standing s ON s.place = p.number
    LIMIT ${chunkRows})`);
  return () => {
    while (remove.run().changes > 0);
  };
}
