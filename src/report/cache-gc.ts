/** What `cache gc` removed, or would. */
import type { CacheEntry } from '#domain/cache.js';

export interface GcView {
  readonly view: 'cache-gc';
  readonly format: 1;
  readonly dryRun: boolean;
  readonly maxBytes: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly bytesNeeded: number;
  readonly freed: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly why: 'orphan' | 'unused';
    readonly source: string | null;
    readonly conversion: string | null;
  }[];
}

export interface GcInput extends Pick<GcView, 'dryRun' | 'maxBytes' | 'bytesBefore' | 'bytesAfter' | 'bytesNeeded'> {
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly why: 'orphan' | 'unused';
    readonly entry: CacheEntry | null;
  }[];
}

export function gcView({ files, ...rest }: GcInput): GcView {
  const freed = files.map(({ name, bytes, why, entry }) => {
    return { name, bytes, why, source: entry?.source ?? null, conversion: entry?.planned?.conversion ?? null };
  });
  return { view: 'cache-gc', format: 1, ...rest, freed };
}
