/** `diff --where` chooses on either side, after alignment, and keeps both halves of a cell. */
import { expect, test } from 'vitest';
import { narrowArms } from '#cli/diff-where.js';
import { align } from '#compare/align.js';
import type { Arm } from '#compare/comparison.js';
import type { ComparedRun } from '#report/diff.js';
import { armOf } from '#report/diff-arm.js';
import { around, cell, runOf } from '#test/report/diffs.js';

const of = (run: ComparedRun, arm: Arm = armOf(run)) => ({ arm, run });
const slugs = ({ subjects }: Arm): readonly string[] => subjects.map(({ slug }) => slug);
const a = runOf('a', [cell('x', { medians: around(1e6) }), cell('y', { medians: around(9e6) })]);
const b = runOf('b', [cell('x', { medians: around(7e6) }), cell('z', { medians: around(1e6) })]);

test('a metric that holds on one side keeps the partner', () => {
  const arms = narrowArms('latency>5ms', of(a), of(b));
  expect([slugs(arms.a), slugs(arms.b)]).toEqual([['local/x/ort/fp32', 'local/y/ort/fp32'], ['local/x/ort/fp32']]);
});

test('levels are asked for as alignment named them', () => {
  const aligned = align(armOf(a), armOf(b), {
    align: [{ kind: 'align', axis: 'model', from: 'y', to: 'z' }],
    assume: [],
  });
  if (!aligned.ok) throw new Error('they do not meet');
  const arms = narrowArms('model:z', of(a, aligned.value.a), of(b, aligned.value.b));
  expect([slugs(arms.a), slugs(arms.b)]).toEqual([['local/z/ort/fp32'], ['local/z/ort/fp32']]);
  expect(arms.a.subjects[0]?.own?.slug).toBe('local/y/ort/fp32');
});

test('cells of one side alone are chosen too, and what nothing has is a mistake', () => {
  const arms = narrowArms('model:z', of(a), of(b));
  expect([slugs(arms.a), slugs(arms.b)]).toEqual([[], ['local/z/ort/fp32']]);
  expect(() => narrowArms('model:w', of(a), of(b))).toThrow(expect.objectContaining({ name: 'UserMistake' }));
});
