/**
 * What somebody else measured: the figures of a table, each with the words that the table itself uses. Nothing here was
 * seen by this program, so that no figure is ever judged as one of its own.
 */
import type { Digest } from '#core/digest.js';
import { ns } from '#core/units.js';
import type { Mark } from './diagnostic.js';
import type { MetricUnit } from './metric.js';
import type { AxisName, CellKey, LevelId } from './names.js';
import type { Plan } from './plan.js';

/** A level that the table does not tell. It meets no other level unless somebody says so. */
export const unknownLevel = 'unknown';

/** Who says it. */
export interface Citation {
  readonly title: string;
  readonly by: string;
  readonly year: number | null;
  /** Page, table and note, or address. */
  readonly where: string | null;
  /** The work that the figures were taken from, where that is not the source itself. */
  readonly quotedBy: string | null;
}

export interface MetricIdentity {
  readonly name: string;
  /** `unstated` where the source does not say whether it is a mean, a median or the best of some. */
  readonly statistic: string;
  readonly scope: string;
}

/** What a column of the table is. */
export type ColumnUse =
  /** `empty`: what an empty field means; null: the cell has no such axis. */
  | { readonly kind: 'axis'; readonly axis: AxisName; readonly empty: LevelId | null }
  | ({ readonly kind: 'metric'; readonly unit: WrittenUnit } & MetricIdentity)
  /** A condition that is said and is no axis. */
  | { readonly kind: 'fact'; readonly name: string }
  | { readonly kind: 'status'; readonly words: ReadonlyMap<string, ImportedState> }
  /** Why a cell is unsupported, in the source's words. */
  | { readonly kind: 'reason' };

export const importedStates = ['reported', 'unsupported'] as const;
export type ImportedState = (typeof importedStates)[number];

/** What is said of some rows alone. All that are given must fit, by column, as the table writes it or as a glob. */
export interface RowRule {
  readonly match: ReadonlyMap<string, string>;
  /** The cells that such a row holds, as levels that replace its own; empty: one, as it stands. */
  readonly cells: readonly ReadonlyMap<AxisName, LevelId>[];
  /** By column: the device that it was measured on. */
  readonly measuredOn: ReadonlyMap<string, LevelId>;
  readonly because: string | null;
  readonly caveat: string | null;
  readonly at: Mark;
}

export interface ImportMapping {
  readonly name: string;
  readonly source: Citation;
  readonly caveats: readonly string[];
  /** Which weights were measured; null: the source does not say. */
  readonly weights: string | null;
  readonly columns: ReadonlyMap<string, ColumnUse>;
  /** Levels that all cells have. */
  readonly constants: ReadonlyMap<AxisName, LevelId>;
  /** Conditions that hold for all cells. */
  readonly facts: Readonly<Record<string, string>>;
  /** By axis: the source's word, and ours. */
  readonly aliases: ReadonlyMap<AxisName, ReadonlyMap<string, LevelId>>;
  /** Columns that make a cell of their own in each row; the other columns belong to all of them. Empty: a row is a cell. */
  readonly groups: readonly (readonly string[])[];
  readonly rows: readonly RowRule[];
}

/** Units as tables write them: the unit that is kept, and the power of ten between. */
export const writtenUnits = {
  s: ['ns', 9],
  ms: ['ns', 6],
  us: ['ns', 3],
  ns: ['ns', 0],
  'per-second': ['per-second', 0],
  percent: ['ratio', -2],
  ratio: ['ratio', 0],
  W: ['watts', 0],
  mW: ['watts', -3],
  J: ['joules', 0],
  mJ: ['joules', -3],
  'per-joule': ['per-joule', 0],
  B: ['bytes', 0],
  kB: ['bytes', 3],
  MB: ['bytes', 6],
  GB: ['bytes', 9],
  V: ['volts', 0],
  A: ['amperes', 0],
  celsius: ['celsius', 0],
  Hz: ['hertz', 0],
  MHz: ['hertz', 6],
  count: ['count', 0],
} as const satisfies Readonly<Record<string, readonly [MetricUnit, number]>>;
export type WrittenUnit = keyof typeof writtenUnits;

export function isWrittenUnit(text: string): text is WrittenUnit {
  return Object.hasOwn(writtenUnits, text);
}

/** A figure of the table in the unit that metrics of its kind have here. */
export interface ImportedMetric extends MetricIdentity {
  readonly unit: MetricUnit;
  readonly source: 'reported';
  readonly value: number;
  /** Where it stands; the words of the table are under the same name in `written`. */
  readonly column: string;
  /** The device that it was measured on, where that is not the device of the cell. */
  readonly measuredOn?: string;
}

export interface ImportedCell {
  readonly key: CellKey;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly state: ImportedState;
  /** In the source's words. */
  readonly reason: string | null;
  /** Only what the table says: an empty field is unknown and makes no metric. */
  readonly metrics: readonly ImportedMetric[];
  readonly facts: Readonly<Record<string, string>>;
  /** Fields of the row that this cell is made of, as they are written, by column. Empty ones are not among them. */
  readonly written: Readonly<Record<string, string>>;
  /** What rules of the mapping say of this row. */
  readonly caveats: readonly string[];
  /** 1-based, in the table. */
  readonly line: number;
}

/** A table that was understood, whole. */
export interface ImportedTable {
  readonly mapping: ImportMapping;
  readonly columns: readonly string[];
  readonly cells: readonly ImportedCell[];
}

/** A text that is kept whole, under the digest that the file had. */
export interface KeptText {
  /** As it was named, from the folder of the project where it lies in it. */
  readonly path: string;
  readonly text: string;
  readonly digest: Digest;
  readonly bytes: number;
}

/** Everything that is kept of an import, beside the run set itself. */
export interface Imported {
  readonly table: KeptText;
  readonly mapping: KeptText;
  readonly source: Citation;
  readonly caveats: readonly string[];
  readonly weights: string | null;
  readonly columns: readonly string[];
  readonly cells: readonly ImportedCell[];
}

/** A plan without cells: there is nothing to measure. */
export function emptyPlan(experiment: string): Plan {
  const nothing = { cells: [], steps: [], excluded: [], warnings: [] };
  return { format: 1, experiment, seed: 0, ...nothing, estimateNs: ns(0) };
}
