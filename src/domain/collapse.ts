/** Conditional axes: which axes a combination of levels really has. */

import { isCountAxis } from './count-axes.js';
import type { Axis } from './experiment.js';
import { Axes, CellLevels, type Levels, requiredAxes } from './levels.js';
import { createFit } from './match.js';
import type { AxisName, LevelId } from './names.js';

/**
 * Leaves out each axis whose `only` fails and each one that framework and device do not bind (see `bound-axes`); of `batch` and
 * `streams` level 1 alone, since a cell without them would not be what was asked for. Repeated until
 * nothing changes, because `only` may ask for an axis that has itself been left out.
 */
export function collapse(levels: Levels, axes: readonly Axis[], bound: ReadonlySet<string>): CellLevels {
  return new Collapse([...levels.keys()], axes).of(
    [...levels].map(([, level]) => level),
    bound,
  );
}

/** For many combinations of the same axes. */
export class Collapse {
  readonly #names: readonly AxisName[];
  readonly #conditions: readonly Condition[];
  /** Where `batch` and `streams` stand among the names. */
  readonly #counts: readonly number[];
  /** Which axes there are without a look at `only`, by what is bound. */
  readonly #declared = new Map<ReadonlySet<string>, readonly boolean[]>();
  readonly #kept: boolean[];
  readonly #root = new Shape();

  constructor(names: readonly AxisName[], axes: readonly Axis[]) {
    this.#names = names;
    this.#kept = names.map(() => true);
    this.#counts = names.flatMap((name, at) => (isCountAxis(name) ? at : []));
    this.#conditions = axes.flatMap(({ name, only }) => {
      const of = names.indexOf(name);
      if (!only || of < 0) return [];
      return [...only].map(([axis, test]) => ({ of, on: names.indexOf(axis), fits: createFit(test) }));
    });
  }

  /** `values` in the order of the names; it is copied, so that the caller may turn it on. */
  of(values: readonly (LevelId | undefined)[], bound: ReadonlySet<string>): CellLevels {
    const kept = this.#keep(values, bound);
    let shape = this.#root;
    for (let at = 0; at < values.length; at++) shape = shape.next(kept[at] === true && values[at] !== undefined);
    const { axes, positions } = (shape.left ??= this.#leftBy(kept, values));
    // A list of just this length: one that grew by pushes would keep room for more, a million times.
    return new CellLevels(
      axes,
      positions.map((at) => values[at] as LevelId),
    );
  }

  #leftBy(kept: readonly boolean[], values: readonly (LevelId | undefined)[]): Left {
    const positions = this.#names.flatMap((_, at) => (kept[at] === true && values[at] !== undefined ? at : []));
    return { axes: new Axes(this.#names.filter((_, at) => positions.includes(at))), positions };
  }

  #keep(values: readonly (LevelId | undefined)[], bound: ReadonlySet<string>): readonly boolean[] {
    const declared = this.#declaredWith(bound);
    if (this.#conditions.length === 0 && this.#counts.length === 0) return declared;
    const kept = this.#begin(declared, values);
    for (let changed = true; changed; ) {
      changed = false;
      for (const { of, on, fits } of this.#conditions) {
        const level = kept[on] ? values[on] : undefined;
        if (!kept[of] || (level !== undefined && fits(level))) continue;
        kept[of] = false;
        changed = true;
      }
    }
    return kept;
  }

  #begin(declared: readonly boolean[], values: readonly (LevelId | undefined)[]): boolean[] {
    const kept = this.#kept;
    for (let at = 0; at < kept.length; at++) kept[at] = declared[at] === true;
    // Nobody takes it up: one is what is done anyway. Any other number is asked for all the same, and refused by the plan.
    for (const at of this.#counts) kept[at] ||= values[at] !== undefined && values[at] !== '1';
    return kept;
  }

  #declaredWith(bound: ReadonlySet<string>): readonly boolean[] {
    const known = this.#declared.get(bound);
    if (known) return known;
    const declared = this.#names.map((name) => requiredAxes.includes(name) || bound.has(name));
    this.#declared.set(bound, declared);
    return declared;
  }
}

/** The axis at `of` needs a level at `on` that fits. */
interface Condition {
  readonly of: number;
  readonly on: number;
  readonly fits: (level: string) => boolean;
}

/** A tree of what was kept and what not, axis by axis: at its ends, equal sets of axes are one object. */
class Shape {
  left: Left | undefined;
  #with: Shape | undefined;
  #without: Shape | undefined;

  next(kept: boolean): Shape {
    if (kept) return (this.#with ??= new Shape());
    return (this.#without ??= new Shape());
  }
}

/** What is left of a combination. */
interface Left {
  readonly axes: Axes;
  readonly positions: readonly number[];
}
