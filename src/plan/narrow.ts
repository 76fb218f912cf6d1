/** A plan with some of its cells, and with the conversions that those need. */
import type { CellKey } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { stepsOf, withNeeds } from '#domain/route-steps.js';

export function narrowPlan(plan: Plan, only: ReadonlySet<CellKey>): Plan {
  const cells = plan.cells.filter(({ key }) => only.has(key));
  const asked = cells.flatMap((cell) => (cell.kind === 'run' ? stepsOf(cell.measurement.route) : []));
  const needed = withNeeds(asked, new Map(plan.steps.map((step) => [step.key, step])));
  return { ...plan, cells, steps: plan.steps.filter(({ key }) => needed.has(key)) };
}
