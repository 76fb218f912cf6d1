/** Tables `place` and `standing`: which cells of a frozen plan stand where. Derived; see `standings.ts`. */
import type { Database } from 'better-sqlite3';
import type { RunSetId } from '#domain/names.js';
import { type Alike, firstMax } from '#domain/progress.js';
import { placeFrom, type StoredPlace } from './place-json.js';
import { Row } from './row.js';

/** A revision of a run set's plan. */
export interface PlanId {
  readonly runSet: RunSetId;
  readonly revision: number;
}

export interface StandingCount extends StoredPlace {
  readonly number: number;
  readonly body: string;
  readonly cells: number;
}

export interface StandingTable {
  /** The number of a place, made if it is new. */
  place(plan: PlanId, body: string): number;
  put(place: number, position: number): void;
  /** False if the cell did not stand there. */
  take(place: number, position: number): boolean;
  /** Places at which some cell stands. */
  counts(plan: PlanId): readonly StandingCount[];
  /** The position of the first cell that stands there, without those at `except`. */
  from(place: number, except: readonly number[]): number;
  /** The first cells that stand there, in the order of the plan and without those at `except`. */
  first(plan: PlanId, place: number, except: readonly number[]): Alike['first'];
}

export function standingTable(db: Database): StandingTable {
  const known = db.prepare('SELECT number FROM place WHERE run_set = ? AND revision = ? AND body = ?').pluck();
  const make = db.prepare('INSERT INTO place (run_set, revision, body) VALUES (?, ?, ?) RETURNING number').pluck();
  const put = db.prepare('INSERT INTO standing (place, position) VALUES (?, ?)');
  const take = db.prepare('DELETE FROM standing WHERE place = ? AND position = ?');
  const counts = db.prepare(`SELECT number, body, (SELECT count(*) FROM standing WHERE place = number) AS cells
    FROM place WHERE run_set = ? AND revision = ?`);
  const from = db
    .prepare(
      `SELECT position FROM standing WHERE place = ? AND position NOT IN (SELECT value FROM json_each(?))
      ORDER BY position LIMIT 1`,
    )
    .pluck();
  const first = db.prepare(`SELECT s.position, c.slug FROM standing s
    JOIN cell c ON c.run_set = ? AND c.revision = ? AND c.position = s.position
    WHERE s.place = ? AND s.position NOT IN (SELECT value FROM json_each(?)) ORDER BY s.position LIMIT ${firstMax}`);
  return {
    place: ({ runSet, revision }, body) =>
      Number(known.get(runSet, revision, body) ?? make.get(runSet, revision, body)),
    put: (place, position) => void put.run(place, position),
    take: (place, position) => take.run(place, position).changes === 1,
    counts: ({ runSet, revision }) => counts.all(runSet, revision).flatMap(countFrom),
    from: (place, except) => Number(from.get(place, JSON.stringify(except))),
    first: ({ runSet, revision }, place, except) =>
      first.all(runSet, revision, place, JSON.stringify(except)).map((raw) => {
        const row = new Row('standing', 'position', raw);
        return { position: row.number('position'), slug: row.text('slug') };
      }),
  };
}

function countFrom(raw: unknown): StandingCount[] {
  const row = new Row('place', 'number', raw);
  const cells = row.number('cells');
  if (cells === 0) return [];
  return [{ ...placeFrom(row), number: row.number('number'), body: row.text('body'), cells }];
}
