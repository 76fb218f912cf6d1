/**
 * A cell under which boards go down: the second attempt at it that ends with a restart of its board is the cell's own
 * failure, whatever the supervisor could say, and settles it. One restart may be chance.
 */
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';

const DOWNS_MOST = 2;

export class TakesDown {
  readonly #attempts = new Map<AttemptId, NewAttempt>();
  /** Boards that went down, by cell and recipe. */
  readonly #downs = new Map<string, readonly BoardId[]>();

  constructor(known: readonly Attempt[]) {
    for (const attempt of known) {
      this.#attempts.set(attempt.id, attempt);
      if (attempt.outcome) this.#count(attempt, attempt.outcome);
    }
  }

  launched(commands: readonly Command[]): void {
    for (const command of commands)
      if (command.kind === 'launch') this.#attempts.set(command.attempt.id, command.attempt);
  }

  /** The event as it is to be recorded. */
  reconsider(event: Event): Event {
    if (event.kind !== 'ended') return event;
    const attempt = this.#attempts.get(event.attempt);
    if (!attempt) return event;
    const boards = this.#count(attempt, event.outcome);
    if (boards.length < DOWNS_MOST || event.outcome.kind !== 'failed') return event;
    this.#downs.delete(nameOf(attempt));
    const facts = { times: boards.length, boards: [...new Set(boards)].join(' and ') };
    const why = failure('cell/takes-board-down', facts, event.outcome.failure);
    return { ...event, outcome: { kind: 'failed', failure: why } };
  }

  #count(attempt: NewAttempt, outcome: Outcome): readonly BoardId[] {
    if (outcome.kind !== 'failed' || attempt.work.kind === 'conversion') return [];
    const name = nameOf(attempt);
    // Asked to be tried again after the verdict, it is counted anew.
    if (outcome.failure.code === 'cell/takes-board-down') this.#downs.delete(name);
    if (outcome.failure.code !== 'attempt/rebooted') return [];
    const boards = [...(this.#downs.get(name) ?? []), attempt.board];
    this.#downs.set(name, boards);
    return boards;
  }
}

function nameOf({ work }: NewAttempt): string {
  return work.kind === 'conversion' ? work.step : `${work.cell} ${work.fingerprint}`;
}
