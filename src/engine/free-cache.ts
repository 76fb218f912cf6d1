/** `cache gc`: what was used least recently goes first, and never what a run set that has not ended needs. */
import type { CacheEntry } from '#domain/cache.js';
import type { ArtifactFolder, CachedFile } from '#ports/artifact-folder.js';

export interface Freed {
  /** What is removed, in this order. */
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly why: FreedBecause;
    readonly entry: CacheEntry | null;
  }[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Of open run sets: kept, whatever was asked for. */
  readonly bytesNeeded: number;
}

/** orphan: no record names it, and it is made again where it is needed; unused: over the size, and used before all that stays. */
export type FreedBecause = 'orphan' | 'unused';

interface Candidate {
  readonly file: CachedFile;
  readonly usedAt: string;
  readonly entry: CacheEntry | null;
}

export function whatToFree(
  files: readonly CachedFile[],
  entries: readonly CacheEntry[],
  { maxBytes, isAnyOpen }: { readonly maxBytes: number; readonly isAnyOpen: boolean },
): Freed {
  const byDigest = new Map(
    entries.flatMap((entry) => (entry.made.kind === 'bytes' ? [[entry.made.digest as string, entry]] : [])),
  );
  const needed = new Set(
    entries.flatMap(({ isNeeded, made }) => (isNeeded && made.kind === 'bytes' ? [made.digest as string] : [])),
  );
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let left = total;
  const freed: Freed['files'][number][] = [];
  const free = ({ file, entry }: Candidate, why: FreedBecause): void => {
    freed.push({ name: file.name, bytes: file.bytes, why, entry });
    left -= file.bytes;
  };
  const candidates: Candidate[] = [];
  for (const file of files) {
    const entry = byDigest.get(file.name) ?? null;
    if (needed.has(file.name)) continue;
    // No record names it: left by a crash, or drawn or cut for boards, which an open run set may be reading.
    if (entry === null && isAnyOpen) continue;
    if (entry === null && !file.name.endsWith('.json')) free({ file, usedAt: '', entry }, 'orphan');
    else candidates.push({ file, usedAt: entry?.usedAt ?? file.changedAt, entry });
  }
  candidates.sort((a, b) => (a.usedAt < b.usedAt ? -1 : 1));
  for (const candidate of candidates) {
    if (left <= maxBytes) break;
    free(candidate, 'unused');
  }
  const bytesNeeded = files.reduce((sum, { name, bytes }) => sum + (needed.has(name) ? bytes : 0), 0);
  return { files: freed, bytesBefore: total, bytesAfter: left, bytesNeeded };
}

export async function freeCache(folder: ArtifactFolder, { files }: Freed): Promise<void> {
  for (const { name } of files) await folder.remove(name);
}
