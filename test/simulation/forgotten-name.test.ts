/** Seed 98 hung for ever: a crash came between forgetting an attempt on its board and closing it on record. */
import { expect, test } from 'vitest';
import { unlabelled } from '#domain/run-set.js';
import { runExperiment } from '#engine/run-experiment.js';
import { withSession } from '#test/simulation/bugs.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

test('an attempt whose name is taken and that is not there is closed, and its work begun under another name', async () => {
  const { world, passing } = calmWorld(question);
  const forgotten: string[] = [];
  const forgetful = withSession(world, (session) => ({
    launch: async (job, bound) => {
      if (forgotten.length === 0) {
        forgotten.push(job.attempt);
        await session.forget(job.attempt, bound);
      }
      return await session.launch(job, bound);
    },
  }));
  const request = {
    ...question,
    spec: { name: 'x.yaml', text: 'x' },
    inventoryText: null,
    labels: unlabelled,
    where: null,
    entropy: '0001',
    stops: { onStop: () => undefined },
  };
  const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
  const { runSet } = await passing(runExperiment(forgetful, request, view));
  const attempts = world.store.attempts(runSet);
  const lost = attempts.find(({ id }) => id === forgotten[0]);
  expect(lost?.outcome).toMatchObject({ kind: 'failed', failure: { code: 'attempt/vanished' } });
  const again = attempts.find(({ work, try: number }) => number === 2 && work.kind === lost?.work.kind);
  expect(again?.outcome).toEqual({ kind: 'succeeded' });
});
