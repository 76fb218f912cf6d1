/** What of a toolchain a machine can do now, as far as it is known without asking it. */
import type { Failure } from './failure.js';
import type { BoardId } from './names.js';

export type Fitness =
  | { readonly kind: 'ready' }
  /** Nobody looked, or nobody looked for this. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing' | 'silent'; readonly because: Failure };

export interface Readiness {
  readonly machine: BoardId;
  /** It offers a device with a unit that the toolchain computes on. */
  readonly measures: boolean;
  /** Conversions for other machines are done on it. */
  readonly builds: boolean;
  readonly runners: readonly { readonly name: string; readonly fitness: Fitness }[];
  /** Those that are done on a machine of this kind. */
  readonly conversions: readonly { readonly id: string; readonly fitness: Fitness }[];
  /** Versions by probe, each place that has the tool; null: it was looked for and is not there. */
  readonly tools: Readonly<Record<string, readonly string[] | null>>;
}
