/**
 * Decides everything: order, retry, back-off, quarantine, stop. Deterministic: the same events give the same commands.
 * It owns and mutates its own state, and touches nothing else.
 */
import { exhaustive } from '#core/invariant.js';
import type { Nanoseconds } from '#core/units.js';
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { OwnCause } from '#domain/stop-cause.js';
import { Agenda } from './agenda.js';
import { Alarms } from './alarms.js';
import { ClosingTime } from './closing-time.js';
import {
  admit,
  answered,
  type BoardState,
  isSilentForLong,
  isWorthCycling,
  newBoard,
  release,
  setAside,
  strike,
  type Trouble,
  waitForAnswer,
  waitForHolder,
  worked,
} from './fleet.js';
import { CLIMBS_MOST, isBeyondRecovery, isOfTheBoard, speaksForTheBoard } from './ladder.js';
import type { ScheduleOptions } from './options.js';
import { Patience, SETTLING_SILENCE_NS, SILENCE_NS } from './patience.js';

export interface Schedule {
  on(event: Event): Command[];
}

export type { ScheduleOptions } from './options.js';

/** `known`: the attempts of this run set so far. The first event (`woke`) starts it. */
export function createSchedule(plan: Plan, known: readonly Attempt[], options: ScheduleOptions): Schedule {
  return new BoardByBoard(plan, known, options);
}

class BoardByBoard implements Schedule {
  readonly #agenda: Agenda;
  readonly #boards = new Map<BoardId, BoardState>();
  readonly #attempts = new Map<AttemptId, NewAttempt>();
  readonly #reconcileOnly: boolean;
  readonly #failFast: boolean;
  readonly #closing: ClosingTime;
  readonly #patience: Patience;
  readonly #care: Pick<ScheduleOptions, 'ladders' | 'cycleAfter' | 'machines'>;
  #stop: 'finish' | 'now' | undefined;
  /** Of the event that is being heard. */
  #commands: Command[] = [];
  readonly #alarms = new Alarms();

  constructor(plan: Plan, known: readonly Attempt[], options: ScheduleOptions) {
    this.#reconcileOnly = options.reconcileOnly === true;
    this.#failFast = options.failFast === true;
    this.#closing = new ClosingTime(options.until);
    this.#care = options;
    this.#patience = new Patience(this.#reconcileOnly ? SETTLING_SILENCE_NS : (options.silenceNs ?? SILENCE_NS));
    this.#agenda = new Agenda(plan, known, options);
    for (const id of this.#reconcileOnly ? [] : this.#agenda.boards()) this.#boards.set(id, this.#newBoard(id));
    for (const id of options.barred ?? []) {
      const board = this.#boards.get(id);
      if (board) board.phase = 'out';
    }
    for (const attempt of known) if (!attempt.outcome) this.#doubt(attempt);
  }

  on(event: Event): Command[] {
    this.#commands = [];
    this.#learn(event);
    if (event.at >= (this.#closing.at ?? Infinity)) this.#closeShop(event.at);
    for (const board of this.#boards.values()) this.#useBoard(board, event.at);
    if (this.#stop !== undefined) return this.#commands;
    const givenUp = this.#patience.wait(this.#boards.values(), event.at, this.#commands);
    for (const board of givenUp) this.#expel(board, board.silence ?? failure('board/unreachable', { board: board.id }));
    if (givenUp.length > 0) for (const board of this.#boards.values()) this.#useBoard(board, event.at);
    const wakeful = [...this.#boards.values()].filter((board) => !board.climb || this.#isWanted(board, event.at));
    this.#commands.push(...this.#alarms.set(wakeful, event.at, this.#closing.at));
    if (this.#isQuiet()) this.#closeShop(event.at);
    return this.#commands;
  }

  /** Open in an earlier life: nobody knows yet what became of it. */
  #doubt({ id, work, board, try: number }: Attempt): void {
    this.#attempts.set(id, { id, work, board, try: number });
    const state = this.#boards.get(board) ?? this.#newBoard(board);
    state.unsure = id;
    this.#boards.set(board, state);
  }

  #newBoard(id: BoardId): BoardState {
    return newBoard(id, this.#care.ladders?.get(id) ?? ['clean'], this.#care.cycleAfter?.get(id));
  }

  #learn(event: Event): void {
    switch (event.kind) {
      case 'woke':
        return this.#alarms.rang(event.at);
      case 'probed':
        return this.#learnProbe(event);
      case 'launched':
        return this.#withBoardOf(event.attempt, (board) => {
          answered(board);
          board.ours = true;
        });
      case 'held':
        return this.#withBoardOf(event.attempt, (board) => {
          release(board);
          board.pending = this.#attempts.get(event.attempt);
          waitForHolder(board, event.at);
        });
      case 'ended':
        return this.#learnEnd(event);
      case 'absent':
        return this.#withBoardOf(event.attempt, (board) => {
          release(board);
          answered(board);
          board.ours = false;
          board.pending = this.#reconcileOnly ? undefined : this.#attempts.get(event.attempt);
        });
      case 'silent':
        return this.#withBoardOf(event.attempt, (board) => this.#learnSilence(board, event));
      case 'recovered':
        return this.#learnRecovery(event);
      case 'stopped':
        // The launch or reconcile under way tells the outcome; a tree that is not empty is told by it as well.
        return;
      case 'stop':
        return this.#learnStop(event.how);
      default:
        return exhaustive(event);
    }
  }

  #learnProbe(event: EventOf<'probed'>): void {
    const board = this.#boards.get(event.board);
    if (!board) return;
    release(board);
    if (event.facts.ok) {
      board.probed = true;
      this.#agenda.learn(board.id, event.facts.value);
    } else this.#suffer(board, event.facts.error, event.at);
  }

  #learnEnd({ attempt, outcome, at }: EventOf<'ended'>): void {
    const work = this.#attempts.get(attempt)?.work;
    this.#agenda.close(attempt, outcome, at);
    this.#withBoardOf(attempt, (board) => {
      release(board);
      answered(board);
      board.ours = false;
      board.unsure = undefined;
      board.pending = undefined;
      if (isOfTheBoard(outcome)) this.#suffer(board, outcome.failure, at);
      else if (speaksForTheBoard(outcome)) worked(board);
    });
    // Not where its board has just been given up, and it begins anew on another.
    const failed = outcome.kind === 'failed' && work !== undefined && this.#agenda.isOver(work);
    if (failed && this.#failFast) this.#finish({ kind: 'failed', attempt });
    this.#attempts.delete(attempt);
  }

  #learnSilence(board: BoardState, { attempt, failure: why, at }: EventOf<'silent'>): void {
    release(board);
    waitForAnswer(board, { attempt, failure: why, at });
    if (isBeyondRecovery(why)) return this.#expel(board, why);
    if (this.#reconcileOnly) return;
    if (isSilentForLong(board)) this.#agenda.loosen(attempt);
    if (isWorthCycling(board, at)) this.#setAside(board, { because: why, at, from: 'power-cycle' });
  }

  /** After so many failures in a row the board is left alone, and then brought back rung by rung. */
  #suffer(board: BoardState, because: Failure, at: Nanoseconds): void {
    const opened = strike(board, because, at);
    if (isBeyondRecovery(because)) this.#expel(board, because);
    else if (opened) this.#setAside(board, { because, at });
  }

  #setAside(board: BoardState, trouble: Trouble): void {
    const { because } = trouble;
    if (this.#reconcileOnly || board.climbs >= CLIMBS_MOST || board.ladder.length === 0) {
      this.#expel(board, because);
      return;
    }
    setAside(board, trouble);
    this.#commands.push({ kind: 'set-aside', board: board.id, how: 'recovering', because });
  }

  #expel(board: BoardState, because: Failure): void {
    board.climb = undefined;
    board.phase = 'out';
    this.#commands.push({ kind: 'set-aside', board: board.id, how: 'for-good', because });
    this.#agenda.leave(board.id, because, (other) => this.#boards.get(other)?.phase === 'out');
  }

  #learnRecovery({ board: id, rung, result, at }: EventOf<'recovered'>): void {
    const board = this.#boards.get(id);
    if (!board?.climb) return;
    release(board);
    if (rung === 'power-cycle' && result.kind !== 'held') board.cycledAt = at;
    if (result.kind === 'admitted') admit(board, rung, at);
    else if (result.kind === 'held') waitForHolder(board, at);
    else if (!isBeyondRecovery(result.failure) && board.climb.failed(result.failure)) {
      board.notBefore = board.climb.notBefore(at, board.cycledAt);
    } else if (board.unsure === undefined) this.#expel(board, result.failure);
    // What may still run on it is looked at for as long as the run lasts.
    else board.climb = undefined;
  }

  #learnStop(how: 'finish' | 'now'): void {
    if (this.#stop === 'now') return;
    this.#stop = how;
    if (how === 'finish') return;
    for (const board of this.#boards.values()) {
      if (board.active !== undefined) this.#commands.push({ kind: 'stop', attempt: board.active });
    }
  }

  /** Nothing more begins by itself; that is only said where there is more to do. */
  #closeShop(at: Nanoseconds): void {
    const isShort = ({ id, phase, pending, unsure }: BoardState): boolean =>
      phase !== 'out' && (pending !== undefined || unsure !== undefined || this.#agenda.isShort(id, at));
    if (this.#closing.at !== undefined && [...this.#boards.values()].some(isShort)) this.#finish({ kind: 'until' });
  }

  #finish(because: OwnCause): void {
    if (this.#stop !== undefined || this.#reconcileOnly) return;
    this.#stop = 'finish';
    this.#commands.push({ kind: 'finish', because });
  }

  /** Nothing is under way, and nothing will ring. */
  #isQuiet(): boolean {
    return this.#alarms.isEmpty && [...this.#boards.values()].every(({ phase }) => phase !== 'busy');
  }

  #useBoard(board: BoardState, at: Nanoseconds): void {
    if (board.phase !== 'idle' || this.#stop !== undefined || board.notBefore > at) return;
    board.wakeAt = undefined;
    if (this.#isTaken(board)) return;
    const rung = board.climb?.rung;
    if (rung !== undefined) {
      if (!this.#isWanted(board, at)) return;
      board.phase = 'busy';
      this.#commands.push({ kind: 'recover', board: board.id, rung });
    } else if (board.unsure !== undefined) {
      board.phase = 'busy';
      board.active = board.unsure;
      this.#commands.push({ kind: 'reconcile', attempt: board.unsure });
      board.unsure = undefined;
    } else if (this.#reconcileOnly) {
      return;
    } else if (board.probed) {
      this.#launchNext(board, at);
    } else if (this.#isWanted(board, at)) {
      board.phase = 'busy';
      this.#commands.push({ kind: 'probe', board: board.id });
    }
  }

  /** By another name of the same machine; what ends there is an event, and then everything is looked at again. */
  #isTaken({ id }: BoardState): boolean {
    const { machines } = this.#care;
    const busy = [...this.#boards.values()].filter((other) => other.id !== id && other.phase === 'busy');
    return machines !== undefined && busy.some((other) => machines.get(other.id) === machines.get(id));
  }

  /** Nobody's board is restarted for work that others have done meanwhile. */
  #isWanted({ id, pending, unsure }: BoardState, at: Nanoseconds): boolean {
    if (pending !== undefined && this.#closing.fits(pending, at)) return true;
    return unsure !== undefined || this.#agenda.hasWork(id, at);
  }

  #launchNext(board: BoardState, at: Nanoseconds): void {
    const next = board.pending ?? this.#agenda.take(board.id, at);
    board.wakeAt = typeof next === 'number' ? next : undefined;
    if (next === undefined || typeof next === 'number' || !this.#closing.fits(next, at)) return;
    board.pending = undefined;
    board.phase = 'busy';
    board.active = next.id;
    this.#attempts.set(next.id, next);
    const supersedes = this.#agenda.supersededBy(next);
    this.#commands.push({ kind: 'launch', attempt: next, ...(supersedes ? { supersedes } : {}) });
  }

  #withBoardOf(attempt: AttemptId, learn: (board: BoardState) => void): void {
    const id = this.#attempts.get(attempt)?.board;
    const board = id === undefined ? undefined : this.#boards.get(id);
    if (board) learn(board);
  }
}

type EventOf<K extends Event['kind']> = Extract<Event, { readonly kind: K }>;
