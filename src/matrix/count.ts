/** What a matrix costs, counted before a single cell is made: a few lines of YAML can name 10^30. */
import type { Block } from '#domain/experiment.js';
import type { Match } from '#domain/match.js';

/** Plans of this size are made in seconds and fit in memory; nobody measures more. */
export const cellsMax = 1_000_000;

/** Before collapse, exclude and de-duplication, hence an upper bound of what the block can give. */
export function countOf(block: Block): number {
  const axes = block.axes.reduce((product, axis) => product * axis.levels.length, 1);
  const zipped = block.zip.reduce((product, group) => product * (group[0]?.levels.length ?? 1), axes);
  return zipped + block.include.length;
}

/** Some seconds of work. A hundred rules on a million cells are within it. */
export const checksMax = 200_000_000;
/** Of a pattern asked of a level, by the measure of a rule asked of a cell, which remembers what its levels answered. */
const patternCost = 100;

/** Rules asked of cells, and patterns asked of levels: the work of a block beyond making its cells. */
export function checksOf(block: Block): number {
  const { exclude, overrides, requires } = block;
  const levels = [...block.axes, ...block.zip.flat()].reduce((sum, axis) => sum + axis.levels.length, 0);
  const patterns = [...exclude, ...overrides].reduce((sum, { match }) => sum + patternsIn(match), 0);
  const rules = exclude.length + overrides.length + requires.length;
  return countOf(block) * rules + patterns * (levels + block.include.length) * patternCost;
}

function patternsIn(match: Match): number {
  return [...match.values()].reduce((sum, { some, none }) => sum + some.length + none.length, 0);
}
