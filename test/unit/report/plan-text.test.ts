import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { failure } from '#domain/failure.js';
import type { Plan, PlannedCell } from '#domain/plan.js';
import { planText } from '#report/plan-text.js';
import { planView } from '#report/plan-view.js';
import { cellKey, planOf } from '#test/cli/plans.js';
import schema from '../../../schemas/plan.schema.json' with { type: 'json' };

const refused = (slug: string): PlannedCell => ({
  key: cellKey(slug),
  slug,
  levels: { model: slug },
  kind: 'unsupported',
  because: failure('route/none', { framework: 'onnxruntime', precision: 'int4' }),
});

const small = planOf(
  [
    { name: 'a', sessions: 3, accuracy: true, route: ['optimize'] },
    { name: 'b', sessions: 3 },
  ],
  [{ name: 'optimize' }],
);
const plan: Plan = {
  ...small,
  cells: [...small.cells, refused('c'), refused('d')],
  excluded: [{ rule: 'device: x', because: 'too small', cells: 4 }],
};
const many = planOf(Array.from({ length: 100 }, (_, at) => ({ name: `cell-${String(at).padStart(3, '0')}` })));
const text = (of: Plan, all = false): string => planText(planView(of), { width: 100, all }).join('\n');

test('counts, sessions and conversions stand at the head', () => {
  const head = text(plan);
  expect(head).toContain('2 to measure, 2 unsupported, 4 excluded');
  expect(head).toContain('6 sessions, 1 accuracy step, 1 conversion (1 miss)');
  expect(head).toContain('about 1 min 00 s');
});

test('the way from the matrix to the cells is a sum of the steps that did something', () => {
  const counts = { combinations: 12, collapsed: 3, excluded: 5, included: 1, shared: 1 };
  const line = (of: typeof counts) => planText(planView(plan, of), { width: 100, all: false })[1];
  expect(line(counts)).toBe(
    'matrix    12 combinations − 3 collapsed − 5 excluded + 1 included − 1 in two blocks = 4 cells',
  );
  expect(line({ ...counts, combinations: 6, collapsed: 0, excluded: 2, included: 0, shared: 0 })).toBe(
    'matrix    6 combinations − 2 excluded = 4 cells',
  );
  // Nothing to tell: a product, or a stored plan.
  expect(line({ combinations: 4, collapsed: 0, excluded: 0, included: 0, shared: 0 })).toMatch(/^cells/);
  expect(text(plan)).not.toContain('combination');
});

test('each cell says what will happen, from which source and by which route', () => {
  expect(text(plan)).toMatch(/^a +3 \+ accuracy +a → optimize +local$/m);
  expect(text(plan)).toMatch(/^b +3 +b +local$/m);
});

test('cells of one reason share its paragraph', () => {
  const lines = text(plan).split('\n');
  expect(lines.filter((line) => line.startsWith('unsupported: '))).toHaveLength(1);
  expect(lines).toEqual(expect.arrayContaining(['    c', '    d']));
});

test('excluded cells are counted by rule', () => {
  expect(text(plan)).toContain('4 cells: device: x, because too small');
});

test('a long list is cut and says so; all is all', () => {
  expect(text(many)).toContain('… and 70 more cells: --all shows them');
  expect(text(many)).not.toContain('cell-030');
  expect(text(many, true)).toContain('cell-099');
  expect(text(many, true)).not.toContain('--all');
});

test('the JSON fits its schema', () => {
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  const counts = { combinations: 4, collapsed: 0, excluded: 0, included: 0, shared: 0 };
  for (const view of [
    planView(plan),
    planView(plan, counts),
    planView(plan, counts, { where: 'precision:int8', of: 40 }),
  ]) {
    expect(validate(JSON.parse(JSON.stringify(view))), JSON.stringify(validate.errors)).toBe(true);
  }
});
