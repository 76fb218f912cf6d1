/** When the schedule wants to be woken: for the board that may be used first. An earlier alarm replaces nothing, it is added. */
import type { Nanoseconds } from '#core/units.js';
import type { Command } from '#domain/event.js';
import type { BoardState } from './fleet.js';

export class Alarms {
  /** Those that have not rung yet. */
  #waiting: readonly Nanoseconds[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  rang(at: Nanoseconds): void {
    this.#waiting = this.#waiting.filter((until) => until > at);
  }

  /** `boards`: those that are worth waking for. Not later than `most`. */
  set(boards: Iterable<BoardState>, at: Nanoseconds, most = Number.POSITIVE_INFINITY): Command[] {
    const first = Math.min(...[...boards].map((board) => wakingTime(board, at)));
    if (first === Number.POSITIVE_INFINITY) return [];
    const until = (most > at ? Math.min(first, most) : first) as Nanoseconds;
    if (this.#waiting.some((alarm) => alarm <= until)) return [];
    this.#waiting = [...this.#waiting, until];
    return [{ kind: 'sleep', until }];
  }
}

/** Never, where it waits for something that others make, or for nothing. */
function wakingTime({ phase, notBefore, wakeAt }: BoardState, at: Nanoseconds): number {
  if (phase !== 'idle') return Number.POSITIVE_INFINITY;
  return notBefore > at ? notBefore : (wakeAt ?? Number.POSITIVE_INFINITY);
}
