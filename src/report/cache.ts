/** `cache ls`, `cache why`, `cache verify` and `cache gc`, for people and programs. */
import type { CacheEntry } from '#domain/cache.js';
import type { Failure } from '#domain/failure.js';
import { describeFailure } from '#wording/failure.js';

export interface CacheLine {
  readonly key: string;
  /** Null: a refusal, or answers. */
  readonly toolchain: string | null;
  readonly conversion: string | null;
  readonly source: string | null;
  readonly to: { readonly format: string; readonly precision: string } | null;
  readonly tool: string | null;
  readonly version: string | null;
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** Whether its bytes lie there; null: it was refused, and there never were any. */
  readonly there: boolean | null;
  readonly refused: { readonly headline: string; readonly hint: string } | null;
  readonly madeAt: string | null;
  readonly madeBy: string;
  readonly runSet: string | null;
  readonly board: string | null;
  readonly usedAt: string | null;
  readonly needed: boolean;
}

export interface CacheView {
  readonly view: 'cache';
  readonly format: 1;
  readonly artifacts: readonly CacheLine[];
  /** Of all files of the cache. */
  readonly bytes: number;
  /** Of those that no record names: drawn or cut for boards, or left by a crash. */
  readonly others: { readonly files: number; readonly bytes: number };
}

export interface FileOfCache {
  readonly name: string;
  readonly bytes: number;
}

export function cacheView(entries: readonly CacheEntry[], files: readonly FileOfCache[]): CacheView {
  const there = new Set(files.map(({ name }) => name));
  const named = new Set(entries.flatMap(({ made }) => (made.kind === 'bytes' ? [made.digest as string] : [])));
  const others = files.filter(({ name }) => !named.has(name));
  return {
    view: 'cache',
    format: 1,
    artifacts: entries.map((entry) => cacheLine(entry, there)),
    bytes: sum(files),
    others: { files: others.length, bytes: sum(others) },
  };
}

function cacheLine(entry: CacheEntry, there: ReadonlySet<string>): CacheLine {
  const { made, source, version, madeAt, madeBy, runSet, board, usedAt } = entry;
  return {
    key: entry.key,
    ...plannedAs(entry.planned),
    ...{ source, version, madeAt, madeBy, runSet, board, usedAt },
    ...(made.kind === 'bytes'
      ? { sha256: made.digest, bytes: made.bytes, there: there.has(made.digest), refused: null }
      : { sha256: null, bytes: null, there: null, refused: wordsOf(made.failure) }),
    needed: entry.isNeeded,
  };
}

function plannedAs(planned: CacheEntry['planned']): Pick<CacheLine, 'toolchain' | 'conversion' | 'to' | 'tool'> {
  if (!planned) return { toolchain: null, conversion: null, to: null, tool: null };
  const { toolchain, conversion, to, tool } = planned;
  return { toolchain, conversion, to, tool };
}

function wordsOf(failure: Failure): { readonly headline: string; readonly hint: string } {
  const { headline, hint } = describeFailure(failure);
  return { headline, hint };
}

function sum(files: readonly FileOfCache[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
