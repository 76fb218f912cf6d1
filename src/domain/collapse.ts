/** Conditional axes: which axes a combination of levels really has. */
import type { Levels } from './cell.js';
import type { Axis } from './experiment.js';
import { matches } from './match.js';
import type { AxisName, LevelId } from './names.js';

export const builtInAxes: readonly string[] = ['device', 'model', 'framework', 'precision'];

/**
 * Leaves out each axis whose `only` fails and each option that the framework's toolchain does not declare. Repeated until
 * nothing changes, because `only` may ask for an axis that has itself been left out.
 */
export function collapse(levels: Levels, axes: readonly Axis[], options: ReadonlySet<string>): Levels {
  const left = new Map<AxisName, LevelId>();
  for (const [axis, level] of levels) {
    if (builtInAxes.includes(axis) || options.has(axis)) left.set(axis, level);
  }
  const conditional = axes.filter((axis) => axis.only !== undefined);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const axis of conditional) {
      if (axis.only && left.has(axis.name) && !matches(axis.only, left)) left.delete(axis.name);
    }
  }
  return left;
}
