/** `--until`: nothing begins that could not end before it. By estimates; what runs longer than its own finishes all the same. */
import type { Nanoseconds } from '#core/units.js';
import type { Work } from '#domain/attempt.js';

export interface Until {
  /** Of the clock that events are told by. */
  readonly at: Nanoseconds;
  /** How long a piece of work typically takes. */
  readonly lengthOf: (work: Work) => Nanoseconds;
}

export class ClosingTime {
  readonly #until: Until | undefined;

  constructor(until: Until | undefined) {
    this.#until = until;
  }

  get at(): Nanoseconds | undefined {
    return this.#until?.at;
  }

  /** Begun now, or when its pause after a failure is over. */
  fits({ work, notBefore }: { readonly work: Work; readonly notBefore?: Nanoseconds }, at: Nanoseconds): boolean {
    if (!this.#until) return true;
    return Math.max(at, notBefore ?? at) + this.#until.lengthOf(work) <= this.#until.at;
  }
}
