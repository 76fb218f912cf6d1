/** Table `aside`: which boards got no more work in a run set, since when, and of what. The newest row of a board counts. */
import type { Database } from 'better-sqlite3';
import { type WallTime, wallTime } from '#core/units.js';
import type { Failure } from '#domain/failure.js';
import { type BoardId, boardId, type RunSetId } from '#domain/names.js';
import type { Aside, BoardAside } from '#domain/recovery.js';
import { failureFrom } from './failure-json.js';
import { Row } from './row.js';

export interface AsideTable {
  add(runSet: RunSetId, board: BoardId, aside: { readonly how: Aside; readonly because: Failure }, at: WallTime): void;
  /** Only if it was set aside. */
  admit(runSet: RunSetId, board: BoardId, at: WallTime): void;
  of(runSet: RunSetId): readonly BoardAside[];
}

export function asideTable(db: Database): AsideTable {
  const add = db.prepare('INSERT INTO aside (run_set, board, how, because, at) VALUES (?, ?, ?, ?, ?)');
  const last = db.prepare('SELECT how FROM aside WHERE run_set = ? AND board = ? ORDER BY number DESC LIMIT 1').pluck();
  const of = db.prepare(`SELECT board, how, because, at FROM aside WHERE how <> 'admitted' AND number IN
    (SELECT max(number) FROM aside WHERE run_set = ? GROUP BY board) ORDER BY number`);
  return {
    add: (runSet, board, { how, because }, at) => void add.run(runSet, board, how, JSON.stringify(because), at),
    admit: (runSet, board, at) => {
      const how = last.get(runSet, board);
      if (how !== undefined && how !== 'admitted') add.run(runSet, board, 'admitted', null, at);
    },
    of: (runSet) => of.all(runSet).map(asideFrom),
  };
}

function asideFrom(raw: unknown): BoardAside {
  const row = new Row('aside', 'board', raw);
  return {
    board: boardId(row.text('board')),
    how: row.oneOf('how', ['recovering', 'for-good', 'silent']),
    because: failureFrom(row.json('because')) ?? row.damaged('because is no failure'),
    since: wallTime(row.text('at')),
  };
}
