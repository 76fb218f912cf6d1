/** `boards unlock`: who holds a board, and what is done about it. */
import { ok, type Result } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import { identityToKeep } from '#domain/stored-board.js';
import type { Occupancy } from '#ports/boards.js';
import { Connections } from './connections.js';
import type { ReadingWorld } from './world.js';

export interface Unlocked {
  /** As it was found. */
  readonly before: Occupancy;
  /** After what the dead left was ended, and with force a living holder too. */
  readonly after: Occupancy;
}

/** Two kill ladders, each with its grace, on a slow board. */
const VACATE_NS = seconds(90);

export async function unlockBoard(
  { clock, connector, store }: ReadingWorld,
  board: Board,
  { force, signal }: { readonly force: boolean; readonly signal: AbortSignal },
): Promise<Result<Unlocked, Failure>> {
  const boards = new Map([[board.id, board]]);
  const identity = (one: Board) => identityToKeep(one, store.board(one.id));
  await using connections = new Connections({ connector, clock, boards, probes: [], signal, identity });
  const connection = await connections.to(board.id);
  if (!connection.ok) return connection;
  const { session } = connection.value;
  const before = await session.vacate('look', connections.bound(VACATE_NS));
  if (!before.ok) return before;
  const swept = await session.vacate(force ? 'stop' : 'sweep', connections.bound(VACATE_NS));
  return swept.ok ? ok({ before: before.value, after: swept.value }) : swept;
}
