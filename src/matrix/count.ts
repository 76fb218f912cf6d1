/** What a matrix costs, counted before a single cell is made: a few lines of YAML can name 10^30. */
import { isGlob } from '#core/glob.js';
import type { Block } from '#domain/experiment.js';
import type { LevelTest } from '#domain/match.js';

/** Plans of this size are made in seconds and fit in memory; nobody measures more. */
export const cellsMax = 1_000_000;

/** Before collapse, exclude and de-duplication, hence an upper bound of what the block can give. */
export function countOf(block: Block): number {
  const axes = block.axes.reduce((product, axis) => product * axis.levels.length, 1);
  const zipped = block.zip.reduce((product, group) => product * (group[0]?.levels.length ?? 1), axes);
  return zipped + block.include.length;
}

/** At most a minute of work. A thousand rules on a million cells are within it. */
export const checksMax = 1_000_000_000;
/** Of a glob or a level asked of a level once, by the measure of a rule asked of a cell, which remembers its answers. */
const globCost = 5000;
const levelCost = 10;

/** Rules asked of cells, and patterns asked of levels: the work of a block beyond making its cells. */
export function checksOf(block: Block): number {
  const { exclude, overrides, requires } = block;
  const levels = new Map([...block.axes, ...block.zip.flat()].map((axis) => [axis.name, axis.levels.length]));
  const cost = [...exclude, ...overrides].reduce((sum, { match }) => {
    const axes = [...match].map(([axis, test]) => costOf(test) * ((levels.get(axis) ?? 0) + block.include.length));
    return axes.reduce((before, each) => before + each, sum);
  }, 0);
  return countOf(block) * (exclude.length + overrides.length + requires.length) + cost;
}

function costOf({ some, none }: LevelTest): number {
  return [...some, ...none].reduce((sum, pattern) => sum + (isGlob(pattern) ? globCost : levelCost), 0);
}
