/**
 * Cells that one run set was not asked for: it was narrowed with `run --where`. They were not removed from the experiment, so
 * that they are no rows; how many they are is said.
 */

import type { Arm } from '#compare/comparison.js';
import { standingOf } from '#compare/pairing.js';
import { selects } from '#matrix/selector.js';
import { type ArmOfRun, selectables } from './diff-where.js';
import { selectorOf } from './where.js';

export interface Inside {
  readonly a: Arm;
  readonly b: Arm;
  /** Cells of A that B was not asked for, and the other way round. */
  readonly outside: { readonly a: number; readonly b: number };
}

export function insideBoth(a: ArmOfRun, b: ArmOfRun): Inside {
  const [left, right] = [inside(a, b), inside(b, a)];
  return { a: left.arm, b: right.arm, outside: { a: left.outside, b: right.outside } };
}

function inside(own: ArmOfRun, other: ArmOfRun): { readonly arm: Arm; readonly outside: number } {
  const { where } = other.run.runSet;
  if (where === null) return { arm: own.arm, outside: 0 };
  const partners = new Set(other.arm.subjects.map(({ key }) => key));
  const meant = selects(selectorOf(where));
  const asked = new Set(
    selectables(own)
      .filter(meant)
      .map(({ key }) => key),
  );
  const subjects = own.arm.subjects.filter(({ key }) => partners.has(key) || asked.has(key));
  const left = own.arm.subjects.filter(({ key }) => !partners.has(key) && !asked.has(key));
  return {
    arm: { ...own.arm, subjects },
    outside: left.filter((subject) => standingOf(subject) !== 'absent').length,
  };
}
