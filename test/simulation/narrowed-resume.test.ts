/** A resume of some cells begins those and no others, and still fetches what is open of the others. */
import { expect, test } from 'vitest';
import { seconds, wallTime } from '#core/units.js';
import { attemptIdOf } from '#domain/attempt.js';
import { runSetId } from '#domain/names.js';
import { digestOfPlan, type RunCell } from '#domain/plan.js';
import { planExperiment } from '#engine/plan-experiment.js';
import { resumeRun } from '#engine/resume-run.js';
import { theRun } from '#test/report/attempts.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { question } from '#test/simulation/question.js';

test('only the chosen cell is measured, and an open attempt of another one is closed', async () => {
  const { world, passing } = calmWorld(question);
  const { plan } = await passing(planExperiment(world, question, new AbortController().signal));
  const [open, chosen, ...others] = plan.cells.filter((cell): cell is RunCell => cell.kind === 'run');
  if (!open || !chosen) throw new Error('two cells that run');
  expect(others.length).toBeGreaterThan(2);
  const id = runSetId('interrupted');
  const begun = { kind: 'session', cell: open.key, ordinal: 1, fingerprint: open.measurement.fingerprint } as const;
  const attempt = { id: attemptIdOf(id, begun, 1), work: begun, board: open.boards[0] ?? chosen.boards[0], try: 1 };
  if (!attempt.board) throw new Error('a board');
  const runSet = { ...theRun, id, spec: 'x', endedAt: null, planDigest: digestOfPlan(plan) };
  world.store.begin(runSet, plan);
  const launch = { kind: 'launch', attempt: { ...attempt, board: attempt.board } } as const;
  world.store.record(id, { kind: 'woke', at: seconds(0) }, [launch], wallTime('2026-11-20T13:30:12.000Z'));

  const asked = { retryFailed: false, acceptChanges: false, acceptDrift: false, only: new Set([chosen.key]) };
  const spec = { name: 'x.yaml', text: 'x' };
  const request = { ...question, ...asked, spec, inventoryText: null, entropy: '0001', runSet: id };
  const view = { started: () => undefined, happened: () => undefined, beat: () => undefined };
  const end = await passing(resumeRun(world, { ...request, stops: { onStop: () => undefined } }, view));
  expect(end.ok).toBe(true);

  const attempts = world.store.attempts(id);
  const measured = attempts.flatMap(({ work }) => (work.kind === 'conversion' ? [] : [work]));
  const ofChosen = measured.filter(({ cell }) => cell === chosen.key).map(({ kind }) => kind);
  expect(ofChosen.sort()).toEqual(['accuracy', 'session', 'session']);
  expect(measured.filter(({ cell }) => cell !== chosen.key)).toEqual([begun]);
  expect(attempts.every(({ outcome }) => outcome !== undefined)).toBe(true);
});
