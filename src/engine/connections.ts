/**
 * One live session per board, made when first needed and dropped after a failure of the link: what a broken link was
 * doing is unknown, and the next call asks over a new one.
 */
import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { type BoardIdentity, changedIdentity, identityOf } from '#domain/board-identity.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import type { Probe } from '#domain/toolchain.js';
import type { BoardConnector, BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';

export interface Connection {
  readonly board: Board;
  readonly session: BoardSession;
  readonly facts: BoardFacts;
}

/** One that does not answer by then keeps nobody waiting; one that does may be slow to say what it is. */
const CONNECT_NS = seconds(20);
const FACTS_NS = seconds(60);

export interface ConnectionsOptions {
  readonly connector: BoardConnector;
  readonly clock: Clock;
  readonly boards: ReadonlyMap<BoardId, Board>;
  readonly probes: readonly Probe[];
  readonly signal: AbortSignal;
  /** Which machine a board was: another one is refused. */
  readonly identity: (board: Board) => BoardIdentity | undefined;
}

export class Connections implements AsyncDisposable {
  readonly #options: ConnectionsOptions;
  readonly #live = new Map<BoardId, Promise<Result<Connection, Failure>>>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** The deadline of a call that may take this long from now. */
  bound(lengthNs: Nanoseconds): Bound {
    const { clock, signal } = this.#options;
    return { deadline: (clock.monotonicNs() + lengthNs) as Nanoseconds, signal };
  }

  async to(board: BoardId): Promise<Result<Connection, Failure>> {
    const live = this.#live.get(board) ?? this.#connect(board);
    this.#live.set(board, live);
    const connection = await live;
    if (!connection.ok && this.#live.get(board) === live) this.#live.delete(board);
    return connection;
  }

  /** After a failure: the next call connects anew. Dropping a session never ends what runs on the board. */
  async drop(board: BoardId): Promise<void> {
    const live = this.#live.get(board);
    this.#live.delete(board);
    const connection = await live;
    if (connection?.ok) await connection.value.session[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const board of [...this.#live.keys()]) await this.drop(board);
  }

  async #connect(id: BoardId): Promise<Result<Connection, Failure>> {
    const board = this.#options.boards.get(id);
    // An attempt may be open on a board that was taken out of the inventory since.
    if (!board) return err(failure('board/unreachable', { board: id, said: 'not in the inventory any more' }));
    const session = await this.#options.connector.connect(board, this.bound(CONNECT_NS));
    if (!session.ok) return session;
    const facts = await session.value.facts(this.#options.probes, this.bound(FACTS_NS));
    const refused = facts.ok
      ? changedIdentity(board, identityOf(facts.value), this.#options.identity(board))
      : facts.error;
    if (facts.ok && !refused) return ok({ board, session: session.value, facts: facts.value });
    await session.value[Symbol.asyncDispose]();
    return err(present(refused, 'a refusal'));
  }
}
