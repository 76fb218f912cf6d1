/** Tables `imported`, `imported_cell` and `imported_metric`: what somebody else measured, with the texts that say so. */
import type { Database } from 'better-sqlite3';
import { parseDigest } from '#core/digest.js';
import { emptyPlan, type Imported, type ImportedCell, type ImportedMetric, importedStates } from '#domain/imported.js';
import { metricUnits } from '#domain/metric.js';
import type { CellKey, RunSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import type { PlanTable } from './plan-table.js';
import { Row } from './row.js';
import type { RunSetTable } from './run-set-table.js';

export interface ImportedTable {
  insert(runSet: RunSetId, imported: Imported): void;
  one(runSet: RunSetId): Imported | undefined;
}

export function importedTable(db: Database): ImportedTable {
  const insert = db.prepare('INSERT INTO imported VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const insertCell = db.prepare('INSERT INTO imported_cell VALUES (?, ?, ?, ?, ?, ?)');
  const insertMetric = db.prepare('INSERT INTO imported_metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const one = db.prepare(`SELECT i.*, r.spec_path, p.spec FROM imported i JOIN run_set r ON r.id = i.run_set
    JOIN plan p ON p.run_set = r.id AND p.revision = r.revision WHERE i.run_set = ?`);
  const cells = db.prepare('SELECT * FROM imported_cell WHERE run_set = ? ORDER BY position');
  const metrics = db.prepare('SELECT * FROM imported_metric WHERE run_set = ? ORDER BY cell, position');
  return {
    insert: (runSet, { table, mapping, cells: all, ...body }) => {
      const kept = [table.path, table.digest, table.bytes, table.text, mapping.digest, mapping.bytes];
      insert.run(runSet, ...kept, JSON.stringify(body));
      for (const [position, { key, slug, state, metrics: figures, ...rest }] of all.entries()) {
        insertCell.run(runSet, position, key, slug, state, JSON.stringify(rest));
        for (const [at, m] of figures.entries()) {
          const identity = [m.name, m.statistic, m.scope, m.unit];
          insertMetric.run(runSet, key, at, ...identity, m.value, m.measuredOn ?? null, m.column);
        }
      }
    },
    one: (runSet) => {
      const raw = one.get(runSet);
      if (raw === undefined) return undefined;
      const byCell = new Map<string, ImportedMetric[]>();
      for (const row of metrics.all(runSet).map((each) => new Row('imported_metric', 'cell', each))) {
        const cell = row.text('cell');
        byCell.set(cell, [...(byCell.get(cell) ?? []), metricFrom(row)]);
      }
      const found = cells.all(runSet).map((each) => cellFrom(new Row('imported_cell', 'key', each), byCell));
      return importedFrom(new Row('imported', 'run_set', raw), found);
    },
  };
}

interface Tables {
  readonly runSets: RunSetTable;
  readonly plans: PlanTable;
  readonly imported: ImportedTable;
}

/** In one transaction: readers see all of it or none, and nothing of it is left when anything goes wrong. */
export function importer(db: Database, tables: Tables): (runSet: RunSet, imported: Imported) => void {
  const write = db.transaction((runSet: RunSet, imported: Imported) => {
    const { cells: _, steps: __, ...header } = emptyPlan(runSet.experiment);
    tables.runSets.insert(runSet);
    tables.plans.insert(runSet.id, 1, header, { digest: runSet.planDigest, spec: runSet.spec });
    tables.imported.insert(runSet.id, imported);
    tables.runSets.publish(runSet.id, 1);
  });
  return (runSet, imported) => void write.immediate(runSet, imported);
}

function importedFrom(row: Row, cells: readonly ImportedCell[]): Imported {
  const shape = { source: 'object', caveats: 'array', columns: 'array' } as const;
  const body = row.shaped('body', shape) as unknown as Pick<Imported, 'source' | 'caveats' | 'weights' | 'columns'>;
  const { source, caveats, weights, columns } = body;
  return {
    table: {
      path: row.text('table_path'),
      text: row.text('table_text'),
      digest: row.parsed('table_digest', parseDigest),
      bytes: row.number('table_bytes'),
    },
    mapping: {
      path: row.text('spec_path'),
      text: row.text('spec'),
      digest: row.parsed('mapping_digest', parseDigest),
      bytes: row.number('mapping_bytes'),
    },
    source,
    caveats,
    weights,
    columns,
    cells,
  };
}

type CellBody = Omit<ImportedCell, 'key' | 'slug' | 'state' | 'metrics'>;

function cellFrom(row: Row, metrics: ReadonlyMap<string, readonly ImportedMetric[]>): ImportedCell {
  const shape = { levels: 'object', facts: 'object', written: 'object', caveats: 'array', line: 'number' } as const;
  const body = row.shaped('body', shape) as unknown as CellBody;
  const key = row.parsed('key', parseDigest) as CellKey;
  const { levels, reason, facts, written, caveats, line } = body;
  const state = row.oneOf('state', importedStates);
  return {
    key,
    slug: row.text('slug'),
    levels,
    state,
    reason,
    metrics: metrics.get(key) ?? [],
    facts,
    written,
    caveats,
    line,
  };
}

function metricFrom(row: Row): ImportedMetric {
  const measuredOn = row.textOrNull('measured_on');
  return {
    name: row.text('name'),
    statistic: row.text('statistic'),
    scope: row.text('scope'),
    unit: row.oneOf('unit', metricUnits),
    source: 'reported',
    value: row.number('value'),
    column: row.text('column'),
    ...(measuredOn === null ? {} : { measuredOn }),
  };
}
