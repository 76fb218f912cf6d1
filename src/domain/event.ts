/** What happened, for the schedule; and what the schedule wants done. Every command closes with exactly one event. */
import type { Digest } from '#core/digest.js';
import type { Result } from '#core/result.js';
import type { Bytes, Nanoseconds } from '#core/units.js';
import type { Passed } from './answers.js';
import type { NewAttempt } from './attempt.js';
import type { BoardFacts, Environment } from './board.js';
import type { Failure } from './failure.js';
import type { Holder } from './job.js';
import type { LogReading } from './log-reading.js';
import type { Metric } from './metric.js';
import type { ArtifactKey, AttemptId, BoardId, StepKey } from './names.js';
import type { Outcome } from './outcome.js';
import type { Aside, Recovery, Rung, Superseding } from './recovery.js';
import type { OwnCause } from './stop-cause.js';

/** A kept file: `path` is relative to the run folder and part of the manifest. */
export interface KeptFile {
  readonly role: FileRole;
  readonly path: string;
  readonly bytes: Bytes;
  readonly digest: Digest;
}
export type FileRole = 'samples' | 'stdout' | 'stderr' | 'job' | 'artifact';

/** What a conversion gave or refused, for the cache. */
export interface MadeArtifact {
  readonly key: ArtifactKey;
  readonly step: StepKey;
  readonly made:
    | { readonly kind: 'bytes'; readonly digest: Digest; readonly bytes: Bytes }
    | { readonly kind: 'refused'; readonly failure: Failure };
  /** Of a check. */
  readonly checked?: Passed;
}

/** What an attempt left behind, already on disk with its digests known when the event is made. */
export interface Evidence {
  readonly files: readonly KeptFile[];
  readonly metrics: readonly Metric[];
  readonly environment?: Environment;
  /** Of what its tool printed. */
  readonly reading?: LogReading;
  readonly artifact?: MadeArtifact;
}

export type Event = { readonly at: Nanoseconds } & EventBody;
export type EventBody =
  | { readonly kind: 'probed'; readonly board: BoardId; readonly facts: Result<BoardFacts, Failure> }
  /** The only interim one: the attempt has begun on its board. */
  | { readonly kind: 'launched'; readonly attempt: AttemptId }
  | { readonly kind: 'held'; readonly attempt: AttemptId; readonly holder: Holder }
  | { readonly kind: 'ended'; readonly attempt: AttemptId; readonly outcome: Outcome; readonly evidence: Evidence }
  /** Reconcile: was never begun. */
  | { readonly kind: 'absent'; readonly attempt: AttemptId }
  /** Unknown, not failed. */
  | { readonly kind: 'silent'; readonly attempt: AttemptId; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly attempt: AttemptId; readonly left: 'empty' | 'left-over' | 'unknown' }
  | { readonly kind: 'recovered'; readonly board: BoardId; readonly rung: Rung; readonly result: Recovery }
  | { readonly kind: 'woke' }
  | { readonly kind: 'stop'; readonly how: 'finish' | 'now' };

/**
 * launch → ended, held, silent; reconcile → ended, absent, silent; probe → probed; stop → stopped; recover → recovered;
 * sleep → woke. A launch carries its attempt: recorded as open in the transaction that precedes the deed, in which what
 * its cell has on another board, if it begins anew, stops to count. `set-aside` and `finish` (nothing more is begun) are
 * decisions that are only put on record: there is nothing to do for them, and nothing closes them.
 */
export type Command =
  | { readonly kind: 'probe'; readonly board: BoardId }
  | { readonly kind: 'launch'; readonly attempt: NewAttempt; readonly supersedes?: Superseding }
  | { readonly kind: 'reconcile'; readonly attempt: AttemptId }
  | { readonly kind: 'stop'; readonly attempt: AttemptId }
  | { readonly kind: 'recover'; readonly board: BoardId; readonly rung: Rung }
  | { readonly kind: 'set-aside'; readonly board: BoardId; readonly how: Aside; readonly because: Failure }
  | { readonly kind: 'finish'; readonly because: OwnCause }
  | { readonly kind: 'sleep'; readonly until: Nanoseconds };

/** What somebody has to do, and on a board. */
export type BoardCommand = Exclude<Command, { kind: 'sleep' | 'set-aside' | 'finish' }>;
