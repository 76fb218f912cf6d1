/**
 * What is known of attempts beside the record: which the user has asked to stop, looked at after each wait; and for
 * which a launch was ever asked, in this life or an earlier one, so that it may still arrive.
 */
import type { AttemptId } from '#domain/names.js';

export class AttemptWatch {
  readonly #cancelled = new Set<AttemptId>();
  readonly #asked: Set<AttemptId>;

  /** `open`: attempts on record as open; whether their launch was asked for before the crash, nobody knows. */
  constructor(open: Iterable<AttemptId>) {
    this.#asked = new Set(open);
  }

  cancel(attempt: AttemptId): void {
    this.#cancelled.add(attempt);
  }

  isCancelled(attempt: AttemptId): boolean {
    return this.#cancelled.has(attempt);
  }

  ask(attempt: AttemptId): void {
    this.#asked.add(attempt);
  }

  wasAsked(attempt: AttemptId): boolean {
    return this.#asked.has(attempt);
  }
}
