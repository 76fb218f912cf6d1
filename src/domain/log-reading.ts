/** What the reader of a tool made of the logs of an attempt: rows are added by later revisions of the reader, never changed. */
import type { Metric } from './metric.js';
import type { CompileTool, RunTool } from './tool.js';

export interface LogReading {
  readonly tool: RunTool | CompileTool;
  /** Of the reader. */
  readonly revision: number;
  readonly kind: 'complete' | 'incomplete' | 'unreadable';
  /** What the tool says in words or switches, as `parse` shows it; empty where its output is not complete. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  /** In its own words. */
  readonly warnings: readonly string[];
  /** In place of those that the attempt ended with; absent: they are those. */
  readonly figures?: readonly Metric[];
}
