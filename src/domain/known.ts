/**
 * What was looked at before deciding: the only way in which the world reaches the planner. What was not looked at is
 * unknown, never absent.
 */
import type { Digest } from '#core/digest.js';
import type { Bytes, Nanoseconds, WallTime } from '#core/units.js';
import type { BoardFacts } from './board.js';
import type { Failure } from './failure.js';
import type { KnownFile } from './model.js';
import type { ArtifactKey, BoardId } from './names.js';

export type Maybe<T> =
  /** `asOf`: it was not looked at now but remembered from then. */
  | { readonly kind: 'known'; readonly value: T; readonly asOf?: WallTime }
  | { readonly kind: 'unknown'; readonly why: Failure | 'not-probed' };

export type ArtifactState =
  | { readonly kind: 'present'; readonly digest: Digest; readonly bytes: Bytes }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** What a file of tensors holds. */
export interface Tensors {
  readonly items: number;
  /** Digests of the bytes of each item, in order; looked at only where items of two sets must differ. */
  readonly each?: readonly Digest[];
}

export interface Known {
  /** Sources, data and toolchain files by their path as declared; toolchain files as `<toolchain>/<file>`. */
  readonly files: ReadonlyMap<string, Maybe<KnownFile>>;
  /** By the digest of their file; what is not in it is no file of tensors, or nobody asked. */
  readonly tensors?: ReadonlyMap<Digest, Tensors>;
  readonly boards: ReadonlyMap<BoardId, Maybe<BoardFacts>>;
  /** What is not in it is absent. */
  readonly artifacts: ReadonlyMap<ArtifactKey, ArtifactState>;
  /** Typical length of earlier work by kind; estimates only, never a decision. */
  readonly durations: ReadonlyMap<string, Nanoseconds>;
}
