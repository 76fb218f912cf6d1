/**
 * What is still to be done, in the order of the plan: which piece of work a free board takes next, and what an outcome
 * means for the rest. Cells stay in the plan; the agenda holds cursors and what is active.
 */
import { invariant, present } from '#core/invariant.js';
import type { Nanoseconds } from '#core/units.js';
import { type Attempt, attemptIdOf, type NewAttempt, type Work } from '#domain/attempt.js';
import { type Failure, failure } from '#domain/failure.js';
import type { AttemptId, BoardId, CellKey, RunSetId } from '#domain/names.js';
import { type Outcome, settlesCell } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import type { Rung, Superseding } from '#domain/recovery.js';
import { worksOf } from '#domain/work-order.js';
import { ClosingTime, type Until } from './closing-time.js';
import {
  backoffSeconds,
  beginAnew,
  type CellState,
  CONVERSION_RETRIES,
  type Entry,
  isPartOf,
  later,
  nameOf,
  subjectOf,
  takesDown,
  unbegun,
} from './entry.js';
import { isNoAnswer } from './ladder.js';
import { MadeSteps, type Readiness } from './made-steps.js';

export interface AgendaOptions {
  readonly runSet: RunSetId;
  /** Also what failed or was invalid, not only what is missing or was interrupted. */
  readonly retryFailed: boolean;
  /** Attempts that do not count any more; their names stay taken. */
  readonly superseded?: readonly Attempt[];
  /** The boards of the inventory, and what can be done for each that fails; unset: all that are named, made clean. */
  readonly ladders?: ReadonlyMap<BoardId, readonly Rung[]>;
  /** Nothing begins that could not end before then. */
  readonly until?: Until;
}

export class Agenda {
  readonly #runSet: RunSetId;
  readonly #closing: ClosingTime;
  readonly #entries: Entry[] = [];
  readonly #byName = new Map<string, Entry>();
  readonly #cells = new Map<CellKey, CellState>();
  readonly #steps: MadeSteps;
  readonly #queues = new Map<BoardId, { readonly entries: readonly Entry[]; head: number }>();
  readonly #active = new Map<AttemptId, Entry>();

  constructor(plan: Plan, known: readonly Attempt[], options: AgendaOptions) {
    this.#runSet = options.runSet;
    this.#closing = new ClosingTime(options.until);
    this.#steps = new MadeSteps(plan.steps);
    const boardsOf = this.#readPlan(plan);
    for (const work of worksOf(plan)) this.#add(work, boardsOf.get(subjectOf(work)) ?? []);
    for (const attempt of known) this.#remember(attempt, options.retryFailed);
    for (const { work, try: number } of options.superseded ?? []) {
      const entry = this.#byName.get(nameOf(work));
      if (entry) entry.tries = Math.max(entry.tries, number);
    }
    for (const cell of this.#cells.values()) this.#keepBoard(cell, options);
    for (const board of new Set(this.#entries.flatMap((entry) => entry.boards))) {
      this.#queues.set(board, { entries: this.#entries.filter((entry) => entry.boards.includes(board)), head: 0 });
    }
  }

  boards(): readonly BoardId[] {
    return [...this.#queues.keys()];
  }

  hasWork(board: BoardId, at: Nanoseconds): boolean {
    return this.#queues.get(board)?.entries.some((entry) => this.#readinessBy(entry, board, at) !== 'gone') ?? false;
  }

  /** Whether the board would have more to do if there were more time. */
  isShort(board: BoardId, at: Nanoseconds): boolean {
    const waiting = (entry: Entry): boolean => entry.state === 'waiting' && this.#readiness(entry, board) !== 'gone';
    return this.#queues.get(board)?.entries.some((entry) => waiting(entry) && !this.#closing.fits(entry, at)) ?? false;
  }

  /** Done, or not tried again as far as is known now. */
  isOver(work: Work): boolean {
    return this.#byName.get(nameOf(work))?.state === 'closed';
  }

  /** Opens the next piece of work for a free board, or tells when to ask again, or nothing: the board has no more to do. */
  take(board: BoardId, at: Nanoseconds): NewAttempt | Nanoseconds | undefined {
    const queue = this.#queues.get(board);
    if (!queue) return undefined;
    let wakeAt: Nanoseconds | undefined;
    for (let index = queue.head; index < queue.entries.length; index++) {
      const entry = present(queue.entries[index], 'queue entry');
      const readiness = this.#readinessBy(entry, board, at);
      if (readiness === 'gone' && index === queue.head) queue.head++;
      if (readiness !== 'ready') continue;
      if (entry.notBefore <= at) return this.#open(entry, board);
      if (wakeAt === undefined || entry.notBefore < wakeAt) wakeAt = entry.notBefore;
    }
    return wakeAt;
  }

  /** What an outcome means for its work, its cell and those that wait for it. */
  close(attempt: AttemptId, outcome: Outcome, at: Nanoseconds): void {
    const entry = this.#active.get(attempt);
    // A late end of an attempt of an earlier spec: recorded, and nothing here waits for it.
    if (!entry) return;
    this.#active.delete(attempt);
    // A conversion that was made elsewhere while this attempt was silent.
    if (entry.state === 'closed') return;
    // Somebody stopped it, perhaps in an earlier life: it is still to be done, and while a stop lasts nothing begins.
    if (outcome.kind === 'cancelled') {
      entry.state = 'waiting';
      return;
    }
    // A board that did not answer says nothing of the work: that is counted against the board, by its breaker.
    const free = outcome.kind === 'failed' && isNoAnswer(outcome.failure);
    const again = outcome.kind === 'failed' && outcome.failure.class === 'infrastructure' && entry.retriesLeft > 0;
    if (free || again) {
      entry.state = 'waiting';
      if (!free) entry.retriesLeft--;
      entry.notBefore = later(at, backoffSeconds(entry.tries));
      return;
    }
    entry.state = 'closed';
    entry.isDone = outcome.kind === 'succeeded';
    this.#settle(entry.work, outcome);
  }

  /**
   * Silent for long: a measurement is waited for, a conversion may be made on another board meanwhile. What it makes is
   * known by its content, so that to make it twice harms nobody.
   */
  loosen(attempt: AttemptId): void {
    const entry = this.#active.get(attempt);
    if (entry?.work.kind !== 'conversion' || entry.state !== 'active') return;
    this.#active.delete(attempt);
    entry.state = 'waiting';
    for (const queue of this.#queues.values()) queue.head = 0;
  }

  /**
   * The board is out for the rest of this run: its cells that are not done begin anew, whole, where another board can take
   * them. A cell that may still run on it stays: what is not decided there is begun nowhere else.
   */
  leave(board: BoardId, because: Failure, isOut: (board: BoardId) => boolean): void {
    for (const cell of this.#cells.values()) {
      if (cell.board !== board) continue;
      const elsewhere = cell.entries.some(({ boards }) => boards.some((other) => !isOut(other)));
      if (elsewhere) this.#beginAnew(cell, because);
    }
    // What was gone for a board because another had it is there again.
    for (const queue of this.#queues.values()) queue.head = 0;
  }

  /** What stops to count with the launch of this attempt. */
  supersededBy({ work }: NewAttempt): Superseding | undefined {
    const cell = work.kind === 'conversion' ? undefined : this.#cells.get(work.cell);
    const supersedes = cell?.supersedes;
    if (cell) cell.supersedes = undefined;
    return supersedes;
  }

  #readPlan(plan: Plan): ReadonlyMap<string, readonly BoardId[]> {
    const boardsOf = new Map<string, readonly BoardId[]>();
    for (const step of plan.steps) boardsOf.set(step.key, step.boards);
    for (const cell of plan.cells) {
      if (cell.kind !== 'run') continue;
      const { route, limits } = cell.measurement;
      this.#cells.set(cell.key, { steps: route.steps, retries: limits.retries, ...unbegun() });
      boardsOf.set(cell.key, cell.boards);
    }
    return boardsOf;
  }

  #add(work: Work, boards: readonly BoardId[]): void {
    const made = work.kind === 'conversion' && !this.#steps.isOpen(work.step);
    const retries =
      work.kind === 'conversion' ? CONVERSION_RETRIES : present(this.#cells.get(work.cell), 'planned cell').retries;
    const entry: Entry = {
      work,
      boards,
      state: made ? 'closed' : 'waiting',
      tries: 0,
      isDone: false,
      retriesLeft: retries,
      notBefore: 0 as Nanoseconds,
    };
    this.#entries.push(entry);
    if (work.kind !== 'conversion') present(this.#cells.get(work.cell), 'planned cell').entries.push(entry);
    this.#byName.set(nameOf(work), entry);
  }

  /** An earlier attempt of this run set: a success is never measured again, an open one is reconciled before all else. */
  #remember(attempt: Attempt, retryFailed: boolean): void {
    const entry = this.#byName.get(nameOf(attempt.work));
    if (!entry) {
      this.#rememberWhole(attempt);
      return;
    }
    entry.tries = Math.max(entry.tries, attempt.try);
    const { outcome, work } = attempt;
    if (!outcome) {
      entry.state = 'active';
      this.#active.set(attempt.id, entry);
    }
    if (work.kind !== 'conversion' && (!outcome || outcome.kind === 'succeeded')) this.#pin(work.cell, attempt.board);
    if (!outcome) return;
    if (outcome.kind === 'succeeded') this.#rememberSuccess(entry);
    else if (settlesCell(outcome) && !(retryFailed && outcome.kind !== 'unsupported')) {
      entry.state = 'closed';
      this.#settle(work, outcome);
    }
  }

  /** Counted as a whole before parts were planned: then there is nothing to count any more. */
  #rememberWhole({ work, board, outcome }: Attempt): void {
    if (work.kind !== 'accuracy' || work.part !== undefined || outcome?.kind !== 'succeeded') return;
    const entries = this.#cells.get(work.cell)?.entries ?? [];
    const parts = entries.filter((entry) => isPartOf(entry.work, work));
    for (const entry of parts) Object.assign(entry, { state: 'closed', isDone: true });
    if (parts.length > 0) this.#pin(work.cell, board);
  }

  /** A board that did not answer when this was planned keeps the cells that it has begun, unless it is no board any more. */
  #keepBoard(cell: CellState, { ladders }: AgendaOptions): void {
    const { board, entries } = cell;
    if (board === undefined || entries.every(({ boards }) => boards.includes(board))) return;
    if (ladders && !ladders.has(board)) {
      this.#beginAnew(cell, failure('board/unreachable', { board, said: 'not in the inventory any more' }));
      return;
    }
    for (const entry of entries) entry.boards = [...entry.boards, board];
  }

  #beginAnew(cell: CellState, because: Failure): void {
    const { board, entries } = cell;
    if (board === undefined || cell.settled || entries.some(({ state }) => state === 'active')) return;
    if (entries.every((entry) => entry.isDone)) return;
    if (entries.some((entry) => entry.isDone)) cell.supersedes = { board, because };
    cell.board = undefined;
    for (const entry of entries) beginAnew(entry, cell.retries);
  }

  #rememberSuccess(entry: Entry): void {
    if (entry.work.kind !== 'conversion') {
      entry.state = 'closed';
      entry.isDone = true;
      return;
    }
    // Whether an artifact is there is for the plan's look into the cache to say, not for the memory of having made it:
    // this one is missing, and an earlier failure of the same step is no longer its last word.
    entry.state = 'waiting';
    this.#steps.reopen(entry.work.step);
  }

  /** What cannot end in time is gone: time does not come back. */
  #readinessBy(entry: Entry, board: BoardId, at: Nanoseconds): Readiness {
    return this.#closing.fits(entry, at) ? this.#readiness(entry, board) : 'gone';
  }

  #readiness(entry: Entry, board: BoardId): Readiness {
    if (entry.state === 'closed') return 'gone';
    if (entry.state === 'active') return 'later';
    if (entry.work.kind === 'conversion') return this.#steps.ofStep(entry.work.step);
    const cell = present(this.#cells.get(entry.work.cell), 'planned cell');
    if (cell.settled || (cell.board !== undefined && cell.board !== board)) return 'gone';
    return this.#steps.ofRoute(cell.steps);
  }

  #open(entry: Entry, board: BoardId): NewAttempt {
    invariant(entry.state === 'waiting', 'only waiting work is opened');
    entry.state = 'active';
    entry.tries++;
    if (entry.work.kind !== 'conversion') this.#pin(entry.work.cell, board);
    const id = attemptIdOf(this.#runSet, entry.work, entry.tries);
    this.#active.set(id, entry);
    return { id, work: entry.work, board, try: entry.tries };
  }

  #pin(cell: CellKey, board: BoardId): void {
    const state = this.#cells.get(cell);
    if (state) state.board ??= board;
  }

  #settle(work: Work, outcome: Outcome): void {
    if (work.kind === 'conversion') {
      this.#steps.settle(work.step, outcome.kind === 'succeeded');
    } else if (
      takesDown(outcome) ||
      (work.kind === 'session' ? settlesCell(outcome) : outcome.kind === 'unsupported')
    ) {
      const cell = this.#cells.get(work.cell);
      if (cell) cell.settled = true;
    }
  }
}
