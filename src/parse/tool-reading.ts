/**
 * What the saved output of a tool says, whichever tool: figures with their units, facts, rows of values over time, and how
 * far it goes. Every parser of a tool gives this, so that a session, `orchestrate parse` and `reparse` read it alike.
 *
 * Laws: what was not printed is absent (null), never zero; a figure counts only with its own name and its own unit; a
 * number that cannot be read makes the whole unreadable, at its line; output that ends before its summary is incomplete,
 * whatever the exit code was.
 */
import type { MetricUnit } from '#domain/metric.js';

/** One figure, by the names under which sessions keep their own (`latency` `median` of `inference` in ns, …). */
export interface ToolFigure {
  readonly name: string;
  readonly statistic: string;
  /** What it is a property of: `inference`, `load`, `process`, `module`, `board`, or what the tool itself names. */
  readonly scope: string;
  readonly unit: MetricUnit;
  /** Null: the tool says that it does not know it (`[N/A]`, `off`). What it does not speak of at all is not listed. */
  readonly value: number | null;
  /** Observations behind it, where the tool says so. */
  readonly count?: number;
  /** Counts from 1. */
  readonly line: number;
}

/** What it says in words or switches: `device`, `precision`, `mapped_operators`; the parser of each tool lists its own. */
export type ToolFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Values over time, or one row an inference. */
export interface ToolRows {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly unit: MetricUnit | 'text' }[];
  readonly rows: readonly (readonly (number | string | null)[])[];
}

interface Said {
  /** As the tool prints it; null where it does not. */
  readonly version: string | null;
  /** The first error that it printed, in its own words. */
  readonly said: string | null;
  /** What it cautions about, in its own words, each once. */
  readonly warnings: readonly string[];
}

export interface ToolContent {
  readonly figures: readonly ToolFigure[];
  readonly facts: ToolFacts;
  readonly rows: readonly ToolRows[];
}

export type ToolReading = Said &
  (
    | ({ readonly kind: 'complete' } & ToolContent)
    /** It ended too soon: `missing` is what was never printed. What was printed whole is kept, for eyes only. */
    | ({ readonly kind: 'incomplete'; readonly missing: readonly string[] } & ToolContent)
    /** `problem` is a stable word, not prose; lines and columns count from 1. */
    | {
        readonly kind: 'unreadable';
        readonly line: number;
        readonly column: number;
        readonly figure: string;
        readonly problem: string;
      }
  );
