/**
 * Axes whose levels count something: how many items one inference takes (`batch`), and how many inferences are in flight
 * (`streams`). Built in, and taken up by the runners that say so. One is what every runner does: there the axis says nothing.
 */

import type { Protocol } from './experiment.js';
import type { Levels } from './levels.js';
import { type AxisName, axisName } from './names.js';
import type { Runner, Toolchain } from './toolchain.js';

export const countAxes = ['batch', 'streams'] as const;
export type CountAxis = (typeof countAxes)[number];

/** More is a slip: no device of a lab has the memory for it. */
export const countMost = 65_536;

export function isCountAxis(axis: string): axis is CountAxis {
  return countAxes.some((each) => each === axis);
}

/** One text for each number, so that one number is one level. */
export function isCount(level: string): boolean {
  return /^[1-9][0-9]{0,4}$/.test(level) && Number(level) <= countMost;
}

/** Of a cell; 1 where it lacks the axis. */
export function countsOf(levels: Levels): Readonly<Record<CountAxis, number>> {
  return { batch: Number(levels.get(names.batch) ?? 1), streams: Number(levels.get(names.streams) ?? 1) };
}

const names: Readonly<Record<CountAxis, AxisName>> = { batch: axisName('batch'), streams: axisName('streams') };

/** One is left out: a recipe that asks for it is the recipe that says nothing of it. */
export function withCounts(protocol: Protocol, { batch, streams }: ReturnType<typeof countsOf>): Protocol {
  if (batch === 1 && streams === 1) return protocol;
  return { ...protocol, ...(batch === 1 ? {} : { batch }), ...(streams === 1 ? {} : { streams }) };
}

/** Names of the axes that mean something for a framework: options of its toolchain, and what one of its runners can count. */
export function axesTakenBy(toolchain: Toolchain | undefined, runner: string | undefined): readonly string[] {
  if (!toolchain) return [];
  const runners = toolchain.runners.filter(({ name }) => runner === undefined || name === runner);
  const counted = countAxes.filter((axis) => runners.some((each) => mostOf(each, axis) > 1));
  return [...Object.keys(toolchain.options), ...counted];
}

/** A runner that says nothing of it takes one. */
export function mostOf(runner: Pick<Runner, CountAxis>, axis: CountAxis): number {
  return runner[axis] ?? 1;
}
