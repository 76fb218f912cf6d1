/** What is kept of boards beside run sets, put together. */
import type { Database } from 'better-sqlite3';
import { invariant } from '#core/invariant.js';
import type { ResultReader, ResultStore } from '#ports/result-store.js';
import { type BoardTable, boardTable } from './board-table.js';
import { type CanaryTable, canaryTable } from './canary-table.js';

export interface UpkeepTables {
  readonly boards: BoardTable;
  readonly canaries: CanaryTable;
}

export function upkeepTables(db: Database): UpkeepTables {
  return { boards: boardTable(db), canaries: canaryTable(db) };
}

export function upkeepReader({ boards, canaries }: UpkeepTables): Pick<ResultReader, 'boards' | 'board' | 'canaries'> {
  return { boards: () => boards.all(), board: (id) => boards.one(id), canaries: (id) => canaries.of(id) };
}

export function upkeepWriter(tables: UpkeepTables): Pick<ResultStore, 'looked' | 'openCanary' | 'closeCanary'> {
  const { boards, canaries } = tables;
  return {
    looked: (board) => boards.put(board),
    openCanary: (canary) => canaries.open(canary),
    closeCanary: (id, end) => invariant(canaries.close(id, end), `there is no open canary ${id}`),
  };
}
