/** The files of the cache as they lie there: artifacts under their digest, and what is drawn or cut for boards. */
import type { Bytes, WallTime } from '#core/units.js';

export interface CachedFile {
  readonly name: string;
  readonly bytes: Bytes;
  readonly changedAt: WallTime;
}

export interface ArtifactFolder {
  /** By name; empty where there is no cache yet. */
  list(): Promise<readonly CachedFile[]>;
  /** Removing what is not there is no failure. */
  remove(name: string): Promise<void>;
}
