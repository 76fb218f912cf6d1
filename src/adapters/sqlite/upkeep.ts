/** What is kept of boards beside run sets, put together. */
import type { Database } from 'better-sqlite3';
import { invariant } from '#core/invariant.js';
import type { ResultReader, ResultStore } from '#ports/result-store.js';
import { type BoardTable, boardTable } from './board-table.js';
import { type CanaryTable, canaryTable } from './canary-table.js';
import { type ReservationTable, reservationTable } from './reservation-table.js';

export interface UpkeepTables {
  readonly boards: BoardTable;
  readonly canaries: CanaryTable;
  readonly reservations: ReservationTable;
}

export function upkeepTables(db: Database): UpkeepTables {
  return { boards: boardTable(db), canaries: canaryTable(db), reservations: reservationTable(db) };
}

type Remembered = Pick<ResultReader, 'boards' | 'board' | 'canaries' | 'reservations'>;

export function upkeepReader({ boards, canaries, reservations }: UpkeepTables): Remembered {
  return {
    boards: () => boards.all(),
    board: (id) => boards.one(id),
    canaries: (id) => canaries.of(id),
    reservations: () => reservations.all(),
  };
}

type Remembering = Pick<ResultStore, 'looked' | 'openCanary' | 'closeCanary' | 'reserve' | 'unreserve'>;

export function upkeepWriter({ boards, canaries, reservations }: UpkeepTables): Remembering {
  return {
    looked: (board) => boards.put(board),
    openCanary: (canary) => canaries.open(canary),
    closeCanary: (id, end) => invariant(canaries.close(id, end), `there is no open canary ${id}`),
    reserve: (reservation) => reservations.put(reservation),
    unreserve: (board) => reservations.remove(board),
  };
}
