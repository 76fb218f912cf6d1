/** What the contract of a board needs of any board, real or simulated: jobs by what they do, and two kinds of sudden death. */
import type { Board } from '#domain/board.js';
import type { Job, JobLimits } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { BoardConnector, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';

/** `succeeds` says one message, `hello`; `floods` writes 5 MB of messages and stays; the others say nothing. */
export type Deed = 'succeeds' | 'fails with 7' | 'never ends' | 'ignores TERM' | 'floods';

export interface BoardRig extends AsyncDisposable {
  readonly clock: Clock;
  readonly connector: BoardConnector;
  readonly board: Board;
  job(attempt: string, deed: Deed, limits?: Partial<JobLimits>): Job;
  /** A file of this side with this content. */
  file(content: string): Promise<StoredFile>;
  /** The runner of a begun attempt is up (`never ends`, `ignores TERM`). */
  up(attempt: string): Promise<void>;
  killSupervisor(attempt: string): Promise<void>;
  killRunner(attempt: string): Promise<void>;
  /** Whether anything of the attempt still computes. */
  lives(attempt: string): Promise<boolean>;
}

/** A bound far enough away for two slow cores. */
export function within(clock: Clock, seconds = 60, signal: AbortSignal = new AbortController().signal): Bound {
  return { deadline: (clock.monotonicNs() + seconds * 1e9) as Bound['deadline'], signal };
}
