/**
 * The look at boards before planning: all at once, each for as long as its own deadline. One that is silent now and has
 * answered before stays in the plan as it was, since it may come back; one that never answered is unknown.
 */
import PQueue from 'p-queue';
import { ok, type Result } from '#core/result.js';
import type { Board, BoardFacts } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Known, Maybe } from '#domain/known.js';
import type { BoardId } from '#domain/names.js';
import { identityToKeep, remembered, type StoredBoard } from '#domain/stored-board.js';
import type { Probe } from '#domain/toolchain.js';
import { Connections } from './connections.js';
import type { ReadingWorld } from './world.js';

export interface LookRequest {
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly probes: readonly Probe[];
  readonly look: 'here' | 'all';
  readonly signal: AbortSignal;
  /** Whether it is asked at all; unset: every one is. */
  readonly wanted?: (board: Board) => boolean;
  readonly keep?: (board: StoredBoard) => void;
}

/** An SSH server begins to drop connections at ten that are not yet logged in (MaxStartups); jump hosts have one each. */
export const handshakesMost = 8;

export async function lookAtBoards(world: ReadingWorld, request: LookRequest): Promise<Known['boards']> {
  const { clock, connector, store } = world;
  const { boards, probes, signal, look, keep, wanted } = request;
  const identity = (board: Board) => identityToKeep(board, store.board(board.id));
  await using connections = new Connections({ connector, clock, boards, probes, signal, identity });
  const handshakes = new PQueue({ concurrency: handshakesMost });
  const asked = [...boards.values()].map(async (board): Promise<[BoardId, Maybe<BoardFacts>]> => {
    const before = store.board(board.id);
    if (wanted?.(board) === false) return [board.id, fromMemory(before, 'not-probed')];
    if (look === 'here' && board.transport.kind !== 'local') return [board.id, fromMemory(before, 'not-probed')];
    const found = await handshakes.add(() => factsOf(connections, board));
    keep?.(remembered(before, { board, found, at: clock.wall() }));
    if (found.ok) return [board.id, { kind: 'known', value: found.value }];
    // What will not mend by itself is a reason to leave the board out, whatever it once was.
    const mayReturn = found.error.class === 'infrastructure';
    return [board.id, fromMemory(mayReturn ? before : undefined, found.error)];
  });
  return new Map(await Promise.all(asked));
}

function fromMemory(board: StoredBoard | undefined, why: Failure | 'not-probed'): Maybe<BoardFacts> {
  const seen = board?.seen;
  return seen ? { kind: 'known', value: seen.facts, asOf: seen.at } : { kind: 'unknown', why };
}

async function factsOf(connections: Connections, board: Board): Promise<Result<BoardFacts, Failure>> {
  const connection = await connections.to(board.id);
  return connection.ok ? ok(connection.value.facts) : connection;
}
