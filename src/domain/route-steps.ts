/** Which steps come before what: a route needs its conversions and their check, and a check needs the answers of the source. */
import type { StepKey } from './names.js';
import type { PlannedStep, Route } from './plan.js';

/** Of a cell, in the order of the route; those that they need in turn are among the plan's steps. */
export function stepsOf({ steps, check }: Route): readonly StepKey[] {
  return check === undefined ? steps : [...steps, check];
}

/** What a step works on. */
export function needsOf({ from, answer }: Pick<PlannedStep, 'from' | 'answer'>): readonly StepKey[] {
  const against = answer?.against === undefined ? [] : [answer.against.step];
  return from.kind === 'step' ? [from.key, ...against] : against;
}

/** With all that they need, and each once. Of a key that the plan does not have, nothing is known. */
export function withNeeds(
  keys: Iterable<StepKey>,
  steps: ReadonlyMap<StepKey, Pick<PlannedStep, 'from' | 'answer'>>,
): ReadonlySet<StepKey> {
  const all = new Set<StepKey>();
  const add = (key: StepKey): void => {
    if (all.has(key)) return;
    const step = steps.get(key);
    for (const need of step ? needsOf(step) : []) add(need);
    all.add(key);
  };
  for (const key of keys) add(key);
  return all;
}

/** Everything that a cell waits for, on a plan. */
export function neededBy(route: Route, steps: readonly PlannedStep[]): ReadonlySet<StepKey> {
  return withNeeds(stepsOf(route), new Map(steps.map((step) => [step.key, step])));
}
