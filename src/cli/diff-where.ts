/** `diff --where`: the cells that a selector means in either run set, under the levels that alignment gave them. */
import type { Arm } from '#compare/comparison.js';
import type { Selectable } from '#domain/selector.js';
import { cellViews, type RunRecords } from '#report/cell-view.js';
import { selectableOf } from '#report/selectable.js';
import { whereOf } from './where.js';

export interface ArmOfRun {
  readonly arm: Arm;
  readonly run: RunRecords;
}

/** A cell that is meant on one side keeps its partner: `latency>10ms` must not make the slower of two an added one. */
export function narrowArms(text: string, a: ArmOfRun, b: ArmOfRun): { readonly a: Arm; readonly b: Arm } {
  const meant = whereOf(text, [...selectables(a), ...selectables(b)], (cell) => cell);
  const keys = new Set<string>(meant.map(({ key }) => key));
  const only = ({ arm }: ArmOfRun): Arm => ({ ...arm, subjects: arm.subjects.filter(({ key }) => keys.has(key)) });
  return { a: only(a), b: only(b) };
}

/** Under the levels that alignment gave them. */
export function selectables({ arm, run }: ArmOfRun): readonly Selectable[] {
  const views = new Map<string, Selectable>();
  for (const [at, view] of cellViews(run).entries()) views.set(view.key, selectableOf(view, run.plan.cells[at]));
  return arm.subjects.flatMap(({ key, own, slug, levels }) => {
    const known = views.get(own?.key ?? key);
    return known ? [{ ...known, key, slug, levels }] : [];
  });
}
