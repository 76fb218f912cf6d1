/** Lets a number of holders in at once and the others wait in their order. */
import { type Deferred, deferred } from '#core/deferred.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { type Early, inTime } from './in-time.js';

export class Gate {
  readonly #waiting = new Set<Deferred<undefined>>();
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** Undefined: inside, and `leave` must follow. */
  async enter(bound: Bound, clock: Clock): Promise<Early | undefined> {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    const turn = deferred<undefined>();
    this.#waiting.add(turn);
    const came = await inTime(turn.promise, bound, clock);
    if (typeof came === 'object') return undefined;
    // The turn may have come in the very moment in which the waiting ended.
    if (!this.#waiting.delete(turn)) this.leave();
    return came;
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free++;
    else {
      this.#waiting.delete(next);
      next.resolve(undefined);
    }
  }
}
