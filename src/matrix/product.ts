/** The product of axes and zip groups, one combination at a time, in the order of the file: the last axis turns fastest. */
import type { Axis, Block } from '#domain/experiment.js';
import type { LevelId } from '#domain/names.js';

/** All axes of a block in the order in which a combination has their levels. */
export function axesOf({ axes, zip }: Block): readonly Axis[] {
  return [...axes, ...zip.flat()];
}

/** The one list is turned on and given again: who keeps a combination copies it. */
export function* productOf({ axes, zip }: Block): Generator<readonly (LevelId | undefined)[]> {
  const wheels = [...axes.map((axis) => [axis]), ...zip].map((group) => new Wheel(group));
  if (wheels.some(({ turns }) => turns === 0)) return;
  const levels: (LevelId | undefined)[] = [];
  let first = 0;
  for (const wheel of wheels) {
    wheel.place(levels, first);
    first += wheel.width;
  }
  const fastestFirst = wheels.toReversed();
  for (;;) {
    yield levels;
    if (!fastestFirst.some((wheel) => wheel.turn(levels))) return;
  }
}

/** An axis, or axes that turn together. */
class Wheel {
  readonly turns: number;
  readonly width: number;
  readonly #group: readonly Axis[];
  #at = 0;
  #first = 0;

  constructor(group: readonly Axis[]) {
    this.#group = group;
    this.width = group.length;
    this.turns = group[0]?.levels.length ?? 0;
  }

  place(levels: (LevelId | undefined)[], first: number): void {
    this.#first = first;
    this.#write(levels);
  }

  /** False: it is back at its beginning, and the next wheel must turn. */
  turn(levels: (LevelId | undefined)[]): boolean {
    this.#at = (this.#at + 1) % this.turns;
    this.#write(levels);
    return this.#at !== 0;
  }

  #write(levels: (LevelId | undefined)[]): void {
    let at = this.#first;
    for (const axis of this.#group) levels[at++] = axis.levels[this.#at];
  }
}
