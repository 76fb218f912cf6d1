/** The sources of a model that a cell may use: some are for certain devices, hosts, units or frameworks only. */
import { Memo } from '#core/memo.js';
import type { Levels } from '#domain/levels.js';
import { createMatcher } from '#domain/match.js';
import type { Model, ModelSource } from '#domain/model.js';
import { type AxisName, axisName, levelId } from '#domain/names.js';
import type { Target } from './target.js';

type Choose = (levels: Levels, target: Target) => readonly ModelSource[];

/** Equal choices are one list, by which routes are remembered. */
export function createSources(): (model: Model, levels: Levels, target: Target) => readonly ModelSource[] {
  const choosers = new Map<Model, Choose>();
  return (model, levels, target) => {
    let choose = choosers.get(model);
    if (!choose) choosers.set(model, (choose = chooserOf(model)));
    return choose(levels, target);
  };
}

function chooserOf({ sources }: Model): Choose {
  if (sources.every((source) => source.for === undefined)) return () => sources;
  const tests = sources.map((source) => (source.for ? createMatcher(source.for) : undefined));
  const lists = new Memo<readonly ModelSource[]>();
  return (levels, { ingredient }) => {
    // What no axis says is what the plan came to: a source for the npu is for cells that run there by default, too.
    const place = new Map([
      [unitAxis, levelId(ingredient.unit)],
      ...(ingredient.host === null ? [] : [[hostAxis, ingredient.host] as const]),
    ]);
    const placed = { get: (axis: AxisName) => levels.get(axis) ?? place.get(axis) };
    const fits = tests.map((test) => test?.(placed) ?? true);
    return (lists.at(fits).made ??= sources.filter((_, at) => fits[at]));
  };
}

const [unitAxis, hostAxis] = [axisName('unit'), axisName('host')];
