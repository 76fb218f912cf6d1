/** Table `run_set`: visible to readers once its first plan is whole, which is when `revision` leaves 0. */
import type { Database } from 'better-sqlite3';
import { parseDigest } from '#core/digest.js';
import { type WallTime, wallTime } from '#core/units.js';
import { type RunSetId, runSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import { Row } from './row.js';

export interface RunSetTable {
  /** As revision 0: not visible yet. */
  insert(runSet: RunSet): void;
  /** The revision that counts; undefined if there is no such run set, 0 while its first plan is being written. */
  revision(id: RunSetId): number | undefined;
  publish(id: RunSetId, revision: number): void;
  finish(id: RunSetId, endedAt: WallTime): boolean;
  all(): readonly RunSet[];
  one(id: RunSetId): RunSet | undefined;
  /** Published, and frozen before standings were kept, or filled half way when the program died. */
  withoutStandings(): readonly RunSetId[];
  /** What a crash left of a `begin`. */
  unpublished(): readonly RunSetId[];
  remove(id: RunSetId): void;
}

const visible = `SELECT r.id, r.experiment, r.name, r.tags, r.selector, p.spec, r.spec_path, r.inventory, p.digest, r.seed, r.started_at, r.ended_at, r.provenance
  FROM run_set r JOIN plan p ON p.run_set = r.id AND p.revision = r.revision WHERE r.revision > 0`;

export function runSetTable(db: Database): RunSetTable {
  const insert = db.prepare(`INSERT INTO run_set (id, experiment, name, tags, selector, spec_path, inventory, seed,
    started_at, ended_at, provenance, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`);
  const revision = db.prepare('SELECT revision FROM run_set WHERE id = ?').pluck();
  const publish = db.prepare('UPDATE run_set SET revision = ? WHERE id = ?');
  const end = db.prepare('UPDATE run_set SET ended_at = ? WHERE id = ?');
  const all = db.prepare(`${visible} ORDER BY r.started_at DESC, r.id DESC`);
  const one = db.prepare(`${visible} AND r.id = ?`);
  const withoutStandings = db.prepare(`SELECT id FROM run_set r WHERE revision > 0
    AND EXISTS (SELECT 1 FROM cell c WHERE c.run_set = r.id AND c.revision = r.revision)
    AND NOT EXISTS (SELECT 1 FROM place p WHERE p.run_set = r.id AND p.revision = r.revision)`);
  const unpublished = db.prepare('SELECT id FROM run_set WHERE revision = 0');
  const remove = db.prepare('DELETE FROM run_set WHERE id = ? AND revision = 0');
  return {
    insert: ({ id, experiment, name, tags, where, specPath, inventory, seed, startedAt, endedAt, imported }) => {
      const labels = [experiment, name, JSON.stringify(tags), where];
      const provenance = imported ? 'imported' : 'measured';
      insert.run(id, ...labels, specPath, inventory, seed, startedAt, endedAt, provenance);
    },
    revision: (id) => {
      const found = revision.get(id);
      return typeof found === 'number' ? found : undefined;
    },
    publish: (id, number) => void publish.run(number, id),
    finish: (id, endedAt) => end.run(endedAt, id).changes === 1,
    all: () => all.all().map(runSetFrom),
    one: (id) => {
      const raw = one.get(id);
      return raw === undefined ? undefined : runSetFrom(raw);
    },
    withoutStandings: () => withoutStandings.all().map(idFrom),
    unpublished: () => unpublished.all().map(idFrom),
    remove: (id) => void remove.run(id),
  };
}

function idFrom(raw: unknown): RunSetId {
  return runSetId(new Row('run_set', 'id', raw).text('id'));
}

function runSetFrom(raw: unknown): RunSet {
  const row = new Row('run_set', 'id', raw);
  const endedAt = row.textOrNull('ended_at');
  return {
    id: runSetId(row.text('id')),
    experiment: row.text('experiment'),
    name: row.textOrNull('name'),
    tags: tagsFrom(row),
    where: row.textOrNull('selector'),
    spec: row.text('spec'),
    specPath: row.text('spec_path'),
    inventory: row.textOrNull('inventory'),
    planDigest: row.parsed('digest', parseDigest),
    seed: row.number('seed'),
    startedAt: wallTime(row.text('started_at')),
    endedAt: endedAt === null ? null : wallTime(endedAt),
    ...(row.oneOf('provenance', ['measured', 'imported']) === 'imported' ? { imported: true as const } : {}),
  };
}

function tagsFrom(row: Row): readonly string[] {
  const tags = row.json('tags');
  if (!Array.isArray(tags) || !tags.every((tag): tag is string => typeof tag === 'string'))
    return row.damaged('tags is no list of texts');
  return tags;
}
