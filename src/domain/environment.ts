/** Environments that toolchains declare, as somebody wants them on one machine. */
import type { PreparedEnvironment } from './board.js';
import type { Failure } from './failure.js';
import type { VersionRange } from './version-range.js';

export interface WantedEnvironment {
  /** `TOOLCHAIN.ENVIRONMENT`: its folder on a board, above one for each version. */
  readonly name: string;
  readonly toolchain: string;
  readonly version: string;
  /** Which Pythons will do; absent: every one that can make environments. */
  readonly python?: VersionRange;
  /** As pip reads them. */
  readonly packages: readonly string[];
  readonly alone: readonly string[];
}

export type EnvironmentState =
  | { readonly kind: 'ready'; readonly environment: PreparedEnvironment }
  | { readonly kind: 'absent' }
  /** Made from another wish, or changed by somebody since: it is made anew. */
  | { readonly kind: 'stale'; readonly why: 'asked' | 'changed' };

export type EnvironmentOutcome =
  | { readonly kind: 'ready'; readonly environment: PreparedEnvironment }
  /** It was only asked what would be done. */
  | { readonly kind: 'to-make'; readonly python: string; readonly again: 'asked' | 'changed' | null }
  | {
      readonly kind: 'made';
      readonly environment: PreparedEnvironment;
      readonly tookNs: number;
      /** Its wheels were fetched by this machine and sent. */
      readonly offline: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function stateOf(wanted: WantedEnvironment, there: readonly PreparedEnvironment[]): EnvironmentState {
  const environment = there.find(({ name, version }) => name === wanted.name && version === wanted.version);
  if (!environment) return { kind: 'absent' };
  const { asked, changed } = environment;
  const isSame = (one: readonly string[], other: readonly string[]): boolean =>
    one.length === other.length && one.every((each, at) => each === other[at]);
  if (!isSame(asked.packages, wanted.packages) || !isSame(asked.alone, wanted.alone))
    return { kind: 'stale', why: 'asked' };
  return changed ? { kind: 'stale', why: 'changed' } : { kind: 'ready', environment };
}
