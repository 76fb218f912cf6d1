/** What the schedule believes of each board: what it does now, since when it is doubted, and when to look again. */
import { type Nanoseconds, seconds } from '#core/units.js';
import type { NewAttempt } from '#domain/attempt.js';
import type { Failure } from '#domain/failure.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Rung } from '#domain/recovery.js';
import { Breaker, CLIMBS_MOST, Climb } from './ladder.js';

export interface BoardState {
  readonly id: BoardId;
  readonly ladder: readonly Rung[];
  readonly cycleAfterNs: Nanoseconds;
  /** busy: a command of ours is under way on it. out: for the rest of this run. */
  phase: 'idle' | 'busy' | 'out';
  probed: boolean;
  /** An attempt of which it is not known whether it runs: reconciled before anything else happens on the board. */
  unsure: AttemptId | undefined;
  /** An attempt that is recorded as open and proved not begun: launched again under the same id. */
  pending: NewAttempt | undefined;
  /** The attempt that a launch or a reconcile is under way for. */
  active: AttemptId | undefined;
  breaker: Breaker;
  /** Infrastructure failures in a row, for the pause after each. */
  strikes: number;
  /** Set aside: what is tried to bring it back. */
  climb: Climb | undefined;
  climbs: number;
  /** What brought it back last, while nothing has succeeded on it since: it did not help, the next climb begins above. */
  cure: Rung | undefined;
  cycledAt: Nanoseconds | undefined;
  /** Looks in a row that met silence or another user's lock. */
  waits: number;
  /** The active or unsure attempt was seen to begin, so that the board's lock is in its hand. */
  ours: boolean;
  /** Since when it has not answered for an attempt that may run on it. */
  silentSince: Nanoseconds | undefined;
  silence: Failure | undefined;
  /** The board itself is left alone until then. */
  notBefore: Nanoseconds;
  /** The board is free, but the first work it may take waits until then. */
  wakeAt: Nanoseconds | undefined;
}

const WAIT_FIRST_S = 1;
const WAIT_MOST_S = 15;
/** After so many looks at a silent board (about a minute and a half) they become rare. */
const SILENT_LOOKS_OFTEN = 8;
const SILENT_WAIT_S = 60;
/** A board that has been silent for so long under our attempt is not only on a bad link; unless the inventory says otherwise. */
const CYCLE_AFTER_NS: Nanoseconds = seconds(300);

export function newBoard(id: BoardId, ladder: readonly Rung[], cycleAfterNs = CYCLE_AFTER_NS): BoardState {
  return {
    id,
    ladder,
    cycleAfterNs,
    phase: 'idle',
    probed: false,
    unsure: undefined,
    pending: undefined,
    active: undefined,
    breaker: new Breaker(),
    strikes: 0,
    climb: undefined,
    climbs: 0,
    cure: undefined,
    cycledAt: undefined,
    waits: 0,
    ours: false,
    silentSince: undefined,
    silence: undefined,
    notBefore: 0 as Nanoseconds,
    wakeAt: undefined,
  };
}

/** A failure of the board's, not of the work. True when that opens its breaker. */
export function strike(board: BoardState, failure: Failure, at: Nanoseconds): boolean {
  board.strikes++;
  board.notBefore = waitFrom(at, board.strikes);
  // What is left over may still compute: nothing measured beside it could be trusted.
  return board.breaker.failed() || failure.code === 'board/left-over';
}

export function worked(board: BoardState): void {
  board.strikes = 0;
  board.cure = undefined;
  board.breaker.worked();
}

/** What a board is set aside for, and at which rung it begins if not at the first. */
export interface Trouble {
  readonly because: Failure;
  readonly at: Nanoseconds;
  readonly from?: Rung;
}

export function setAside(board: BoardState, { because, at, from }: Trouble): void {
  board.climbs++;
  const above = board.ladder[board.cure === undefined ? 0 : board.ladder.indexOf(board.cure) + 1];
  board.climb = new Climb(board.ladder, because, from ?? above ?? board.ladder.at(-1));
  board.notBefore = board.climb.notBefore(at, board.cycledAt);
}

/** Asked for its facts again, because they may be others now. */
export function admit(board: BoardState, cure: Rung, at: Nanoseconds): void {
  answered(board);
  board.cure = cure;
  board.climb = undefined;
  board.breaker = new Breaker();
  board.strikes = 0;
  board.probed = false;
  board.notBefore = at;
}

/** Somebody else has the board: asked again for as long as it takes, ever more rarely. */
export function waitForHolder(board: BoardState, at: Nanoseconds): void {
  board.waits++;
  board.notBefore = waitFrom(at, board.waits);
}

/** No answer is *unknown*, never *failed*: the attempt stays open, also when the board is given up. */
export function waitForAnswer(
  board: BoardState,
  { attempt, failure, at }: { readonly attempt: AttemptId; readonly failure: Failure; readonly at: Nanoseconds },
): void {
  board.unsure = attempt;
  board.silence = failure;
  board.silentSince ??= at;
  board.waits++;
  board.notBefore =
    board.waits < SILENT_LOOKS_OFTEN ? waitFrom(at, board.waits) : ((at + seconds(SILENT_WAIT_S)) as Nanoseconds);
}

/** What was under way on it is over, one way or another. */
export function release(board: BoardState): void {
  if (board.phase === 'busy') board.phase = 'idle';
  board.active = undefined;
}

export function isSilentForLong(board: BoardState): boolean {
  return board.waits >= SILENT_LOOKS_OFTEN;
}

export function answered(board: BoardState): void {
  board.silentSince = undefined;
  board.silence = undefined;
  board.waits = 0;
}

/** The lock was ours when it fell silent, so that nobody else is harmed by cutting its power. */
export function isWorthCycling(board: BoardState, at: Nanoseconds): boolean {
  if (!board.ours || board.climbs >= CLIMBS_MOST) return false;
  const silentNs = at - (board.silentSince ?? at);
  return board.ladder.includes('power-cycle') && silentNs >= board.cycleAfterNs;
}

function waitFrom(at: Nanoseconds, times: number): Nanoseconds {
  return (at + seconds(Math.min(WAIT_MOST_S, WAIT_FIRST_S * 2 ** (times - 1)))) as Nanoseconds;
}
