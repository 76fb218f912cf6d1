/** Cells and run sets to compare, by hand. */

import type { Arm, ExactNumber, SessionNumbers, Subject } from '#compare/comparison.js';
import { digestOf } from '#core/digest.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { axisName, levelId, runSetId } from '#domain/names.js';
import { type PartName, partNames, type Recipe } from '#domain/plan.js';

export function armOf(name: string, subjects: readonly Subject[]): Arm {
  return { runSet: runSetId(name), subjects };
}

/** Measured, unless told otherwise: five sessions around one millisecond. */
export function subjectOf(levels: Readonly<Record<string, string>>, changes: Partial<Subject> = {}): Subject {
  const cell = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
  return {
    key: cell.key,
    slug: slugOf(cell),
    levels,
    state: 'measured',
    because: null,
    fingerprint: null,
    recipe: recipeOf(),
    sessions: sessionsOf(1e6, 1.01e6, 0.99e6, 1.02e6, 0.98e6),
    exact: [],
    environment: {},
    ...changes,
  };
}

export function sessionsOf(...mediansNs: readonly number[]): readonly SessionNumbers[] {
  return mediansNs.map((medianNs, at) => ({ ordinal: at + 1, medianNs }));
}

/** The parts that are named have a content of their own. */
export function recipeOf(changed: Partial<Record<PartName, string>> = {}): Recipe {
  const parts = partNames.map((name) => [name, digestOf(`${name} ${changed[name] ?? ''}`)] as const);
  return { format: 1, parts: Object.fromEntries(parts) as Recipe['parts'] };
}

export function hits(metric: string, value: number, of = 1000): ExactNumber {
  return { metric, direction: 'higher', value, of };
}

export function size(value: number): ExactNumber {
  return { metric: 'model-size', direction: 'lower', value, of: null };
}
