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

export interface Expansion {
  /** In the order of the file. */
  readonly cells: readonly ExpandedCell[];
  readonly excluded: readonly { readonly rule: string; readonly because: string | null; readonly cells: number }[];
  readonly warnings: readonly Diagnostic[];
}
