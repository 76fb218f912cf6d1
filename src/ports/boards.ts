/** Boards as the engine sees them. Every call takes its deadline and signal last and answers with a Result, always. */
import type { Result } from '#core/result.js';
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { Board, BoardFacts } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import type { Ending, Holder, Job, Sighting, SpoolFile } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId } from '#domain/names.js';
import type { Probe } from '#domain/toolchain.js';

/** Until when and for whom: a point on the monotonic clock, passed down, and the signal that cancels. */
export interface Bound {
  readonly deadline: Nanoseconds;
  readonly signal: AbortSignal;
}

export interface BoardConnector {
  connect(board: Board, bound: Bound): Promise<Result<BoardSession, Failure>>;
}

export type Launched =
  | { readonly kind: 'begun' }
  /** The attempt is there already, running or ended: nothing was started. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'held'; readonly holder: Holder };

export type Placed =
  /** In the store; `referred`: read where the inventory says it lies, which takes no room there. */
  | { readonly kind: 'sent' | 'present' | 'referred' }
  /** A measurement of somebody runs on the board: a file would disturb it, and is not sent. */
  | { readonly kind: 'held'; readonly holder: Holder };

/** What to read of an attempt's file: from an offset, at most `max` bytes. */
export interface Passage {
  readonly attempt: AttemptId;
  readonly file: SpoolFile;
  readonly from: Bytes;
  readonly max: Bytes;
}

/** What was read at an offset; `end` is true when the file has no more bytes at this moment. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly end: boolean;
}

/** Who has a board. */
export type Occupancy =
  /** Processes that dead supervisors left were ended; `left` says whether all of them. */
  | { readonly kind: 'free'; readonly swept: number; readonly left: Ending['left'] }
  | {
      readonly kind: 'held';
      /** Null: nobody is on record; then `pids` have the lock open. */
      readonly holder: BoardHolder | null;
      readonly pids: readonly number[];
    };

export interface BoardHolder extends Holder {
  /** It is ended by its own supervisor after so long. */
  readonly limitNs: Nanoseconds | null;
}

/** look: reads who is on record; sweep: ends what dead holders left; stop: ends a living holder too. */
export type Vacating = 'look' | 'sweep' | 'stop';

/** An interpreter of a board that could make an environment. */
export interface BoardPython {
  /** By its full name: an upgrade of the system makes it vanish rather than change. */
  readonly path: string;
  readonly version: string;
  /** As wheels name it: x86_64, aarch64, armv7l. */
  readonly arch: string;
  /** Null: another C library. */
  readonly glibc: string | null;
  /** Whether it can make environments, and whether a wheel of pip lies there. */
  readonly venv: boolean;
  readonly pip: boolean;
}

/** What a board has to make environments with. */
export interface Workshop {
  /** The inventory's first, then the first of the PATH, then those with a version in their name. */
  readonly pythons: readonly BoardPython[];
  /** Attempts at making one that are over, and that nobody has forgotten. */
  readonly over: readonly AttemptId[];
}

/** A live connection to a board. After any failure the state of the board is unknown, and `look` tells. */
export interface BoardSession extends AsyncDisposable {
  facts(probes: readonly Probe[], bound: Bound): Promise<Result<BoardFacts, Failure>>;
  workshop(bound: Bound): Promise<Result<Workshop, Failure>>;
  /** The file is in the board's content-addressed store, proved by a hash on the board; never beside a measurement. */
  put(file: StoredFile, bound: Bound): Promise<Result<Placed, Failure>>;
  /** Whether the board has the file without being sent it, as the inventory says; proved there, never beside a measurement. */
  lies(file: StoredFile, bound: Bound): Promise<Result<Placed | { readonly kind: 'absent' }, Failure>>;
  /** Idempotent by `job.attempt`: a lost reply never starts a second run. */
  launch(job: Job, bound: Bound): Promise<Result<Launched, Failure>>;
  /** Blocks until the attempt has ended (or was never begun) or the deadline has come; no polling while linked. */
  wait(attempt: AttemptId, bound: Bound): Promise<Result<Sighting, Failure>>;
  look(attempt: AttemptId, bound: Bound): Promise<Result<Sighting, Failure>>;
  /** A flood never enters memory. A file that is not there reads as empty. */
  read(passage: Passage, bound: Bound): Promise<Result<Chunk, Failure>>;
  /** The kill ladder; returns when the tree is proved empty or proved not to be. */
  stop(attempt: AttemptId, bound: Bound): Promise<Result<Ending['left'], Failure>>;
  /** Removes the attempt's folder: only after the commit. Forgetting what is not there is no failure. */
  forget(attempt: AttemptId, bound: Bound): Promise<Result<void, Failure>>;
  /** Whatever holds the board, of whichever run set or user. */
  vacate(how: Vacating, bound: Bound): Promise<Result<Occupancy, Failure>>;
}
