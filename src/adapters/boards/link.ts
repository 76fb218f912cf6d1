/**
 * How a command reaches a board: the only thing in which transports differ. Its law: a command has succeeded only if an
 * integer exit code came back; whatever else happened is a failure, after which the state of the board is unknown.
 */
import type { Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';

export interface LinkStreams {
  /** A file of this machine that becomes standard input; null: empty input. */
  readonly input: string | null;
  /** Told of standard output as it comes; false ends the call because that was too much. */
  readonly output: (chunk: Uint8Array) => boolean;
}

export interface Exit {
  readonly code: number;
  /** The head of standard error, for people. */
  readonly said: string;
}

export interface Link extends AsyncDisposable {
  /** Runs the board's supervisor with these words. Ending the call never ends what the supervisor began. */
  run(words: readonly string[], streams: LinkStreams, bound: Bound): Promise<Result<Exit, Failure>>;
}

/** Why nothing is known, as facts of `board/link-lost`. */
export type LinkLoss = 'deadline' | 'cancelled' | 'closed' | 'flooded' | 'unreadable' | 'refused';
