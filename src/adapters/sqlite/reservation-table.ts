/** Table `reservation`: a row from before a board is acquired until it is given back. */
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#core/canonical-json.js';
import { ns, wallTime } from '#core/units.js';
import type { Hook } from '#domain/board.js';
import { type BoardId, boardId } from '#domain/names.js';
import type { Reservation } from '#domain/reservation.js';
import { Row } from './row.js';

export interface ReservationTable {
  /** Oldest first. */
  all(): readonly Reservation[];
  put(reservation: Reservation): void;
  remove(board: BoardId): void;
}

export function reservationTable(db: Database): ReservationTable {
  const all = db.prepare('SELECT * FROM reservation ORDER BY at, board');
  const put = db.prepare('INSERT OR REPLACE INTO reservation (board, release, at) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM reservation WHERE board = ?');
  return {
    all: () => all.all().map(reservationFrom),
    put: ({ board, release, at }) => void put.run(board, canonicalJson({ ...release }), at),
    remove: (board) => void remove.run(board),
  };
}

function reservationFrom(raw: unknown): Reservation {
  const row = new Row('reservation', 'board', raw);
  return { board: boardId(row.text('board')), release: hookFrom(row), at: wallTime(row.text('at')) };
}

function hookFrom(row: Row): Hook {
  const { argv, limitNs } = row.shaped('release', { argv: 'array', on: 'string', limitNs: 'number' });
  const words = Array.isArray(argv) ? argv : [];
  if (!words.every((word) => typeof word === 'string')) return row.damaged('release.argv is no list of words');
  return { argv: words, on: 'orchestrator', limitNs: ns(Number(limitNs)) };
}
