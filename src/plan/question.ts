/** What there is to decide about, apart from what is known of the world. */
import type { Inventory } from '#domain/board.js';
import type { Expansion } from '#domain/expansion.js';
import type { Experiment } from '#domain/experiment.js';
import type { Failure } from '#domain/failure.js';
import type { CellKey } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';

export interface Question {
  readonly experiment: Experiment;
  /** What `matrix` made of it. */
  readonly expansion: Expansion;
  readonly inventory: Inventory;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  /** Names of the runners that cells were planned with before: kept as long as their boards have them. */
  readonly kept?: ReadonlyMap<CellKey, string>;
}

/** Why a cell is not measured: for good, or as long as something is missing. */
export interface Refusal {
  readonly kind: 'unsupported' | 'unavailable';
  readonly because: Failure;
}

export const unsupported = (because: Failure): Refusal => ({ kind: 'unsupported', because });
export const unavailable = (because: Failure): Refusal => ({ kind: 'unavailable', because });
