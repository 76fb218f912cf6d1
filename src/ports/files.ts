/** The run folder: raw samples as Parquet, logs as text. A file is on disk (synced, renamed into place) when its promise resolves. */
import type { Digest } from '#core/digest.js';
import type { Result } from '#core/result.js';
import type { Bytes } from '#core/units.js';
import type { Answers } from '#domain/answers.js';
import type { FileRole, KeptFile } from '#domain/event.js';
import type { Failure } from '#domain/failure.js';
import type { Tensors } from '#domain/known.js';
import type { Samples } from '#domain/message.js';
import type { Cut, StoredFile } from '#domain/model.js';
import type { AttemptId, RunSetId } from '#domain/names.js';
import type { Drawn } from '#domain/plan.js';
import type { ShardRange } from '#domain/shards.js';

export interface KeptPlace {
  readonly runSet: RunSetId;
  readonly attempt: AttemptId;
  readonly role: FileRole;
  /** The file's name in the attempt's folder. */
  readonly name: string;
}

export interface Files {
  /** Columns: index, kind, start_ns, and one `<phase>_ns` per phase; int64 nanoseconds. */
  samples(runSet: RunSetId, attempt: AttemptId, samples: Iterable<Samples>): Promise<KeptFile>;
  keep(place: KeptPlace, content: AsyncIterable<Uint8Array>): Promise<KeptFile>;
  /** Into the content-addressed store of artifacts, shared by all run sets. */
  keepArtifact(content: AsyncIterable<Uint8Array>): Promise<KeptFile>;
  /** The artifact's bytes if they are there and still what their name says; undefined otherwise. */
  artifact(digest: Digest, bytes: Bytes): Promise<StoredFile | undefined>;
  /** Where an artifact is kept, as attempts have it on record. */
  artifactPath(digest: Digest): string;
  /** How a file of tensors is to be cut; undefined: it is sent as it is, being small or nothing that can be cut. */
  cutOf(file: StoredFile): Promise<Cut | undefined>;
  /** These shards of a file, in their order; they are made once, and kept beside the artifacts. */
  shards(file: StoredFile, cut: Cut, range: ShardRange): Promise<Result<readonly StoredFile[], Failure>>;
  /** `each`: also what every item is, which reads the whole file once and is remembered. Undefined: no file of tensors. */
  tensors(file: StoredFile, each: boolean): Promise<Tensors | undefined>;
  /** A NumPy file of these items, kept beside the artifacts; the same bytes whenever they are drawn. */
  drawn(items: Drawn): Promise<Result<StoredFile, Failure>>;
  /** What a runner answered; undefined where it is no file of answers. */
  answers(file: StoredFile): Promise<Answers | undefined>;
}
