/** The breaker of a board and the ladder it climbs afterwards: when it is set aside, what is tried, and when it is over. */
import { present } from '#core/invariant.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import type { Rung } from '#domain/recovery.js';

/** So many infrastructure failures in a row, or so many of the last ten, open the breaker. */
const IN_ROW_MOST = 4;
const OF_LAST_MOST = 6;
const LAST = 10;

/** A board that breaks down again after it was admitted so often is not worth a further night. */
export const CLIMBS_MOST = 3;
/** Power supplies and file systems suffer from each cut. */
const CYCLES_APART_S = 120;

/** Each rung is tried this often at most. A board that is only restarting by itself needs more than one knock. */
const triesMost: Readonly<Record<Rung, number>> = {
  reconnect: 5,
  clean: 2,
  restart: 1,
  reboot: 1,
  'power-cycle': 2,
};
/** Without a rung that could force it, a board that does not answer is given about ten minutes. */
const TRIES_WITHOUT_FORCE = 14;
const COOL_DOWN_S = 2;
const COOL_DOWN_MOST_S = 60;

/** What the last endings on a board were: true is a failure of the infrastructure. */
export class Breaker {
  #last: readonly boolean[] = [];

  /** True when it opens. */
  failed(): boolean {
    this.#remember(true);
    const inRow = this.#last.length - 1 - this.#last.lastIndexOf(false);
    return inRow >= IN_ROW_MOST || this.#last.filter(Boolean).length >= OF_LAST_MOST;
  }

  worked(): void {
    this.#remember(false);
  }

  #remember(failure: boolean): void {
    this.#last = [...this.#last, failure].slice(-LAST);
  }
}

/** One way up the ladder: begins at a rung, ends admitted or at the top. */
export class Climb {
  readonly #ladder: readonly Rung[];
  #at: number;
  #tries = 0;
  /** What the board was set aside for, then what the last rung failed of. */
  because: Failure;

  constructor(ladder: readonly Rung[], because: Failure, from: Rung | undefined) {
    this.#ladder = ladder;
    this.#at = from === undefined ? ladder.length : ladder.indexOf(from);
    this.because = because;
  }

  get rung(): Rung | undefined {
    return this.#ladder[this.#at];
  }

  /** Not cured: the same rung once more, or the next one. False at the top. */
  failed(because: Failure): boolean {
    this.because = because;
    this.#tries++;
    const rung = present(this.rung, 'rung of a climb');
    // A new connection cures what was wrong with the old one and nothing else.
    const knocking = rung !== 'reconnect' || isNoAnswer(because);
    if (knocking && this.#tries < this.#triesMost(rung)) return true;
    this.#at++;
    this.#tries = 0;
    return this.rung !== undefined;
  }

  /** The cool-down before the next rung. */
  notBefore(at: Nanoseconds, cycledAt: Nanoseconds | undefined): Nanoseconds {
    const waitS = Math.min(COOL_DOWN_MOST_S, COOL_DOWN_S * 2 ** this.#tries);
    const next = (at + seconds(waitS)) as Nanoseconds;
    if (this.rung !== 'power-cycle' || cycledAt === undefined) return next;
    return Math.max(next, cycledAt + seconds(CYCLES_APART_S)) as Nanoseconds;
  }

  #triesMost(rung: Rung): number {
    const forced = this.#ladder.some((other) => other === 'reboot' || other === 'power-cycle');
    return rung === 'reconnect' && !forced ? TRIES_WITHOUT_FORCE : triesMost[rung];
  }
}

/** Wrong key, wrong machine, no board: it would be the same tomorrow, and nothing that is done to the board mends it. */
export function isBeyondRecovery(failure: Failure): boolean {
  if (failure.code.startsWith('board/') && failure.class === 'deterministic') return true;
  return failure.cause !== undefined && isBeyondRecovery(failure.cause);
}

type Failed = Extract<Outcome, { readonly kind: 'failed' }>;

/** Not of what ran, hence tried again: of the board, of the way to it, or of a device that is plugged into it. */
export function isOfTheMachine(outcome: Outcome): outcome is Failed {
  return outcome.kind === 'failed' && outcome.failure.class === 'infrastructure';
}

/**
 * The board's own fault. A stick that is unplugged or in use is not: its board runs all else, and neither a restart nor a
 * cut of its power plugs anything in.
 */
export function isOfTheBoard(outcome: Outcome): outcome is Failed {
  return isOfTheMachine(outcome) && !outcome.failure.code.startsWith('device/');
}

/** Of a device that is away nothing follows for its board, good or bad. */
export function speaksForTheBoard(outcome: Outcome): boolean {
  return outcome.kind !== 'cancelled' && !isOfTheMachine(outcome);
}

/** Nothing came back: not of the work, which has not begun. */
export function isNoAnswer(failure: Failure): boolean {
  return failure.code === 'board/unreachable' || failure.code === 'board/link-lost';
}
