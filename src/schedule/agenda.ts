/**
 * What is still to be done, in the order of the plan: which piece of work a free board takes next, and what an outcome
 * means for the rest. Cells stay in the plan; the agenda holds cursors and what is active.
 */
import { invariant, present } from '#core/invariant.js';
import type { Nanoseconds } from '#core/units.js';
import { type Attempt, attemptIdOf, type NewAttempt, type Work } from '#domain/attempt.js';
import type { BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { AttemptId, BoardId, CellKey, RunSetId } from '#domain/names.js';
import { type Outcome, settlesCell } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import type { Superseding } from '#domain/recovery.js';
import { ClosingTime } from './closing-time.js';
import type { Readiness } from './conversions.js';
import {
  backoffSeconds,
  beginAnew,
  type CellState,
  type Entry,
  isLastWord,
  isPartOf,
  later,
  takesDown,
} from './entry.js';
import { isNoAnswer, isOfTheMachine } from './ladder.js';
import type { AgendaOptions } from './options.js';
import { WorkBook } from './work-book.js';

export class Agenda {
  readonly #runSet: RunSetId;
  readonly #closing: ClosingTime;
  readonly #book: WorkBook;
  readonly #queues = new Map<BoardId, { readonly entries: readonly Entry[]; head: number }>();
  readonly #active = new Map<AttemptId, { readonly entry: Entry; readonly board: BoardId }>();

  constructor(plan: Plan, known: readonly Attempt[], options: AgendaOptions) {
    this.#runSet = options.runSet;
    this.#closing = new ClosingTime(options.until);
    this.#book = new WorkBook(plan, options.facts ?? new Map());
    for (const attempt of known) this.#remember(attempt, options.retryFailed);
    for (const { work, try: number } of options.superseded ?? []) {
      const entry = this.#book.one(work);
      if (entry) entry.tries = Math.max(entry.tries, number);
    }
    for (const cell of this.#book.cells.values()) this.#keepBoard(cell, options);
    for (const board of new Set(this.#book.entries.flatMap((entry) => entry.boards))) {
      this.#queues.set(board, { entries: this.#book.entries.filter((entry) => entry.boards.includes(board)), head: 0 });
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
    return this.#book.one(work)?.state === 'closed';
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
    const active = this.#active.get(attempt);
    // A late end of an attempt of an earlier spec: recorded, and nothing here waits for it.
    if (!active) return;
    const { entry, board } = active;
    this.#active.delete(attempt);
    this.#book.conversions.changed();
    // A conversion that was made elsewhere while this attempt was silent, or is to be made there.
    if (entry.state === 'closed' || (entry.activeAs !== attempt && !isLastWord(entry, outcome))) return;
    // Somebody stopped it, perhaps in an earlier life: it is still to be done, and while a stop lasts nothing begins.
    if (outcome.kind === 'cancelled') {
      entry.state = 'waiting';
      return;
    }
    if (isOfTheMachine(outcome)) {
      entry.failedOn.add(board);
      // A board that did not answer says nothing of the work: that is counted against the board, by its breaker.
      const free = isNoAnswer(outcome.failure);
      if (free || entry.retriesLeft > 0) {
        entry.state = 'waiting';
        if (!free) entry.retriesLeft--;
        entry.notBefore = later(at, backoffSeconds(entry.tries));
        return;
      }
    }
    entry.state = 'closed';
    entry.isDone = outcome.kind === 'succeeded';
    this.#settle(entry.work, board, outcome);
  }

  /**
   * Silent for long: a measurement is waited for, a conversion may be made on another board meanwhile. What it makes is
   * known by its content, so that to make it twice harms nobody.
   */
  loosen(attempt: AttemptId): void {
    const entry = this.#active.get(attempt)?.entry;
    if (entry?.work.kind !== 'conversion' || entry.activeAs !== attempt || entry.state !== 'active') return;
    entry.state = 'waiting';
    entry.activeAs = undefined;
    this.#lookAgain();
  }

  /** What a board said of itself: its artifacts hang on it. */
  learn(board: BoardId, facts: BoardFacts): void {
    this.#book.conversions.learn(board, facts);
    this.#lookAgain();
  }

  /**
   * The board is out for the rest of this run: its cells that are not done begin anew, whole, where another board can take
   * them. A cell that may still run on it stays: what is not decided there is begun nowhere else.
   */
  leave(board: BoardId, because: Failure, isOut: (board: BoardId) => boolean): void {
    for (const cell of this.#book.cells.values()) {
      if (cell.board !== board) continue;
      const elsewhere = cell.entries.some(({ boards }) => boards.some((other) => !isOut(other)));
      if (elsewhere) this.#beginAnew(cell, because);
    }
    this.#book.conversions.leave(board);
    for (const [attempt, active] of this.#active) if (active.board === board) this.loosen(attempt);
    // What was gone for a board because another had it is there again.
    this.#lookAgain();
  }

  /** What stops to count with the launch of this attempt. */
  supersededBy({ work }: NewAttempt): Superseding | undefined {
    const cell = work.kind === 'conversion' ? undefined : this.#book.cells.get(work.cell);
    const supersedes = cell?.supersedes;
    if (cell) cell.supersedes = undefined;
    return supersedes;
  }

  /** An earlier attempt of this run set: a success is never measured again, an open one is reconciled before all else. */
  #remember(attempt: Attempt, retryFailed: boolean): void {
    const entry = this.#book.find(attempt);
    if (!entry) {
      this.#rememberWhole(attempt);
      return;
    }
    entry.tries = Math.max(entry.tries, attempt.try);
    const { outcome, work } = attempt;
    if (!outcome) {
      entry.state = 'active';
      entry.activeAs = attempt.id;
      this.#active.set(attempt.id, { entry, board: attempt.board });
    }
    if (work.kind !== 'conversion' && (!outcome || outcome.kind === 'succeeded')) this.#pin(work.cell, attempt.board);
    if (!outcome) return;
    if (outcome.kind === 'succeeded') this.#rememberSuccess(entry, attempt.board);
    else if (settlesCell(outcome) && !(retryFailed && outcome.kind !== 'unsupported')) {
      entry.state = 'closed';
      this.#settle(work, attempt.board, outcome);
    }
  }

  /** Counted as a whole before parts were planned: then there is nothing to count any more. */
  #rememberWhole({ work, board, outcome }: Attempt): void {
    if (work.kind !== 'accuracy' || work.part !== undefined || outcome?.kind !== 'succeeded') return;
    const entries = this.#book.cells.get(work.cell)?.entries ?? [];
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
    this.#book.keep(cell, board);
  }

  #beginAnew(cell: CellState, because: Failure): void {
    const { board, entries } = cell;
    if (board === undefined || cell.settled || entries.some(({ state }) => state === 'active')) return;
    if (entries.every((entry) => entry.isDone)) return;
    if (entries.some((entry) => entry.isDone)) cell.supersedes = { board, because };
    cell.board = undefined;
    for (const entry of entries) beginAnew(entry, cell.retries);
  }

  #rememberSuccess(entry: Entry, board: BoardId): void {
    if (entry.work.kind !== 'conversion') {
      entry.state = 'closed';
      entry.isDone = true;
      return;
    }
    // Whether an artifact is there is for the plan's look into the cache to say, not for the memory of having made it:
    // this one is missing, and an earlier failure of the same step is no longer its last word.
    entry.state = 'waiting';
    this.#book.conversions.reopen(entry.work.step, board);
  }

  /** What cannot end in time is gone: time does not come back. */
  #readinessBy(entry: Entry, board: BoardId, at: Nanoseconds): Readiness {
    return this.#closing.fits(entry, at) ? this.#readiness(entry, board) : 'gone';
  }

  #readiness(entry: Entry, board: BoardId): Readiness {
    if (entry.state === 'closed') return 'gone';
    if (entry.state === 'active') return 'later';
    if (entry.work.kind === 'conversion') {
      const { step, on } = entry.work;
      return this.#book.demand.wants(step, on) ? this.#book.conversions.ofEntry(step, entry, board) : 'gone';
    }
    const cell = this.#book.cell(entry.work.cell);
    if (cell.settled || (cell.board !== undefined && cell.board !== board)) return 'gone';
    return this.#book.conversions.ofRoute(cell.steps, board);
  }

  #open(entry: Entry, board: BoardId): NewAttempt {
    invariant(entry.state === 'waiting', 'only waiting work is opened');
    entry.state = 'active';
    entry.tries++;
    if (entry.work.kind !== 'conversion') this.#pin(entry.work.cell, board);
    const id = attemptIdOf(this.#runSet, entry.work, entry.tries);
    entry.activeAs = id;
    this.#active.set(id, { entry, board });
    this.#book.conversions.changed();
    return { id, work: entry.work, board, try: entry.tries };
  }

  #pin(cell: CellKey, board: BoardId): void {
    const state = this.#book.cells.get(cell);
    if (state) state.board ??= board;
  }

  #lookAgain(): void {
    this.#book.conversions.changed();
    this.#book.demand.changed();
    for (const queue of this.#queues.values()) queue.head = 0;
  }

  #settle(work: Work, board: BoardId, outcome: Outcome): void {
    if (work.kind === 'conversion') {
      // What failed for the sake of one machine may come from another that is alike.
      const { conversions } = this.#book;
      const isMade = outcome.kind === 'succeeded' || (outcome.kind === 'invalid' && conversions.isCheck(work.step));
      if (!isOfTheMachine(outcome)) conversions.settle(work.step, board, isMade);
    } else if (
      takesDown(outcome) ||
      (work.kind === 'session' ? settlesCell(outcome) : outcome.kind === 'unsupported')
    ) {
      const cell = this.#book.cells.get(work.cell);
      if (cell) cell.settled = true;
    }
  }
}
