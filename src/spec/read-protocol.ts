/** Warm-up, iterations, duration and scenario: when a session begins to count, and when it ends. */
import { seconds } from '#core/units.js';
import type { Protocol } from '#domain/experiment.js';
import type { Cursor } from './cursor.js';
import { at, checkDuration, durationAt, numberAt, textAt } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';

type Course = Pick<Protocol, 'warmup' | 'iterations' | 'durationMinNs' | 'durationTargetNs'>;

export function readCourse(measure: Cursor | undefined, problems: Problems): Course {
  const [warmup, iterations, duration] = ['warmup', 'iterations', 'duration'].map((key) => at(measure, key));
  const written = duration?.at('target');
  const course = {
    warmup: readWarmup(warmup),
    iterations: { min: numberAt(iterations, 'min', 100), max: numberAt(iterations, 'max', 100_000) },
    durationMinNs: durationAt(duration, 'min', seconds(5)),
    ...optional('durationTargetNs', written && durationAt(duration, 'target', seconds(5))),
  };
  for (const cursor of [warmup?.at('max'), warmup?.at('pause'), duration?.at('min'), written])
    checkDuration(cursor, problems);
  checkTarget(measure, course, problems);
  if (!written) checkIterations(iterations, course.iterations, problems);
  return course;
}

function readWarmup(warmup: Cursor | undefined): Protocol['warmup'] {
  const pauseNs = durationAt(warmup, 'pause', seconds(0));
  return {
    iterations: numberAt(warmup, 'iterations', 10),
    maxNs: durationAt(warmup, 'max', seconds(30)),
    // None is what was always done: it is no other recipe.
    ...(pauseNs === 0 ? {} : { pauseNs }),
  };
}

function checkIterations(cursor: Cursor | undefined, { min, max }: Protocol['iterations'], problems: Problems): void {
  const place = cursor?.at('min') ?? cursor?.at('max');
  if (place && min > max) problems.add('spec/min-above-max', place.mark, { min, max });
}

/** A target says how long: whatever else says so beside it would do nothing, or not hold. */
function checkTarget(measure: Cursor | undefined, { durationTargetNs }: Course, problems: Problems): void {
  const written = at(measure, 'duration', 'target');
  const scenario = at(measure, 'scenario');
  if (scenario?.text === 'stress' && !written)
    problems.add('spec/missing-key', scenario.mark, { key: 'target', in: 'duration' });
  if (!written) return;
  // A run of no time measures nothing.
  if (durationTargetNs === 0) problems.add('spec/bad-duration', written.mark, { value: written.text ?? null });
  for (const path of [
    ['duration', 'min'],
    ['iterations', 'max'],
  ]) {
    const other = at(measure, ...path);
    const given = ['duration.target', path.join('.')];
    if (other) problems.add('spec/one-of', other.keyMark, { in: 'measure', keys: given, given });
  }
}

/** How many are in flight is said by the axis alone: a scenario of that name without it asks for nothing. */
export function checkScenario(
  measure: Cursor | undefined,
  axes: readonly (readonly string[])[],
  problems: Problems,
): void {
  const scenario = at(measure, 'scenario');
  if (textAt(measure, 'scenario') !== 'streams' || !scenario) return;
  const declared = axes.find((names) => !names.includes('streams'));
  if (declared) problems.add('spec/missing-axis', scenario.mark, { axis: 'streams', declared });
}
