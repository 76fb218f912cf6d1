/** `boards check`: every board is asked what it is, who has it and, if wanted, how fast it still is; all at once. */
import PQueue from 'p-queue';
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds, type WallTime } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import type { CanaryVerdict } from '#domain/canary.js';
import type { Failure } from '#domain/failure.js';
import type { StoredFile } from '#domain/model.js';
import type { BoardId } from '#domain/names.js';
import { identityToKeep, remembered } from '#domain/stored-board.js';
import type { Probe } from '#domain/toolchain.js';
import type { Occupancy } from '#ports/boards.js';
import type { ResultStore } from '#ports/result-store.js';
import { runCanary } from './canary.js';
import { type Connection, Connections } from './connections.js';
import { handshakesMost } from './look-at-boards.js';
import type { ReadingWorld } from './world.js';

export interface CheckWorld extends ReadingWorld {
  /** Null: nothing is remembered, and no canary can run. */
  readonly writer: ResultStore | null;
  readonly canary: StoredFile;
}

export interface CheckRequest {
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly probes: readonly Probe[];
  /** Whatever machine answers under these names is the right one from now on. */
  readonly accept: ReadonlySet<BoardId>;
  readonly canary: boolean;
  readonly signal: AbortSignal;
}

export interface CheckedBoard {
  readonly board: Board;
  readonly found: Result<BoardFacts, Failure>;
  readonly at: WallTime;
  readonly tookNs: Nanoseconds;
  /** Null: it did not say. */
  readonly occupancy: Occupancy | null;
  readonly canary: Result<CanaryVerdict, Failure> | null;
}

const LOOK_NS = seconds(20);

/** In the order of the inventory; `told` of each as it answers. */
export async function checkBoards(
  world: CheckWorld,
  request: CheckRequest,
  told: (checked: CheckedBoard) => void,
): Promise<readonly CheckedBoard[]> {
  const { clock, connector, store } = world;
  const { boards, probes, signal, accept } = request;
  const identity = (board: Board) => (accept.has(board.id) ? undefined : identityToKeep(board, store.board(board.id)));
  await using connections = new Connections({ connector, clock, boards, probes, signal, identity });
  const handshakes = new PQueue({ concurrency: handshakesMost });
  const asked = [...boards.values()].map(async (board) => {
    const [connection, tookNs] = await handshakes.add(async () => {
      const from = clock.monotonicNs();
      const answer = await connections.to(board.id);
      return [answer, (clock.monotonicNs() - from) as Nanoseconds] as const;
    });
    const found = connection.ok ? ok(connection.value.facts) : err(connection.error);
    const at = clock.wall();
    const before = accept.has(board.id) ? undefined : store.board(board.id);
    world.writer?.looked(remembered(before, { board, found, at }));
    const more = connection.ok
      ? await lookCloser(world, request, { board, connection: connection.value, connections })
      : none;
    const checked: CheckedBoard = { board, found, at, tookNs, ...more };
    told(checked);
    return checked;
  });
  return await Promise.all(asked);
}

const none = { occupancy: null, canary: null };

interface Reached {
  readonly board: Board;
  readonly connection: Connection;
  readonly connections: Connections;
}

async function lookCloser(
  { clock, writer, canary: script }: CheckWorld,
  { canary, signal }: CheckRequest,
  { board, connection, connections }: Reached,
): Promise<Pick<CheckedBoard, 'occupancy' | 'canary'>> {
  const { session, facts } = connection;
  const occupancy = await session.vacate('look', connections.bound(LOOK_NS));
  const verdict =
    canary && writer
      ? await runCanary({ store: writer, clock, script, signal }, { board: board.id, session, facts })
      : null;
  return { occupancy: occupancy.ok ? occupancy.value : null, canary: verdict };
}
