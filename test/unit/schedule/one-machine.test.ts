/** A board and a builder may be one machine: then they do one thing at a time, and nobody is woken for what cannot begin. */
import { expect, test } from 'vitest';
import { ok } from '#core/result.js';
import type { Nanoseconds } from '#core/units.js';
import type { Command } from '#domain/event.js';
import { boardId, runSetId } from '#domain/names.js';
import type { RunCell } from '#domain/plan.js';
import { createSchedule } from '#schedule/schedule.js';
import { planOf, runCell } from '#test/report/plans.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const [one, other] = [boardId('here'), boardId('here-too')];
const cellOn = (model: string, board: typeof one): RunCell => ({ ...runCell({ model }), boards: [board], sessions: 1 });
const at = (seconds: number): Nanoseconds => (seconds * 1e9) as Nanoseconds;

function begun(machines: ReadonlyMap<typeof one, string>): readonly Command[] {
  const plan = planOf([cellOn('a', one), cellOn('b', other)], []);
  const schedule = createSchedule(plan, [], { runSet: runSetId('x'), retryFailed: false, machines });
  return schedule.on({ at: at(0), kind: 'woke' });
}

test('two names of one machine are not used at the same time', () => {
  const probes = (machines: readonly [string, string]) =>
    begun(
      new Map([
        [one, machines[0]],
        [other, machines[1]],
      ]),
    ).filter(({ kind }) => kind === 'probe').length;
  expect(probes(['m', 'm'])).toBe(1);
  expect(probes(['m', 'n'])).toBe(2);
});

test('while one is busy the other asks for no alarm', () => {
  const plan = planOf([cellOn('a', one), cellOn('b', other)], []);
  const machines = new Map([
    [one, 'm'],
    [other, 'm'],
  ]);
  const schedule = createSchedule(plan, [], { runSet: runSetId('x'), retryFailed: false, machines });
  schedule.on({ at: at(0), kind: 'woke' });
  const launched = schedule.on({ at: at(1), kind: 'probed', board: one, facts: ok(virtualFacts) });
  expect(launched.map(({ kind }) => kind)).toEqual(['launch']);
  expect(schedule.on({ at: at(2), kind: 'woke' })).toEqual([]);
});
