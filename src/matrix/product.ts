/** The product of axes and zip groups, one combination at a time, in the order of the file: the last axis turns fastest. */
import type { Levels } from '#domain/cell.js';
import type { Block } from '#domain/experiment.js';
import type { AxisName, LevelId } from '#domain/names.js';

type Choice = readonly (readonly [AxisName, LevelId])[];

export function* productOf({ axes, zip }: Block): Generator<Levels> {
  const wheels: Choice[][] = [
    ...axes.map((axis) => axis.levels.map((level) => [[axis.name, level] as const])),
    ...zip.map((group) =>
      (group[0]?.levels ?? []).map((_, index) =>
        group.flatMap((axis) => {
          const level = axis.levels[index];
          return level === undefined ? [] : [[axis.name, level] as const];
        }),
      ),
    ),
  ];
  if (wheels.some((wheel) => wheel.length === 0)) return;
  const turns = wheels.map(() => 0);
  for (;;) {
    yield new Map(wheels.flatMap((wheel, index) => wheel[turns[index] ?? 0] ?? []));
    let wheel = wheels.length - 1;
    while (wheel >= 0 && (turns[wheel] ?? 0) + 1 === wheels[wheel]?.length) turns[wheel--] = 0;
    if (wheel < 0) return;
    turns[wheel] = (turns[wheel] ?? 0) + 1;
  }
}
