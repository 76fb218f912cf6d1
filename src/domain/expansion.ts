/** What a matrix stands for: cells, each with how it is measured; what was left out; what looks like a slip. */
import type { Cell } from './cell.js';
import type { Diagnostic } from './diagnostic.js';
import type { Protocol } from './experiment.js';
import type { Failure } from './failure.js';

export interface ExpandedCell {
  readonly cell: Cell;
  /** With the overrides of its block; one object for all cells that are measured alike. */
  readonly protocol: Protocol;
  /** The first requirement that fails. */
  readonly notApplicable: Failure | null;
}

/**
 * How many there were after each step, over all blocks: combinations − collapsed − excluded + included − shared = cells.
 * Here `excluded` counts what exclude took at its turn, also what `include` or another block then brought back.
 */
export interface ExpansionCounts {
  readonly combinations: number;
  /** Made equal to another combination by an absent axis. */
  readonly collapsed: number;
  readonly excluded: number;
  readonly included: number;
  /** In more than one block. */
  readonly shared: number;
}

export interface Expansion {
  /** In the order of the file. */
  readonly cells: readonly ExpandedCell[];
  readonly counts: ExpansionCounts;
  readonly excluded: readonly { readonly rule: string; readonly because: string | null; readonly cells: number }[];
  readonly warnings: readonly Diagnostic[];
}
