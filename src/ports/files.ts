/** The run folder: raw samples as Parquet, logs as text. A file is on disk (synced, renamed into place) when its promise resolves. */
import type { Digest } from '#core/digest.js';
import type { Bytes } from '#core/units.js';
import type { FileRole, KeptFile } from '#domain/event.js';
import type { Samples } from '#domain/message.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, RunSetId } from '#domain/names.js';

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
}
