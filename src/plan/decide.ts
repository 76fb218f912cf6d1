/**
 * Cells × inventory × toolchains × what is known → the Plan. Pure: `plan` prints what this returns and `run` carries it out.
 * Equal questions and equal facts give equal plans, byte for byte.
 */
import type { Known } from '#domain/known.js';
import type { StepKey } from '#domain/names.js';
import type { Plan, PlannedCell, PlannedStep } from '#domain/plan.js';
import { CellPlanner } from './cell.js';
import { estimateOf } from './estimate.js';
import type { Question } from './question.js';
import { refusedOn, StepBook } from './steps.js';

export function decide(question: Question, known: Known): Plan {
  const { experiment, expansion } = question;
  const book = new StepBook();
  const planner = new CellPlanner(question, known, book);
  const drafts = expansion.cells.map((expanded) => planner.plan(expanded));
  // Only now are the boards of every step known, and with them its cache key.
  const settled = book.settle(known);
  const cells = drafts.map((cell) => withoutRefused(cell, settled));
  const steps = neededSteps(cells, settled);
  return {
    format: 1,
    experiment: experiment.name,
    seed: experiment.seed,
    cells,
    steps,
    excluded: expansion.excluded,
    warnings: expansion.warnings,
    estimateNs: estimateOf(cells, steps, known),
  };
}

/** A deterministic refusal of the same bytes by the same tool is remembered, and quoted. */
function withoutRefused(cell: PlannedCell, steps: ReadonlyMap<StepKey, PlannedStep>): PlannedCell {
  const because = cell.kind === 'run' ? refusedOn(cell.measurement.route.steps, steps) : undefined;
  if (!because) return cell;
  const { key, slug, levels } = cell;
  return { key, slug, levels, kind: 'unsupported', because };
}

function neededSteps(cells: readonly PlannedCell[], steps: ReadonlyMap<StepKey, PlannedStep>): PlannedStep[] {
  const needed = new Set(cells.flatMap((cell) => (cell.kind === 'run' ? cell.measurement.route.steps : [])));
  return [...steps.values()].filter(({ key }) => needed.has(key));
}
