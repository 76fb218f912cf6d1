/** Options of a cell: the toolchain's defaults, then the framework's, then the axis of that name. */
import { byCodeUnit } from '#core/canonical-json.js';
import type { Levels } from '#domain/cell.js';
import type { Framework } from '#domain/experiment.js';
import { axisName } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';

export interface ChosenOptions {
  /** Part of the route. */
  readonly convert: Readonly<Record<string, string>>;
  /** Part of the runner. */
  readonly run: Readonly<Record<string, string>>;
  /** One text for equal choices of each: routes are shared by cells that only run differently. */
  readonly convertKey: string;
  readonly runKey: string;
}

export function optionsOf(levels: Levels, framework: Framework, toolchain: Toolchain): ChosenOptions {
  const [convert, run]: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const name of Object.keys(toolchain.options).sort(byCodeUnit)) {
    const option = toolchain.options[name];
    if (!option) continue;
    const value = levels.get(axisName(name)) ?? framework.options[name] ?? option.default;
    if (option.effect === 'convert') convert[name] = value;
    else run[name] = value;
  }
  return { convert, run, convertKey: JSON.stringify(convert), runKey: JSON.stringify(run) };
}
