/** Attempts at conversions by the step that they are tries at. */
import type { Attempt } from '#domain/attempt.js';
import type { StepKey } from '#domain/names.js';

export function conversionsByStep<T extends Attempt>(attempts: readonly T[]): ReadonlyMap<StepKey, readonly T[]> {
  const byStep = new Map<StepKey, T[]>();
  for (const attempt of attempts) {
    if (attempt.work.kind !== 'conversion') continue;
    const list = byStep.get(attempt.work.step);
    if (list) list.push(attempt);
    else byStep.set(attempt.work.step, [attempt]);
  }
  return byStep;
}
