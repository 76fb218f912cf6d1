/** A resume goes on with the runner of the plan, also where the toolchain would now take another one first. */
import { expect, test } from 'vitest';
import { runSetId } from '#domain/names.js';
import { digestOfPlan, type Plan } from '#domain/plan.js';
import { planExperiment } from '#engine/plan-experiment.js';
import { resumeRun } from '#engine/resume-run.js';
import { theRun } from '#test/report/attempts.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

const runnersIn = (plan: Plan): readonly string[] =>
  plan.cells.map((cell) => (cell.kind === 'run' ? cell.measurement.runner.name : cell.kind));

test('what was planned with the second runner is measured with it, and no cell means something else', async () => {
  const toolchains = new Map(
    [...question.toolchains].map(([name, toolchain]) => {
      const second = toolchain.runners.map((runner) => ({ ...runner, name: 'second' }));
      return [name, { ...toolchain, runners: [...toolchain.runners, ...second] }];
    }),
  );
  const both = { ...question, toolchains };
  const { world, passing } = calmWorld(both);
  const now = new AbortController().signal;
  const today = await passing(planExperiment(world, both, now));
  expect(new Set(runnersIn(today.plan))).toEqual(new Set(['node']));
  // As it was planned while the boards had nothing for the first.
  const kept = new Map(today.plan.cells.map(({ key }) => [key, 'second']));
  const { plan } = await passing(planExperiment(world, { ...both, kept }, now));
  expect(new Set(runnersIn(plan))).toEqual(new Set(['second']));

  const id = runSetId('interrupted');
  world.store.begin({ ...theRun, id, spec: 'x', endedAt: null, planDigest: digestOfPlan(plan) }, plan);
  const only = new Set(plan.cells.slice(0, 1).map(({ key }) => key));
  const asked = { retryFailed: false, acceptChanges: false, acceptDrift: false, only };
  const spec = { name: 'x.yaml', text: 'x' };
  const request = { ...both, ...asked, spec, inventoryText: null, entropy: '0001', runSet: id };
  const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
  const end = await passing(resumeRun(world, { ...request, stops: { onStop: () => undefined } }, view));
  expect(end.ok).toBe(true);
  expect(new Set(runnersIn(world.store.plan(id)))).toEqual(new Set(['second']));
  const fingerprints = world.store
    .attempts(id)
    .flatMap(({ work }) => (work.kind === 'session' ? work.fingerprint : []));
  const [first] = plan.cells;
  expect(new Set(fingerprints)).toEqual(new Set(first?.kind === 'run' ? [first.measurement.fingerprint] : []));
});
