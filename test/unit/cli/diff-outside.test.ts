/** Cells that a narrowed run set was not asked for are no removed ones. */
import { expect, test } from 'vitest';
import { insideBoth } from '#cli/diff-outside.js';
import { armOf } from '#report/diff-arm.js';
import { around, cell, runOf } from '#test/report/diffs.js';

const measured = (...models: readonly string[]) => models.map((model) => cell(model, { medians: around(2e6) }));

function between(a: readonly string[], b: readonly string[], where: string | null) {
  const whole = runOf('a', measured(...a));
  const some = runOf('b', measured(...b));
  const narrowed = { ...some, runSet: { ...some.runSet, where } };
  const sides = insideBoth({ arm: armOf(whole), run: whole }, { arm: armOf(narrowed), run: narrowed });
  return { outside: sides.outside, left: sides.a.subjects.map(({ levels }) => levels['model']) };
}

test('what the other was not asked for is left out and counted; what it was asked for and lost is not', () => {
  expect(between(['one', 'two', 'gone'], ['one'], 'model:one,gone')).toEqual({
    outside: { a: 1, b: 0 },
    left: ['one', 'gone'],
  });
});

test('a cell that both have stays, whatever the selector says, and without a selector all do', () => {
  expect(between(['one', 'two'], ['one', 'two'], 'model:one')).toEqual({
    outside: { a: 0, b: 0 },
    left: ['one', 'two'],
  });
  expect(between(['one', 'two'], ['one'], null)).toEqual({ outside: { a: 0, b: 0 }, left: ['one', 'two'] });
});
