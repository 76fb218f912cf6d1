/** A plan with some of its cells, and with the conversions that those need. */
import type { CellKey } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';

export function narrowPlan(plan: Plan, only: ReadonlySet<CellKey>): Plan {
  const cells = plan.cells.filter(({ key }) => only.has(key));
  const needed = new Set(cells.flatMap((cell) => (cell.kind === 'run' ? cell.measurement.route.steps : [])));
  return { ...plan, cells, steps: plan.steps.filter(({ key }) => needed.has(key)) };
}
