/** `parse`: what a saved output of a tool says, for people and programs. */
import type { ToolName, ToolPurpose } from '#domain/tool.js';

/** The reading, in the shape that all tools share; `report` knows no parser. */
export interface ReadOutput {
  readonly tool: ToolName;
  readonly calledItself: string;
  readonly purpose: ToolPurpose;
  readonly revision: number;
  readonly file: string;
}

export interface FigureView {
  readonly name: string;
  readonly statistic: string;
  readonly scope: string;
  readonly unit: string;
  readonly value: number | null;
  readonly count?: number;
  readonly line: number;
}

export interface RowsView {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly unit: string }[];
  readonly rows: readonly (readonly (number | string | null)[])[];
}

interface Content {
  readonly figures: readonly FigureView[];
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly rows: readonly RowsView[];
}

interface Said {
  readonly version: string | null;
  readonly said: string | null;
  readonly warnings: readonly string[];
}

export type Reading = Said &
  (
    | ({ readonly kind: 'complete' } & Content)
    | ({ readonly kind: 'incomplete'; readonly missing: readonly string[] } & Content)
    | {
        readonly kind: 'unreadable';
        readonly line: number;
        readonly column: number;
        readonly figure: string;
        readonly problem: string;
      }
  );

export type ParseView = {
  readonly view: 'parse';
  readonly format: 1;
  /** Of the line that cannot be read; null: it can. */
  readonly text: string | null;
} & ReadOutput &
  Reading;

/** `textOf`: a line of the file, as people see it. */
export function parseView(output: ReadOutput, reading: Reading, textOf: (line: number) => string): ParseView {
  const text = reading.kind === 'unreadable' ? textOf(reading.line) : null;
  return { view: 'parse', format: 1, ...output, text, ...reading };
}
