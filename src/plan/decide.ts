/**
 * Cells × inventory × toolchains × what is known → the Plan. Pure: `plan` prints what this returns and `run` carries it out.
 * Equal questions and equal facts give equal plans, byte for byte.
 */
import type { Failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { StepKey } from '#domain/names.js';
import type { Plan, PlannedCell, PlannedStep, Route } from '#domain/plan.js';
import { stepsOf, withNeeds } from '#domain/route-steps.js';
import { CellPlanner } from './cell.js';
import { Checks } from './checks.js';
import { estimateOf } from './estimate.js';
import type { Question } from './question.js';
import { refusedOn, StepBook } from './steps.js';

export function decide(question: Question, known: Known): Plan {
  const { experiment, expansion } = question;
  const book = new StepBook();
  const planner = new CellPlanner(question, known, new Checks(question, known, book));
  const drafts = expansion.cells.map((expanded) => planner.plan(expanded));
  // Only now are the boards of every step known, and with them its cache key.
  const settled = book.settle(known);
  const refused = refusedRoutes(drafts, settled);
  const cells = refused.size === 0 ? drafts : drafts.map((cell) => withoutRefused(cell, refused));
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
function refusedRoutes(
  cells: readonly PlannedCell[],
  steps: ReadonlyMap<StepKey, PlannedStep>,
): ReadonlyMap<Route, Failure> {
  const refused = new Map<Route, Failure>();
  for (const route of routesOf(cells)) {
    const because = refusedOn(route.steps, steps);
    if (because) refused.set(route, because);
  }
  return refused;
}

function withoutRefused(cell: PlannedCell, refused: ReadonlyMap<Route, Failure>): PlannedCell {
  const because = cell.kind === 'run' ? refused.get(cell.measurement.route) : undefined;
  if (!because) return cell;
  const { key, slug, levels } = cell;
  return { key, slug, levels, kind: 'unsupported', because };
}

function neededSteps(cells: readonly PlannedCell[], steps: ReadonlyMap<StepKey, PlannedStep>): PlannedStep[] {
  const needed = withNeeds([...routesOf(cells)].flatMap(stepsOf), steps);
  return [...steps.values()].filter(({ key }) => needed.has(key));
}

/** Cells with one route share the object: there are as many as there are ways to convert, not as there are cells. */
function routesOf(cells: readonly PlannedCell[]): ReadonlySet<Route> {
  const routes = new Set<Route>();
  for (const cell of cells) if (cell.kind === 'run') routes.add(cell.measurement.route);
  return routes;
}
