/** What a resume does with a conversion that failed of itself: the same that `explain` says of it. */
import { expect, test } from 'vitest';
import { type Nanoseconds, wallTime } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import { failure } from '#domain/failure.js';
import { attemptId, runSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import { createSchedule } from '#schedule/schedule.js';
import { board, conversion } from '#test/cli/plans.js';
import { planOf, runCell, step, stepKey } from '#test/report/plans.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const failed: Outcome = { kind: 'failed', failure: failure('conversion/failed') };
const succeeded: Outcome = { kind: 'succeeded' };

function launchesAfter(outcomes: readonly Outcome[], retryFailed: boolean): readonly string[] {
  const plan = planOf([runCell({ model: 'm' }, { steps: [stepKey('s')] })], [step('s')]);
  const known = outcomes.map((outcome, at): Attempt => {
    const openedAt = wallTime('2026-11-20T12:00:00.000Z');
    return { id: attemptId(`x.${at}`), work: conversion('s'), board, try: at + 1, openedAt, outcome };
  });
  const schedule = createSchedule(plan, known, { runSet: runSetId('x'), retryFailed });
  const commands = ['woke', 'probed'].flatMap((kind) =>
    schedule.on(
      kind === 'woke'
        ? { at: 0 as Nanoseconds, kind: 'woke' }
        : { at: 1 as Nanoseconds, kind: 'probed', board, facts: { ok: true, value: virtualFacts } },
    ),
  );
  return commands.flatMap((command) => (command.kind === 'launch' ? [command.attempt.work.kind] : []));
}

test.each([
  ['never tried', [], false, ['conversion']],
  ['failed of itself', [failed], false, []],
  ['failed of itself, and asked for', [failed], true, ['conversion']],
  ['made after a failure, and its bytes are lost since', [failed, succeeded], false, ['conversion']],
])('a conversion that %s', (_name, outcomes, retryFailed, launched) => {
  expect(launchesAfter(outcomes, retryFailed)).toEqual(launched);
});
