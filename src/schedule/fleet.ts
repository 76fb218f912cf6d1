/** What the schedule believes of each board: what it does now, since when it is doubted, and when to look again. */
import { type Nanoseconds, seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { Failure } from '#domain/failure.js';
import type { AttemptId, BoardId } from '#domain/names.js';

export interface BoardState {
  readonly id: BoardId;
  /** busy: a command of ours is under way on it. */
  phase: 'idle' | 'busy' | 'quarantined';
  probed: boolean;
  /** An attempt of which it is not known whether it runs: reconciled before anything else happens on the board. */
  unsure: AttemptId | undefined;
  /** An attempt that is recorded as open and proved not begun: launched again under the same id. */
  pending: NewAttempt | undefined;
  /** The attempt that a launch or a reconcile is under way for. */
  active: AttemptId | undefined;
  /** Infrastructure failures in a row. */
  strikes: number;
  /** Looks in a row that met silence or another user's lock. */
  waits: number;
  /** The board itself is left alone until then. */
  notBefore: Nanoseconds;
  /** The board is free, but the first work it may take waits until then. */
  wakeAt: Nanoseconds | undefined;
}

/** So many infrastructure failures in a row take a board out of the run. */
const STRIKES_MOST = 5;
const WAIT_FIRST_S = 1;
const WAIT_MOST_S = 15;
/** Silence for longer than this many looks (about a minute and a half) is given up for this run; `resume` looks again. */
const SILENT_LOOKS_MOST = 8;

export function newBoard(id: BoardId): BoardState {
  return {
    id,
    phase: 'idle',
    probed: false,
    unsure: undefined,
    pending: undefined,
    active: undefined,
    strikes: 0,
    waits: 0,
    notBefore: 0 as Nanoseconds,
    wakeAt: undefined,
  };
}

/** A failure of the board's, not of the work: after enough of them in a row the board is left alone. */
export function strike(board: BoardState, failure: Failure, at: Nanoseconds): void {
  board.strikes++;
  board.notBefore = waitFrom(at, board.strikes);
  // What is left over may still compute: nothing measured beside it could be trusted.
  if (board.strikes >= STRIKES_MOST || failure.code === 'board/left-over' || failure.code === 'board/not-a-board') {
    board.phase = 'quarantined';
  }
}

/** Somebody else has the board: asked again for as long as it takes, ever more rarely. */
export function waitForHolder(board: BoardState, at: Nanoseconds): void {
  board.waits++;
  board.notBefore = waitFrom(at, board.waits);
}

/** No answer is *unknown*, never *failed*: the attempt stays open, also when the board is given up. */
export function waitForAnswer(board: BoardState, attempt: AttemptId, at: Nanoseconds): void {
  board.unsure = attempt;
  board.waits++;
  board.notBefore = waitFrom(at, board.waits);
  if (board.waits >= SILENT_LOOKS_MOST) board.phase = 'quarantined';
}

function waitFrom(at: Nanoseconds, times: number): Nanoseconds {
  return (at + seconds(Math.min(WAIT_MOST_S, WAIT_FIRST_S * 2 ** (times - 1)))) as Nanoseconds;
}
