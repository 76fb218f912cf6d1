/** A resume that finds nothing to do changes nothing, not even when the run set ended. */
import { expect, test } from 'vitest';
import { type Nanoseconds, seconds } from '#core/units.js';
import { type CellKey, runSetId } from '#domain/names.js';
import { digestOfPlan } from '#domain/plan.js';
import { planExperiment } from '#engine/plan-experiment.js';
import { resumeRun } from '#engine/resume-run.js';
import { theRun } from '#test/report/attempts.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

test('the end of a run set moves on with what is done for it, and with nothing else', async () => {
  const { world, passing } = calmWorld(question);
  const { plan } = await passing(planExperiment(world, question, new AbortController().signal));
  const id = runSetId('ended');
  world.store.begin({ ...theRun, id, spec: 'x', endedAt: null, planDigest: digestOfPlan(plan) }, plan);
  const asked = { retryFailed: false, acceptChanges: false, acceptDrift: false };
  const spec = { name: 'x.yaml', text: 'x' };
  const request = { ...question, ...asked, spec, inventoryText: null, entropy: '0001', runSet: id };
  const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
  const resume = async (...cells: readonly CellKey[]): Promise<string | null | undefined> => {
    // Time goes by also while nobody does anything.
    await passing(world.clock.sleepUntil(soon(world.clock.monotonicNs()), new AbortController().signal));
    const only = new Set(cells);
    await passing(resumeRun(world, { ...request, only, stops: { onStop: () => undefined } }, view));
    return world.store.runSet(id)?.endedAt;
  };

  const runnable = plan.cells.filter(({ kind }) => kind === 'run');
  const [first, second] = runnable.map(({ key }) => key);
  if (first === undefined || second === undefined) throw new Error('two cells are needed');
  const ended = await resume(first);
  expect(ended).toEqual(expect.any(String));
  const attempts = world.store.attempts(id).length;
  expect(await resume(first)).toBe(ended);
  expect(world.store.attempts(id)).toHaveLength(attempts);
  const later = await resume(first, second);
  expect(Date.parse(later ?? '')).toBeGreaterThan(Date.parse(ended ?? ''));
});

const soon = (now: Nanoseconds): Nanoseconds => (now + seconds(60)) as Nanoseconds;
