/** The truth, as rows. Synchronous on purpose: a transaction is a function and no interleaving is false. */
import type { Json } from '#core/canonical-json.js';
import type { Digest } from '#core/digest.js';
import type { Nanoseconds, WallTime } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { Environment } from '#domain/board.js';
import type { Canary, CanaryEnd } from '#domain/canary.js';
import type { Command, Event } from '#domain/event.js';
import type { Imported } from '#domain/imported.js';
import type { LogReading } from '#domain/log-reading.js';
import type { ArtifactKey, AttemptId, BoardId, CellKey, RunSetId } from '#domain/names.js';
import type { Plan, PlannedStep } from '#domain/plan.js';
import type { Progress } from '#domain/progress.js';
import type { ArtifactRecord, AttemptRecord, SupersededRecord } from '#domain/record.js';
import type { BoardAside } from '#domain/recovery.js';
import type { Reservation } from '#domain/reservation.js';
import type { RunSet } from '#domain/run-set.js';
import type { StoredBoard } from '#domain/stored-board.js';

export type { ArtifactRecord, AttemptRecord };

export interface JournalEntry {
  readonly seq: number;
  readonly at: Nanoseconds;
  readonly kind: string;
  readonly body: Json;
}

/** What the engine writes. */
export interface ResultStore extends ResultReader {
  /** Freezes the plan. In chunks: no transaction over 50 ms. */
  begin(runSet: RunSet, plan: Plan): void;
  /** A resume after the spec changed: cells that are no longer planned are retired, never deleted. */
  amend(id: RunSetId, plan: Plan, spec: string): void;
  /** One transaction: proof of the past (attempts, metrics, files, artifacts, journal) and intent of the next. */
  record(runSet: RunSetId, event: Event, intents: readonly Command[], wall: WallTime): void;
  finish(id: RunSetId, endedAt: WallTime): void;
  /** A table as a run set that is over: all of it, or nothing. */
  import(runSet: RunSet, imported: Imported): void;
  /** A later reader's reading of an attempt that is over; false if there is one of its revision, or of a later one. */
  reread(id: AttemptId, reading: LogReading, at: WallTime): boolean;
  /** An artifact was given to a machine. */
  used(digest: Digest, at: WallTime): void;
  /** What was seen of a board, or why nothing was: replaces what was known of it. */
  looked(board: StoredBoard): void;
  /** Before it is launched. */
  openCanary(canary: Omit<Canary, 'end'>): void;
  closeCanary(id: AttemptId, end: CanaryEnd): void;
  /** Before the board is acquired. */
  reserve(reservation: Reservation): void;
  /** It was given back, or never had. */
  unreserve(board: BoardId): void;
}

/** What everybody reads, also while a run writes. */
export interface ResultReader {
  /** Newest first. */
  runSets(): readonly RunSet[];
  runSet(id: RunSetId): RunSet | undefined;
  plan(id: RunSetId): Plan;
  /** Undefined of one that was measured. */
  imported(id: RunSetId): Imported | undefined;
  /** Of the plan, its conversions alone: of 100,000 cells they are few. */
  steps(id: RunSetId): readonly PlannedStep[];
  /** Where the run set stands as a whole, without reading each cell. */
  progress(id: RunSetId): Progress;
  /** In order of opening; of one cell if asked. What does not count any more is not among them. */
  attempts(id: RunSetId, cell?: CellKey): readonly Attempt[];
  records(id: RunSetId, cell?: CellKey): readonly AttemptRecord[];
  /** Kept and not counted: their cells were begun anew on another board. */
  superseded(id: RunSetId, cell?: CellKey): readonly SupersededRecord[];
  /** Boards that get no work in this run set now. */
  asides(id: RunSetId): readonly BoardAside[];
  /** Of all attempts at conversions: they are of no cell, and few. */
  conversions(id: RunSetId): readonly AttemptRecord[];
  /** All there are, counted or not, one by one for those who need not have them all at once; it may grow while a run writes. */
  eachRecord(id: RunSetId): Iterable<AttemptRecord>;
  /** Open measurements of any run set: a new run must reconcile them first. */
  openAttempts(): readonly { readonly runSet: RunSetId; readonly attempt: Attempt }[];
  environment(digest: Digest): Environment | undefined;
  artifact(key: ArtifactKey): ArtifactRecord | undefined;
  artifacts(): readonly ArtifactRecord[];
  journal(id: RunSetId, after: number): readonly JournalEntry[];
  /** Cells that an amended plan no longer has. */
  retired(id: RunSetId): readonly CellKey[];
  /** By name; only those that were ever asked. */
  boards(): readonly StoredBoard[];
  board(id: BoardId): StoredBoard | undefined;
  /** In order of opening. */
  canaries(board: BoardId): readonly Canary[];
  /** Boards that were acquired and not given back yet. */
  reservations(): readonly Reservation[];
}
