/** What a changed experiment means for a run set that has begun: cells that came, went, or mean something else now. */
import type { CellKey } from '#domain/names.js';
import { type PartName, type Plan, type PlannedCell, partNames, type Recipe } from '#domain/plan.js';
import type { ResumeRefusal } from '#domain/refusal.js';

/** Undefined when nothing changed that can change a result: more sessions, other limits or another order are no change. */
export function specChanges(was: Plan, is: Plan): Extract<ResumeRefusal, { kind: 'spec-changed' }> | undefined {
  const before = byKey(was);
  const now = byKey(is);
  const added = [...now.values()].filter((cell) => !before.has(cell.key)).map((cell) => cell.slug);
  const removed = [...before.values()].filter((cell) => !now.has(cell.key)).map((cell) => cell.slug);
  const invalidated: { slug: string; parts: readonly PartName[] }[] = [];
  for (const cell of now.values()) {
    const parts = changedParts(before.get(cell.key), cell);
    if (parts.length > 0) invalidated.push({ slug: cell.slug, parts });
  }
  if (added.length + removed.length + invalidated.length === 0) return undefined;
  return { kind: 'spec-changed', added, removed, invalidated };
}

/** The named parts in which two recipes differ. */
function differingParts(was: Recipe, is: Recipe): readonly PartName[] {
  return partNames.filter((name) => was.parts[name] !== is.parts[name]);
}

/** A cell that could not run before has nothing measured that could be invalidated. */
function changedParts(was: PlannedCell | undefined, is: PlannedCell): readonly PartName[] {
  if (was?.kind !== 'run' || is.kind !== 'run') return [];
  return differingParts(was.measurement.recipe, is.measurement.recipe);
}

function byKey(plan: Plan): ReadonlyMap<CellKey, PlannedCell> {
  return new Map(plan.cells.map((cell) => [cell.key, cell]));
}
