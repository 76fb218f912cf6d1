/** Rows as they are read back: an attempt with what it left behind, an artifact with where it came from. */
import type { Digest } from '#core/digest.js';
import type { WallTime } from '#core/units.js';
import type { Attempt } from './attempt.js';
import type { KeptFile, MadeArtifact } from './event.js';
import type { Failure } from './failure.js';
import type { LogReading } from './log-reading.js';
import type { Metric } from './metric.js';
import type { AttemptId } from './names.js';

export interface AttemptRecord extends Attempt {
  readonly metrics: readonly Metric[];
  readonly files: readonly KeptFile[];
  readonly environment: Digest | null;
  /** Of what its tool printed, the newest; absent: no tool was read. */
  readonly reading?: LogReading;
  /** Rows that it ended with; absent: no later reading stands in place of any of them. */
  readonly metricRows?: number;
}

/** Kept and not counted: its cell was begun anew, whole, on another board. */
export interface SupersededRecord extends AttemptRecord {
  readonly superseded: Failure;
}

export interface ArtifactRecord extends MadeArtifact {
  readonly madeBy: AttemptId;
  /** By what made it, as the newest reader understands it. */
  readonly said?: LogReading;
  /** Last given to a machine in a run; absent: by nobody yet. */
  readonly usedAt?: WallTime;
}
