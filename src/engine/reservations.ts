/**
 * Boards that somebody else lends: acquired before the first connection, given back at the end of the run on every path.
 * What is acquired is on record before the command is run; what a crash left there is given back by the next run, before
 * anything else, because whether such a reservation still holds nobody knows.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Board, Hook, HookName } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import { lastLineOf, movedTo, placeIn, type Reservation, type ReservationNews } from '#domain/reservation.js';
import type { BoardConnector, BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Hooks } from '#ports/hooks.js';
import type { ResultStore } from '#ports/result-store.js';

export interface ReservingWorld {
  readonly clock: Clock;
  readonly connector: BoardConnector;
  readonly hooks: Hooks;
  readonly store: Pick<ResultStore, 'reservations' | 'reserve' | 'unreserve'>;
}

export type Tell = (news: ReservationNews) => void;

/** Beyond the limit of a hook itself: starting and ending it. */
const SLACK_NS = seconds(10);
/** As for a board that needed no hook: what the hook took is not taken off it. */
const CONNECT_NS = seconds(20);

/** What the deed connects to is acquired when it first does, and given back when it is over. */
export async function reserving<W extends ReservingWorld, T>(
  world: W,
  tell: Tell,
  deed: (world: W) => Promise<T>,
): Promise<T> {
  await using reservations = new Reservations(world, tell);
  await reservations.giveBackLeft();
  return await deed({ ...world, connector: reservations });
}

class Reservations implements BoardConnector, AsyncDisposable {
  readonly #world: ReservingWorld;
  readonly #tell: Tell;
  readonly #boards = new Map<BoardId, Promise<Result<Board, Failure>>>();

  constructor(world: ReservingWorld, tell: Tell) {
    this.#world = world;
    this.#tell = tell;
  }

  async connect(board: Board, bound: Bound): Promise<Result<BoardSession, Failure>> {
    const { connector, clock } = this.#world;
    if (!board.hooks?.has('acquire') && !board.hooks?.has('release')) return await connector.connect(board, bound);
    // Once in a run, whoever comes first; a refusal stays one until the run is over.
    const asked = this.#boards.get(board.id) ?? this.#acquire(board, bound.signal);
    this.#boards.set(board.id, asked);
    const acquired = await asked;
    if (!acquired.ok) return acquired;
    const deadline = Math.max(bound.deadline, clock.monotonicNs() + CONNECT_NS) as Nanoseconds;
    return await connector.connect(acquired.value, { ...bound, deadline });
  }

  /** Of a run that died. What cannot be given back stays on record, and is tried again by the next run. */
  async giveBackLeft(): Promise<void> {
    const left = this.#world.store.reservations();
    await Promise.all(
      left.map((one) => this.#release(one, { kind: 'released-late', board: one.board, since: one.at })),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One may be under way still, after a bug.
    await Promise.all(this.#boards.values());
    const own = this.#world.store.reservations().filter(({ board }) => this.#boards.has(board));
    await Promise.all(own.map((one) => this.#release(one)));
  }

  async #acquire(board: Board, signal: AbortSignal): Promise<Result<Board, Failure>> {
    const { store, clock } = this.#world;
    const [acquire, release] = [board.hooks?.get('acquire'), board.hooks?.get('release')];
    if (release) store.reserve({ board: board.id, release, at: clock.wall() });
    if (!acquire) return ok(board);
    this.#tell({ kind: 'acquiring', board: board.id, command: acquire.argv[0] ?? '' });
    const said = await this.#run('acquire', acquire, { board: board.id, signal });
    if (!said.ok) {
      // It has said no. One that was ended at its limit may have taken the board: that one is given back.
      if (said.error.facts['limitNs'] === undefined) store.unreserve(board.id);
      return err(failure('board/not-acquired', { board: board.id }, said.error));
    }
    const to = board.transport.kind === 'local' ? 'none' : placeIn(said.value);
    if (to === 'unclear') return err(failure('board/not-acquired', { board: board.id, said: lastLineOf(said.value) }));
    const transport = movedTo(board.transport, to);
    const at = to === 'none' ? null : `${to.host}${to.port === undefined ? '' : `:${to.port}`}`;
    this.#tell({ kind: 'acquired', board: board.id, at });
    return ok({ ...board, transport });
  }

  async #release({ board, release }: Reservation, done?: ReservationNews): Promise<void> {
    const released = await this.#run('release', release, { board, signal: new AbortController().signal });
    if (released.ok) this.#world.store.unreserve(board);
    if (!released.ok) this.#tell({ kind: 'not-released', board, failure: released.error });
    else if (done) this.#tell(done);
  }

  async #run(
    name: HookName,
    hook: Hook,
    { board, signal }: { readonly board: BoardId; readonly signal: AbortSignal },
  ): Promise<Result<string, Failure>> {
    const { hooks, clock } = this.#world;
    const deadline = (clock.monotonicNs() + hook.limitNs + SLACK_NS) as Nanoseconds;
    const said = await hooks.run(hook, board, { deadline, signal });
    return said.ok ? said : err({ ...said.error, facts: { hook: name, ...said.error.facts } });
  }
}
