/** Table `cell`: the cells of a frozen plan in their order, each as JSON beside the columns people query by. */
import type { Database } from 'better-sqlite3';
import { parseDigest } from '#core/digest.js';
import type { PlaceFacts } from '#domain/cell-state.js';
import type { BoardId, CellKey, Fingerprint, RunSetId } from '#domain/names.js';
import type { PlannedCell } from '#domain/plan.js';
import { failureFrom } from './failure-json.js';
import { type FragmentReader, fragmentReader, fragmentWriter } from './fragments.js';
import { isObject, Row } from './row.js';
import { createSharedFacts, type SharedFacts } from './shared-facts.js';
import type { PlanId } from './standing-table.js';

export interface CellTable {
  /** A function that inserts one cell, to be called within a transaction. */
  writer(runSet: RunSetId, revision: number): (position: number, cell: PlannedCell) => void;
  all(runSet: RunSetId, revision: number): readonly PlannedCell[];
  /** Where a cell is in the plan, and what its standing depends on; undefined if the plan does not have it. */
  facts(plan: PlanId, key: CellKey): { readonly position: number; readonly facts: PlaceFacts } | undefined;
  slug(plan: PlanId, key: CellKey): string | undefined;
  /** Keys of earlier revisions that this one does not have, in the order in which they were planned. */
  retired(runSet: RunSetId, revision: number): readonly CellKey[];
}

const kinds = ['run', 'not-applicable', 'unsupported', 'unavailable'] as const;

export function cellTable(db: Database): CellTable {
  const insert = db.prepare(`INSERT INTO cell (run_set, revision, position, key, slug, kind, fingerprint, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const all = db.prepare('SELECT key, slug, kind, body FROM cell WHERE run_set = ? AND revision = ? ORDER BY position');
  const slug = db.prepare('SELECT slug FROM cell WHERE run_set = ? AND revision = ? AND key = ?').pluck();
  const facts = db.prepare(
    'SELECT key, position, kind, fingerprint, body FROM cell WHERE run_set = ? AND revision = ? AND key = ?',
  );
  const shared = createSharedFacts(db);
  const retired = db.prepare(`SELECT key FROM cell WHERE run_set = :runSet AND revision < :revision
    AND key NOT IN (SELECT key FROM cell WHERE run_set = :runSet AND revision = :revision)
    GROUP BY key ORDER BY min(revision), min(position)`);
  return {
    writer: (runSet, revision) => {
      const fragments = fragmentWriter(db, runSet, revision);
      return (position, cell) => {
        const { key, slug, kind, ...rest } = cell;
        const runs = cell.kind === 'run' ? cell.measurement : undefined;
        const body = JSON.stringify(runs ? { ...rest, measurement: fragments.fold(runs) } : rest);
        insert.run(runSet, revision, position, key, slug, kind, runs?.fingerprint ?? null, body);
      };
    },
    all: (runSet, revision) => {
      const fragments = fragmentReader(db, runSet, revision);
      return all.all(runSet, revision).map((raw) => cellFrom(new Row('cell', 'key', raw), fragments));
    },
    facts: ({ runSet, revision }, key) => {
      const raw = facts.get(runSet, revision, key);
      return raw === undefined ? undefined : factsFrom(new Row('cell', 'key', raw), shared({ runSet, revision }));
    },
    slug: ({ runSet, revision }, key) => slug.get(runSet, revision, key) as string | undefined,
    retired: (runSet, revision) =>
      retired.all({ runSet, revision }).map((raw) => new Row('cell', 'key', raw).parsed('key', parseDigest) as CellKey),
  };
}

function factsFrom(row: Row, shared: SharedFacts): { readonly position: number; readonly facts: PlaceFacts } {
  const position = row.number('position');
  const kind = row.oneOf('kind', kinds);
  const body = row.shaped('body', {});
  if (kind !== 'run') {
    const because = failureFrom(body['because']) ?? row.damaged('body.because is no failure');
    return { position, facts: { kind, because } };
  }
  const shape = { measurement: 'object', sessions: 'number', boards: 'array' } as const;
  const { measurement, sessions, boards } = row.check('body', body, shape);
  const folded = isObject(measurement) ? measurement : row.damaged('measurement is no object');
  const fingerprint = row.parsed('fingerprint', parseDigest) as Fingerprint;
  const steps = shared.steps(row, folded['route']);
  const accuracy = shared.accuracy(row, folded['accuracy']);
  const on = boards as readonly BoardId[];
  return { position, facts: { kind, sessions: Number(sessions), fingerprint, steps, boards: on, ...accuracy } };
}

function cellFrom(row: Row, fragments: FragmentReader): PlannedCell {
  const kind = row.oneOf('kind', kinds);
  const named = { key: row.parsed('key', parseDigest), slug: row.text('slug'), kind };
  if (kind === 'run') {
    const body = row.shaped('body', { levels: 'object', boards: 'array', sessions: 'number', measurement: 'object' });
    const folded = body['measurement'];
    const measurement = isObject(folded) ? fragments.unfold(row, folded) : row.damaged('measurement is no object');
    return { ...body, ...named, measurement } as unknown as PlannedCell;
  }
  const body = row.shaped('body', { levels: 'object', because: 'object' });
  const because = failureFrom(body['because']) ?? row.damaged('body.because is no failure');
  return { ...body, ...named, because } as unknown as PlannedCell;
}
