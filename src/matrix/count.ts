/** How many cells a matrix stands for, counted before a single one is made: a few lines of YAML can name 10^30. */
import type { Block } from '#domain/experiment.js';

/** Plans of this size are made in seconds and fit in memory; nobody measures more. */
export const cellsMax = 1_000_000;

/** Before collapse, exclude and de-duplication, hence an upper bound of what the block can give. */
export function countOf(block: Block): number {
  const axes = block.axes.reduce((product, axis) => product * axis.levels.length, 1);
  const zipped = block.zip.reduce((product, group) => product * (group[0]?.levels.length ?? 1), axes);
  return zipped + block.include.length;
}
