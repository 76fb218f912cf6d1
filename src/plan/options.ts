/** Options of a cell: the toolchain's defaults, then the framework's, then the axis of that name. */
import { byCodeUnit } from '#core/canonical-json.js';
import { Memo } from '#core/memo.js';
import type { Levels } from '#domain/cell.js';
import type { Framework } from '#domain/experiment.js';
import { axisName } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';

/** Equal choices are one object: routes are shared by cells that only run differently, runners by those that only convert so. */
export interface ChosenOptions {
  /** Part of the route. */
  readonly convert: Readonly<Record<string, string>>;
  /** Part of the runner. */
  readonly run: Readonly<Record<string, string>>;
}

interface OptionsOf {
  readonly framework: Framework;
  readonly toolchain: Toolchain;
}

/** One for each framework: what a cell says by its levels is all that is left open. */
export function createOptions({ framework, toolchain }: OptionsOf): (levels: Levels) => ChosenOptions {
  const chooserOf = (effect: 'convert' | 'run'): ((levels: Levels) => Readonly<Record<string, string>>) => {
    const named = Object.keys(toolchain.options)
      .sort(byCodeUnit)
      .flatMap((name) => {
        const option = toolchain.options[name];
        if (option?.effect !== effect) return [];
        return {
          name,
          axis: axisName(name),
          otherwise: (Object.hasOwn(framework.options, name) ? framework.options[name] : undefined) ?? option.default,
        };
      });
    const choices = new Memo<Readonly<Record<string, string>>>();
    return (levels) => {
      const values = named.map(({ axis, otherwise }) => levels.get(axis) ?? otherwise);
      const choice = choices.at(values);
      return (choice.made ??= Object.fromEntries(named.map(({ name }, at) => [name, values[at] ?? ''])));
    };
  };
  const [convert, run] = [chooserOf('convert'), chooserOf('run')];
  return (levels) => ({ convert: convert(levels), run: run(levels) });
}
