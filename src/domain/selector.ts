/**
 * A selector says which cells are meant: `device:jetson* and not latency<10ms`. Here is what it is made of; `matrix/selector*`
 * reads, checks and evaluates it. Whatever does not depend on a number is true or false of a cell; a comparison with a number
 * that is not known is neither, and a cell is selected only by what is true.
 */
import type { CellStateKind } from './cell-state.js';

/** In the text, in code units from 0: what a message underlines. */
export interface Place {
  readonly from: number;
  readonly length: number;
}

export type Selector =
  /** Two or more. */
  | { readonly kind: 'all'; readonly of: readonly Selector[] }
  | { readonly kind: 'any'; readonly of: readonly Selector[] }
  | { readonly kind: 'not'; readonly of: Selector }
  | FieldTerm
  | MetricTerm;

/** `device:pi-5,jetson*`: one of the values fits. */
export interface FieldTerm {
  readonly kind: 'field';
  /** An axis, or one of `ownFields`. */
  readonly field: string;
  readonly values: readonly FieldValue[];
  readonly at: Place;
}

export interface FieldValue {
  /** A glob only outside of quotes: in them every character stands for itself. */
  readonly kind: 'exact' | 'glob';
  readonly text: string;
  readonly at: Place;
}

/** `latency<10ms`. */
export interface MetricTerm {
  readonly kind: 'metric';
  /** One of `metricKinds`, or `top-N`. */
  readonly metric: string;
  readonly operator: Comparison;
  /** In nanoseconds, bytes, per second, or as a share of 1. */
  readonly value: number;
  readonly at: Place;
}

/** Longest first: a reader takes the first that fits. */
export const comparisons = ['<=', '>=', '!=', '==', '<', '>', '='] as const;
export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!=';

/** Fields that are no axes. */
export const ownFields = ['cell', 'state', 'outcome', 'board'] as const;

export type MetricKind = 'time' | 'bytes' | 'rate' | 'share';

/** By the names that the columns of `show` have; `top-N` comes to these. */
export const metricKinds: Readonly<Record<string, MetricKind>> = {
  latency: 'time',
  p90: 'time',
  p99: 'time',
  rate: 'rate',
  size: 'bytes',
  load: 'time',
  memory: 'bytes',
  cold: 'time',
};

export function metricKindOf(name: string): MetricKind | undefined {
  if (/^top-[1-9][0-9]{0,3}$/.test(name)) return 'share';
  return Object.hasOwn(metricKinds, name) ? metricKinds[name] : undefined;
}

/** What a selector can ask of a cell. */
export interface Selectable {
  readonly slug: string;
  readonly key: string;
  readonly levels: Readonly<Record<string, string>>;
  /** Where it was measured, or could be. */
  readonly boards: readonly string[];
  /** Null: nothing is measured yet, so that no state is known. */
  readonly state: CellStateKind | null;
  /** By the names of `metricKindOf`; what is not in it is not known. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** Enough for every selector that a person writes, little enough that none takes long. */
export const selectorLimits = { characters: 4000, depth: 50, values: 200 } as const;

/** Why no cell is selected: what each part selects alone, and what there is to choose from. */
export interface NothingSelected {
  readonly cells: number;
  readonly parts: readonly { readonly text: string; readonly cells: number }[];
  readonly levels: readonly { readonly axis: string; readonly values: readonly string[] }[];
  /** Null: no state was asked for. */
  readonly states: Readonly<Record<CellStateKind, number>> | null;
  /** Lowest and highest; null: known of no cell. */
  readonly metrics: readonly {
    readonly metric: string;
    readonly range: { readonly low: number; readonly high: number } | null;
  }[];
}

/** What is shown is not the whole: which cells were asked for, and out of how many. */
export interface Narrowed {
  readonly where: string;
  readonly of: number;
}

export type SelectorProblem = { readonly at: Place } & (
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long' | 'too-deep' | 'too-many-values'; readonly found: number; readonly most: number }
  | { readonly kind: 'expected'; readonly expected: Expected; readonly found: string }
  /** A field was compared like a metric (`device=pi`), or a metric asked like a field (`latency:10ms`). */
  | { readonly kind: 'needs-colon' | 'needs-comparison'; readonly name: string }
  | { readonly kind: 'unknown-field' | 'unknown-metric'; readonly name: string; readonly known: readonly string[] }
  | {
      readonly kind: 'unknown-value';
      readonly field: string;
      readonly value: string;
      readonly glob: boolean;
      readonly known: readonly string[];
    }
  | { readonly kind: 'unit'; readonly metric: string; readonly found: string; readonly units: readonly string[] }
  | { readonly kind: 'not-a-share'; readonly metric: string; readonly found: string }
  /** Asked of a plan: there are no states and numbers before something is measured. */
  | { readonly kind: 'not-measured'; readonly name: string }
);

export type Expected = 'term' | 'value' | 'number' | 'end of quotes' | 'closing' | 'end';
