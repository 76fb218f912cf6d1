/**
 * What is known of attempts beside the record: which the user has asked to stop, looked at after each wait; and for
 * which a launch was ever asked, in this life or an earlier one, so that it may still arrive; and who else was seen to
 * hold a board.
 */
import type { Holder } from '#domain/job.js';
import type { AttemptId, BoardId } from '#domain/names.js';

export class AttemptWatch {
  readonly #cancelled = new Set<AttemptId>();
  readonly #asked: Set<AttemptId>;
  readonly #holders = new Map<BoardId, Holder>();

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

  /** Who had the board when it was last asked; undefined: nobody but us. */
  sawHolder(board: BoardId, holder: Holder | undefined): void {
    if (holder) this.#holders.set(board, holder);
    else this.#holders.delete(board);
  }

  lastHolder(board: BoardId): Holder | undefined {
    return this.#holders.get(board);
  }

  ask(attempt: AttemptId): void {
    this.#asked.add(attempt);
  }

  wasAsked(attempt: AttemptId): boolean {
    return this.#asked.has(attempt);
  }
}
