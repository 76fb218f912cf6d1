/** Boards that were given up block what waits for them, and nothing else. */
import { expect, test } from 'vitest';
import type { WallTime } from '#core/units.js';
import { standingsOf } from '#domain/cell-state.js';
import { failure } from '#domain/failure.js';
import { boardId } from '#domain/names.js';
import type { PlannedStep } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import type { Aside, BoardAside } from '#domain/recovery.js';
import { conversion, session, succeeded } from '#test/report/attempts.js';
import { planOf, runCell, stepKey, step as stepOf } from '#test/report/plans.js';
import { outlookOf } from '#wording/cell-state.js';

const gone = failure('board/unreachable', { said: 'no route to host' });
const aside = (board: string, how: Aside = 'for-good'): BoardAside => {
  return { board: boardId(board), how, because: gone, since: '2026-01-01T00:00:00.000Z' as WallTime };
};

const [a, b] = [boardId('a'), boardId('b')];
const compiled = stepKey('compile');
const cell = { ...runCell({ model: 'm' }, { sessions: 2, steps: [compiled] }), boards: [a, b] };
const onBuilder: Partial<PlannedStep> = { where: 'builder', boards: [boardId('tower')] };
const made = session(cell, 1, succeeded);

function stateOf(asides: readonly BoardAside[], attempts: readonly AttemptRecord[] = [], step = onBuilder) {
  const [standing] = standingsOf(planOf([cell], [{ ...stepOf('compile', step), key: compiled }]), attempts, asides);
  if (!standing) throw new Error('no standing');
  return standing;
}

test('a cell is blocked by its boards when none of them is left, with what was wrong with the first', () => {
  expect(stateOf([aside('a')]).state).toEqual({ kind: 'pending' });
  expect(stateOf([aside('a'), aside('b', 'recovering')]).state).toEqual({ kind: 'pending' });
  expect(stateOf([aside('a'), aside('b')]).state).toEqual({ kind: 'blocked', because: gone });
  expect(outlookOf(stateOf([aside('a'), aside('b')]))).toMatchObject({ again: 'yes' });
});

test('one that has begun is blocked too, unless another board can take it', () => {
  const begun = { ...made, board: a };
  expect(stateOf([aside('a')], [begun]).state).toEqual({ kind: 'partial', last: null });
  expect(stateOf([aside('a'), aside('b')], [begun])).toMatchObject({
    state: { kind: 'blocked' },
    sessions: { accepted: 1 },
  });
  const all = [begun, { ...session(cell, 2, succeeded), board: a }];
  expect(stateOf([aside('a'), aside('b')], all).state).toEqual({ kind: 'measured' });
});

test('builders that are given up block what they did not make', () => {
  expect(stateOf([aside('tower')]).state).toEqual({ kind: 'blocked', because: gone });
  expect(stateOf([aside('tower')], [conversion('compile', succeeded)]).state).toEqual({ kind: 'pending' });
  expect(stateOf([aside('tower')], [], { boards: [boardId('tower')] }).state).toEqual({ kind: 'pending' });
});
