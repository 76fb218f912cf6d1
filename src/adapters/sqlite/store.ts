/** The result store above one open database: the tables, put together. */
import type { Database } from 'better-sqlite3';
import { invariant, present } from '#core/invariant.js';
import { countedMetrics } from '#domain/counted-metrics.js';
import type { RunSetId } from '#domain/names.js';
import { digestOfPlan } from '#domain/plan.js';
import type { AttemptRecord, ResultReader, ResultStore } from '#ports/result-store.js';
import { type AttemptRow, attemptTable } from './attempt-table.js';
import { cellTable } from './cell-table.js';
import { evidenceTables } from './evidence-tables.js';
import { freezer, type PlanTables } from './freeze.js';
import { type ImportedTable, importedTable, importer } from './imported-table.js';
import { planTable } from './plan-table.js';
import { progressReader } from './progress.js';
import { recorder, type WorkTables } from './record.js';
import { runSetTable } from './run-set-table.js';
import { standingTable } from './standing-table.js';
import { type StandingTables, standingsOver } from './standings.js';
import { stepTable } from './step-table.js';
import { type UpkeepTables, upkeepReader, upkeepTables, upkeepWriter } from './upkeep.js';

export type Tables = Omit<PlanTables, 'standing'> &
  WorkTables &
  StandingTables &
  UpkeepTables & { readonly imported: ImportedTable };

export function tablesOf(db: Database): Tables {
  return {
    runSets: runSetTable(db),
    plans: planTable(db),
    cells: cellTable(db),
    steps: stepTable(db),
    imported: importedTable(db),
    attempts: attemptTable(db),
    ...evidenceTables(db),
    standings: standingTable(db),
    ...upkeepTables(db),
  };
}

export function readerOver(db: Database, tables: Tables): ResultReader {
  const { runSets, plans, cells, steps, attempts, metrics, files, readings } = tables;
  const revisionOf = (id: RunSetId): number => {
    const revision = runSets.revision(id);
    invariant(revision, `there is no run set ${id}`);
    return revision;
  };
  // Reads of several tables are one transaction: a run that writes meanwhile is not seen half way.
  const plan = db.transaction((id: RunSetId) => {
    const revision = revisionOf(id);
    const header = present(plans.header(id, revision), `the plan of ${id}`);
    return { ...header, cells: cells.all(id, revision), steps: steps.all(id, revision) };
  });
  const recordOf = ({ number, attempt, environment }: AttemptRow): AttemptRecord => {
    const reading = readings.of(number);
    const stored = metrics.of(number);
    const own = { metrics: countedMetrics(stored, reading), files: files.of(number), environment };
    const read = reading ? { reading, ...(reading.figures ? { metricRows: stored.length } : {}) } : {};
    return { ...attempt, ...own, ...read };
  };
  const records = db.transaction((id: RunSetId, cell?: Parameters<ResultReader['records']>[1]) =>
    attempts.of(id, cell).map(recordOf),
  );
  const conversions = db.transaction((id: RunSetId) => attempts.conversions(id).map(recordOf));
  function* eachRecord(id: RunSetId): Generator<AttemptRecord> {
    for (const row of attempts.all(id)) yield recordOf(row);
  }
  return {
    runSets: () => runSets.all(),
    runSet: (id) => runSets.one(id),
    plan: (id) => plan(id),
    imported: (id) => tables.imported.one(id),
    steps: (id) => steps.all(id, revisionOf(id)),
    attempts: (id, cell) => attempts.of(id, cell).map((row) => row.attempt),
    records: (id, cell) => records(id, cell),
    superseded: (id, cell) =>
      attempts.superseded(id, cell).map((row) => ({ ...recordOf(row), superseded: row.because })),
    asides: (id) => tables.asides.of(id),
    conversions: (id) => conversions(id),
    eachRecord,
    openAttempts: () => attempts.allOpen().map(({ runSet, attempt }) => ({ runSet, attempt })),
    environment: (digest) => tables.environments.one(digest),
    artifact: (key) => tables.artifacts.one(key),
    artifacts: () => tables.artifacts.all(),
    journal: (id, after) => tables.events.after(id, after),
    progress: progressReader(db, tables, revisionOf),
    retired: (id) => cells.retired(id, revisionOf(id)),
    ...upkeepReader(tables),
  };
}

export function storeOver(db: Database, tables: Tables): ResultStore {
  const standing = standingsOver(tables);
  const plans = freezer(db, { ...tables, standing });
  return {
    ...readerOver(db, tables),
    begin: (runSet, plan) => {
      plans.clear();
      tables.runSets.insert(runSet);
      plans.freeze(runSet.id, 1, plan, { digest: runSet.planDigest, spec: runSet.spec });
    },
    amend: (id, plan, spec) => {
      plans.clear();
      const revision = tables.runSets.revision(id);
      invariant(revision, `there is no run set ${id} to amend`);
      const digest = digestOfPlan(plan);
      const now = tables.runSets.one(id);
      if (now?.planDigest === digest && now.spec === spec) return;
      plans.freeze(id, revision + 1, plan, { digest, spec });
    },
    import: importer(db, tables),
    record: recorder(db, { ...tables, standing }),
    ...upkeepWriter(tables),
    reread: (id, reading, at) => {
      const row = tables.attempts.one(id);
      invariant(row?.attempt.outcome, `no logs of ${id} to read again`);
      return tables.readings.add(row.number, reading, at);
    },
    used: (digest, at) => tables.artifacts.used(digest, at),
    finish: (id, endedAt) => invariant(tables.runSets.finish(id, endedAt), `there is no run set ${id} to finish`),
  };
}
