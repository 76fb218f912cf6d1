/** A named question, validated: axes, rules, what to measure and how. Times are integer nanoseconds. */
import type { Nanoseconds } from '#core/units.js';
import type { Levels } from './cell.js';
import type { Mark } from './diagnostic.js';
import type { Match } from './match.js';
import type { DataSet, Model } from './model.js';
import type { AxisName, LevelId } from './names.js';

export interface Axis {
  readonly name: AxisName;
  readonly levels: readonly LevelId[];
  /** A conditional axis: where the match fails, the cell does not have it. */
  readonly only?: Match;
  /** Where it was declared, for warnings; no part of any identity. */
  readonly at?: Mark;
}

export interface ExcludeRule {
  readonly match: Match;
  readonly because?: string;
  readonly at?: Mark;
}

/** A whole cell, on top of the product. */
export interface IncludeRule {
  readonly levels: Levels;
  readonly at?: Mark;
}

export interface OverrideRule {
  readonly match: Match;
  /** Replaces settings of the protocol or the limits for matching cells; later rules win. */
  readonly set: ProtocolPatch;
  readonly at?: Mark;
}

export interface Block {
  readonly axes: readonly Axis[];
  /** Groups of axes of equal length that vary together. */
  readonly zip: readonly (readonly Axis[])[];
  readonly exclude: readonly ExcludeRule[];
  readonly include: readonly IncludeRule[];
  readonly requires: readonly Requirement[];
  readonly overrides: readonly OverrideRule[];
  readonly at?: Mark;
}

/** `device.memory_mb >= model.min_memory_mb`: parsed, with its text kept for people. */
export interface Requirement {
  readonly text: string;
  readonly left: Operand;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly right: Operand;
  readonly at?: Mark;
}
export type Operand =
  | { readonly kind: 'literal'; readonly value: number | string | boolean }
  | { readonly kind: 'attribute'; readonly of: AxisName; readonly name: string };

/** A toolchain in use under a name of the experiment's own. */
export interface Framework {
  readonly name: string;
  readonly toolchain: string;
  readonly version?: string;
  /** Of its toolchain; absent: the first that a board can run. */
  readonly runner?: string;
  readonly options: Readonly<Record<string, LevelId>>;
}

/** How a cell is measured. All of it but `sessions` and `order` is part of the recipe. */
export interface Protocol {
  readonly sessions: number;
  readonly warmup: {
    readonly iterations: number;
    readonly maxNs: Nanoseconds;
    /** Nothing runs for so long between the warm-up and the first steady iteration; absent: it follows at once. */
    readonly pauseNs?: Nanoseconds;
  };
  readonly iterations: { readonly min: number; readonly max: number };
  /** Keep measuring until this much time has passed and `iterations.min` is reached. */
  readonly durationMinNs: Nanoseconds;
  /** A stress run: measure for so long, however many iterations that are; neither the cap nor `durationMinNs` hold then. */
  readonly durationTargetNs?: Nanoseconds;
  readonly scenario: 'single-stream';
  /** Of a cell with the axis of that name. Items in one inference; absent: 1. */
  readonly batch?: number;
  /** Of a cell with the axis of that name. Inferences in flight; absent: 1, each begins when the one before is done. */
  readonly streams?: number;
  readonly input: 'data' | 'random' | 'repeat-one';
  /** The data set whose tensors are the input when `input` is data or repeat-one. */
  readonly inputData?: string;
  readonly accuracy?: { readonly data: string; readonly top: readonly number[] };
  readonly order: 'interleaved';
}

export interface Limits {
  readonly convertNs: Nanoseconds;
  readonly loadNs: Nanoseconds;
  /** auto: declared time × 1.5 + 2 min. */
  readonly measureNs: Nanoseconds | 'auto';
  readonly accuracyNs: Nanoseconds | 'auto';
  /** Further tries after an infrastructure failure, per step. */
  readonly retries: number;
}

/** What `overrides` may set, by the dotted names of the experiment file (`measure.iterations.min`). */
export interface ProtocolPatch {
  readonly sessions?: number;
  readonly warmupIterations?: number;
  readonly warmupMaxNs?: Nanoseconds;
  readonly warmupPauseNs?: Nanoseconds;
  readonly iterationsMin?: number;
  readonly iterationsMax?: number;
  readonly durationMinNs?: Nanoseconds;
  readonly durationTargetNs?: Nanoseconds;
}

export interface Experiment {
  readonly schema: 1;
  readonly name: string;
  readonly seed: number;
  readonly blocks: readonly Block[];
  readonly frameworks: ReadonlyMap<string, Framework>;
  readonly models: ReadonlyMap<string, Model>;
  readonly data: ReadonlyMap<string, DataSet>;
  readonly protocol: Protocol;
  readonly limits: Limits;
}
