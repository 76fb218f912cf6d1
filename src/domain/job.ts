/** What a supervisor is given for one attempt, and what it says when the attempt is over. */

import type { Json } from '#core/canonical-json.js';
import type { Digest } from '#core/digest.js';
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { Execution } from './message.js';
import type { Layout, StoredFile } from './model.js';
import type { AttemptId } from './names.js';

/** Every path in it is relative to the attempt's own folder on the board, which is also the working directory. */
export interface Job {
  readonly attempt: AttemptId;
  /** argv[0] is absolute or looked up on the board. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Appear as `files/<name>`, read only. */
  readonly files: readonly { readonly name: string; readonly file: StoredFile }[];
  /** Written as `job.json`. */
  readonly document: Json;
  /** A measurement has the board for itself. */
  readonly exclusive: boolean;
  readonly limits: JobLimits;
}

export interface JobLimits {
  readonly runNs: Nanoseconds;
  /** Between TERM and KILL. */
  readonly graceNs: Nanoseconds;
  readonly messagesBytes: Bytes;
  /** Of each log: this much of the head, and 64 KiB of the tail beyond it. */
  readonly logBytes: Bytes;
}

/** The job file of a measuring runner (protocol 1). */
export interface RunnerJob {
  readonly protocol: 1;
  readonly purpose: 'latency' | 'accuracy' | 'answers';
  readonly messages: string;
  readonly model: { readonly file: string; readonly input: string | null };
  readonly asked: Execution;
  readonly options: Readonly<Record<string, string>>;
  /** Folder that the framework's package is resolved from. */
  readonly modules: string | null;
  readonly input: RunnerInput;
  /** `pauseNs`: nothing runs for so long before the first steady iteration; absent: it follows at once. */
  readonly warmup: { readonly iterations: number; readonly maxNs: number; readonly pauseNs?: number };
  readonly iterations: { readonly min: number; readonly max: number };
  readonly durationMinNs: number;
  /** Items in one inference: tensors have so many in their first dimension; absent: 1. */
  readonly batch?: number;
  /** Inferences in flight; absent: 1. */
  readonly streams?: number;
  readonly accuracy: {
    /** Several: shards of one set, read one after the other. */
    readonly images: string | readonly string[];
    readonly labels: string;
    /** Of the whole set, also where a part of it is counted. */
    readonly data: Digest;
    readonly top: readonly number[];
    /** Absent: every image, and a label for each. */
    readonly part?: RunnerPart;
  } | null;
  /** Of purpose `answers`: a NumPy file of float32, one row for each item of the input, all outputs of the item in it. */
  readonly answers?: { readonly out: string };
}

/** Of a set that is counted in parts. */
export interface RunnerPart {
  /** How many images are passed over before the first that counts. */
  readonly skip: number;
  readonly count: number;
  /** The position of its label. */
  readonly label: number;
}

export type RunnerInput =
  /** `items`: only so many, from the first on; absent: all that are there. */
  (
    | { readonly kind: 'data' | 'repeat-one'; readonly images: string; readonly items?: number }
    | { readonly kind: 'random'; readonly shape: readonly number[]; readonly seed: number }
  ) & {
    /** Turned around before anything is timed; absent: fed as it lies. */
    readonly layout?: { readonly data: Layout; readonly model: Layout };
  };

/** Who holds a board's lock, for "who has it" messages: advice, the kernel lock is the truth. */
export interface Holder {
  /** Empty for what is no attempt. */
  readonly attempt: string;
  readonly pid: number | null;
  readonly user: string | null;
  readonly since: string | null;
  /** What it is, if no attempt: a file on its way, or one that is read to prove its hash. */
  readonly doing?: 'upload' | 'check';
}

/** The supervisor's last word, read from the outcome file. `reason` says what ended it; exit 0 alone proves nothing. */
export interface Ending {
  readonly reason: 'exited' | 'timeout' | 'flooded' | 'stopped' | 'vanished' | 'rebooted' | 'not-started';
  readonly exitCode: number | null;
  readonly signal: number | null;
  /** Whether the marked process tree was proved empty. */
  readonly left: 'empty' | 'left-over';
  /** Board monotonic clock. */
  readonly begunNs: number | null;
  readonly endedNs: number | null;
  readonly oomKilled: boolean;
  readonly note: string | null;
}

export type Sighting =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly ending: Ending };

/** Files an attempt leaves on the board. */
export type SpoolFile =
  | 'messages'
  | 'stdout'
  | 'stderr'
  | 'stdout.tail'
  | 'stderr.tail'
  | 'out'
  | 'settings'
  | 'samples';
