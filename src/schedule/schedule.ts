/**
 * Decides everything: order, retry, back-off, quarantine, stop. Deterministic: the same events give the same commands.
 * It owns and mutates its own state, and touches nothing else.
 */
import { exhaustive } from '#core/invariant.js';
import type { Nanoseconds } from '#core/units.js';
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import { Agenda, type AgendaOptions } from './agenda.js';
import { type BoardState, newBoard, strike, waitForAnswer, waitForHolder } from './fleet.js';

export interface Schedule {
  on(event: Event): Command[];
}

export interface ScheduleOptions extends AgendaOptions {
  /** Only learn what became of open attempts, begin nothing. */
  readonly reconcileOnly?: boolean;
  /** Boards on which another run set's attempt is still open and did not answer: nothing may begin beside it. */
  readonly barred?: ReadonlySet<BoardId>;
}

/** `known`: the attempts of this run set so far. The first event (`woke`) starts it. */
export function createSchedule(plan: Plan, known: readonly Attempt[], options: ScheduleOptions): Schedule {
  return new BoardByBoard(plan, known, options);
}

class BoardByBoard implements Schedule {
  readonly #agenda: Agenda;
  readonly #boards = new Map<BoardId, BoardState>();
  readonly #attempts = new Map<AttemptId, NewAttempt>();
  readonly #reconcileOnly: boolean;
  #stop: 'finish' | 'now' | undefined;
  #sleeping: Nanoseconds | undefined;

  constructor(plan: Plan, known: readonly Attempt[], options: ScheduleOptions) {
    this.#reconcileOnly = options.reconcileOnly ?? false;
    this.#agenda = new Agenda(plan, known, options);
    for (const id of this.#reconcileOnly ? [] : this.#agenda.boards()) this.#boards.set(id, newBoard(id));
    for (const id of options.barred ?? []) {
      const board = this.#boards.get(id);
      if (board) board.phase = 'quarantined';
    }
    for (const { id, work, board, try: number, outcome } of known) {
      if (outcome) continue;
      this.#attempts.set(id, { id, work, board, try: number });
      const state = this.#boards.get(board) ?? newBoard(board);
      state.unsure = id;
      this.#boards.set(board, state);
    }
  }

  on(event: Event): Command[] {
    const commands: Command[] = [];
    this.#learn(event, commands);
    for (const board of this.#boards.values()) this.#useBoard(board, event.at, commands);
    this.#sleepIfNeeded(event.at, commands);
    return commands;
  }

  #learn(event: Event, commands: Command[]): void {
    switch (event.kind) {
      case 'woke':
        if (this.#sleeping !== undefined && event.at >= this.#sleeping) this.#sleeping = undefined;
        return;
      case 'probed':
        return this.#learnProbe(event);
      case 'launched':
        this.#withBoardOf(event.attempt, (board) => {
          board.waits = 0;
        });
        return;
      case 'held':
        return this.#withBoardOf(event.attempt, (board) => {
          release(board);
          board.pending = this.#attempts.get(event.attempt);
          waitForHolder(board, event.at);
        });
      case 'ended':
        return this.#learnEnd(event.attempt, event.outcome, event.at);
      case 'absent':
        return this.#withBoardOf(event.attempt, (board) => {
          release(board);
          board.waits = 0;
          board.pending = this.#reconcileOnly ? undefined : this.#attempts.get(event.attempt);
        });
      case 'silent':
        return this.#withBoardOf(event.attempt, (board) => {
          release(board);
          waitForAnswer(board, event.attempt, event.at);
        });
      case 'stopped':
        // The launch or reconcile under way tells the outcome; a tree that is not empty is told by it as well.
        return;
      case 'stop':
        return this.#learnStop(event.how, commands);
      default:
        return exhaustive(event);
    }
  }

  #learnProbe(event: Extract<Event, { kind: 'probed' }>): void {
    const board = this.#boards.get(event.board);
    if (!board) return;
    release(board);
    if (event.facts.ok) board.probed = true;
    else strike(board, event.facts.error, event.at);
  }

  #learnEnd(attempt: AttemptId, outcome: Outcome, at: Nanoseconds): void {
    this.#agenda.close(attempt, outcome, at);
    this.#withBoardOf(attempt, (board) => {
      release(board);
      board.unsure = undefined;
      board.pending = undefined;
      board.waits = 0;
      if (outcome.kind === 'failed' && outcome.failure.class === 'infrastructure') strike(board, outcome.failure, at);
      else if (outcome.kind !== 'cancelled') board.strikes = 0;
    });
    this.#attempts.delete(attempt);
  }

  #learnStop(how: 'finish' | 'now', commands: Command[]): void {
    if (this.#stop === 'now') return;
    this.#stop = how;
    if (how === 'finish') return;
    for (const board of this.#boards.values()) {
      if (board.active !== undefined) commands.push({ kind: 'stop', attempt: board.active });
    }
  }

  #useBoard(board: BoardState, at: Nanoseconds, commands: Command[]): void {
    if (board.phase !== 'idle' || this.#stop !== undefined || board.notBefore > at) return;
    if (board.unsure !== undefined) {
      board.phase = 'busy';
      board.active = board.unsure;
      commands.push({ kind: 'reconcile', attempt: board.unsure });
      board.unsure = undefined;
    } else if (this.#reconcileOnly) {
      return;
    } else if (board.probed) {
      this.#launchNext(board, at, commands);
    } else if (board.pending !== undefined || this.#agenda.hasWork(board.id)) {
      board.phase = 'busy';
      commands.push({ kind: 'probe', board: board.id });
    }
  }

  #launchNext(board: BoardState, at: Nanoseconds, commands: Command[]): void {
    const next = board.pending ?? this.#agenda.take(board.id, at);
    board.wakeAt = typeof next === 'number' ? next : undefined;
    if (next === undefined || typeof next === 'number') return;
    board.pending = undefined;
    board.phase = 'busy';
    board.active = next.id;
    this.#attempts.set(next.id, next);
    commands.push({ kind: 'launch', attempt: next });
  }

  /** One alarm at a time, for the board that may be used first; an earlier one replaces nothing, it is added. */
  #sleepIfNeeded(at: Nanoseconds, commands: Command[]): void {
    if (this.#stop !== undefined) return;
    let until: Nanoseconds | undefined;
    for (const board of this.#boards.values()) {
      const wakeAt = board.notBefore > at ? board.notBefore : board.wakeAt;
      if (board.phase !== 'idle' || wakeAt === undefined) continue;
      if (until === undefined || wakeAt < until) until = wakeAt;
    }
    if (until === undefined || (this.#sleeping !== undefined && this.#sleeping <= until)) return;
    this.#sleeping = until;
    commands.push({ kind: 'sleep', until });
  }

  #withBoardOf(attempt: AttemptId, learn: (board: BoardState) => void): void {
    const id = this.#attempts.get(attempt)?.board;
    const board = id === undefined ? undefined : this.#boards.get(id);
    if (board) learn(board);
  }
}

function release(board: BoardState): void {
  if (board.phase === 'busy') board.phase = 'idle';
  board.active = undefined;
}
