import { expect, test } from 'vitest';
import { exitCodeOfRun } from '#cli/exit-code.js';
import type { CellState, Standing } from '#domain/cell-state.js';
import { failure } from '#domain/failure.js';
import { planOf, stepKey } from '#test/cli/plans.js';

const because = failure('runner/crashed');
const measured: CellState = { kind: 'measured' };
const silentFp32: CellState = { kind: 'invalid', doubts: [{ code: 'execution/arithmetic', facts: {} }] };

function standings(...states: readonly CellState[]): Standing[] {
  const [cell] = planOf([{ name: 'a' }]).cells;
  if (!cell) throw new Error('a plan of one cell has one');
  return states.map((state) => ({ cell, state, sessions: { accepted: 0, planned: 1 }, accuracy: 'not-planned' }));
}

test.each<[string, number, CellState[]]>([
  ['all measured', 0, [measured, measured]],
  [
    'unsupported and not applicable are answers',
    0,
    [measured, { kind: 'unsupported', because }, { kind: 'not-applicable', because }],
  ],
  ['unavailable is no failure of a cell', 0, [measured, { kind: 'unavailable', because }]],
  ['silently something else is an answer', 0, [measured, silentFp32]],
  ['a failed cell', 3, [measured, { kind: 'failed', because }]],
  ['a cell blocked by its conversion', 3, [measured, { kind: 'blocked', step: stepKey('x'), because }]],
  ['sessions that are missing', 3, [measured, { kind: 'partial', last: null }]],
  ['answers that differ', 3, [measured, { kind: 'invalid', doubts: [{ code: 'answers/differ', facts: {} }] }]],
  ['failed outweighs nothing measured', 3, [{ kind: 'failed', because }]],
  ['only refusals', 5, [{ kind: 'unsupported', because }]],
  ['only doubts', 5, [silentFp32]],
  ['no cells at all', 5, []],
])('%s: %i', (_, code, states) => {
  expect(exitCodeOfRun(standings(...states), null)).toBe(code);
});

test.each<[string, number, CellState[]]>([
  [
    'what waits is no failure',
    0,
    [measured, { kind: 'pending' }, { kind: 'partial', last: null }, { kind: 'running' }],
  ],
  ['what failed is one', 3, [measured, { kind: 'partial', last: because }]],
  ['nothing was begun', 5, [{ kind: 'pending' }]],
])('--until came: %s: %i', (_, code, states) => {
  expect(exitCodeOfRun(standings(...states), 'until')).toBe(code);
});

test('--until came between the sessions of all cells: something was measured', () => {
  const [standing] = standings({ kind: 'partial', last: null });
  if (!standing) throw new Error('one standing');
  expect(exitCodeOfRun([{ ...standing, sessions: { accepted: 1, planned: 2 } }], 'until')).toBe(0);
});

test('--fail-fast ended it: something failed', () => {
  expect(exitCodeOfRun(standings(measured), 'failed')).toBe(3);
});

test('stopped outweighs all', () => {
  expect(exitCodeOfRun(standings(measured, { kind: 'failed', because }), 'asked')).toBe(130);
});

test('accuracy that failed beside good sessions is a failure', () => {
  const [standing] = standings(measured);
  if (!standing) throw new Error('one standing');
  expect(exitCodeOfRun([{ ...standing, accuracy: 'failed' }], null)).toBe(3);
});
