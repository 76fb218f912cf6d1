/** Figures of others set side by side: what meets, what is said of it, and that it is never a verdict. */
import { expect, test } from 'vitest';
import { align, noAlignment } from '#compare/align.js';
import type { Figure, FigureArm, FigureCell } from '#compare/figure.js';
import { type Untested, untested } from '#compare/untested.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { axisName, levelId, runSetId } from '#domain/names.js';

const figure = (value: number, statistic: string, more: Partial<Figure> = {}): Figure => {
  return { name: 'latency', statistic, scope: 'inference', unit: 'ns', source: 'reported', value, ...more };
};

function cell(
  levels: Readonly<Record<string, string>>,
  figures: readonly Figure[],
  more: Partial<FigureCell> = {},
): FigureCell {
  const made = cellOf(new Map(Object.entries(levels).map(([axis, level]) => [axisName(axis), levelId(level)])));
  const nothing = { stands: true, state: 'reported', facts: {}, weights: null, caveats: [], imported: true } as const;
  return { runSet: runSetId('r'), key: made.key, slug: slugOf(made), levels, figures, ...nothing, ...more };
}

const arm = (...subjects: readonly FigureCell[]): FigureArm => ({ runSet: runSetId('r'), subjects });
const int8 = { device: 'pi', precision: 'int8' };
const unknown = { device: 'pi', precision: 'unknown' };

function compared(a: FigureArm, b: FigureArm, assume: readonly (readonly [string, string])[] = []): Untested {
  const rules = assume.map(([axis, level]) => ({ kind: 'assume', axis, level }) as const);
  const aligned = align(a, b, { ...noAlignment, assume: rules });
  if (!aligned.ok) throw new Error(aligned.error.becomes);
  return untested(aligned.value.a, aligned.value.b);
}

/** As `figures.ts` gives those of our own. */
const measured = (levels: Readonly<Record<string, string>>, ...figures: readonly Figure[]): FigureCell => {
  const { imported: _, ...own } = cell(levels, figures, { state: 'measured', weights: 'models/a.onnx' });
  return own;
};

test('a ratio of the statistic that both give, and what is not the same or not known', () => {
  const ours = measured(
    int8,
    figure(3e6, 'median', { source: 'computed' }),
    figure(4e6, 'mean', { source: 'computed' }),
  );
  const { rows } = compared(arm(cell(int8, [figure(2e6, 'mean')], { facts: { batch: '1' } })), arm(ours));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.figures).toMatchObject([{ a: { statistic: 'mean' }, b: { statistic: 'mean' }, ratio: 2 }]);
  expect(rows[0]?.factors).toEqual([
    { what: 'weights', a: null, b: 'models/a.onnx' },
    { what: 'batch', a: '1', b: null },
    { what: 'latency: source', a: 'reported', b: 'computed' },
    { what: 'version of the framework', a: null, b: 'on record' },
    { what: 'power mode and clocks', a: null, b: 'on record' },
    { what: 'preprocessing', a: null, b: 'on record' },
  ]);
});

test('a mean is never set against a median; what is unstated is, and named', () => {
  const ratioOf = (a: string, b: string): unknown =>
    compared(arm(cell(int8, [figure(2e6, a)])), arm(cell(int8, [figure(3e6, b)]))).rows[0]?.figures[0]?.ratio;
  expect(ratioOf('mean', 'median')).toBeNull();
  expect(ratioOf('mean', 'unstated')).toBe(1.5);
  const [row] = compared(arm(cell(int8, [figure(2e6, 'mean')])), arm(cell(int8, [figure(3e6, 'unstated')]))).rows;
  expect(row?.factors).toContainEqual({ what: 'latency: statistic', a: 'mean', b: null });
});

test('an unknown level meets nothing, not even another unknown one, unless somebody says what it is', () => {
  const [theirs, others] = [arm(cell(unknown, [figure(2e6, 'mean')])), arm(cell(unknown, [figure(3e6, 'mean')]))];
  const ours = arm(measured(int8, figure(3e6, 'mean')));
  expect(compared(theirs, others).rows).toEqual([]);
  expect(compared(theirs, ours).rows).toEqual([]);
  expect(compared(theirs, ours).only.a).toHaveLength(1);
  expect(compared(theirs, ours).wouldMeet).toEqual([{ axis: 'precision', level: 'int8', cells: 1 }]);
  expect(compared(theirs, ours, [['precision', 'int8']]).rows).toHaveLength(1);
  expect(compared(theirs, others, [['precision', 'int8']]).rows).toHaveLength(1);
  expect(compared(theirs, ours, [['precision', 'fp32']]).rows).toEqual([]);
});

test('a level of our own that is called unknown is a name like any other', () => {
  const named = { device: 'pi', precision: 'unknown' };
  expect(
    compared(arm(measured(named, figure(1e6, 'mean'))), arm(measured(named, figure(2e6, 'mean')))).rows,
  ).toHaveLength(1);
});

test('where a side has no result there are no figures; its state stands', () => {
  const refused = cell(int8, [figure(1e6, 'mean')], { stands: false, state: 'unsupported' });
  const [row] = compared(arm(refused), arm(cell(int8, [figure(3e6, 'mean')]))).rows;
  expect(row).toMatchObject({ a: { state: 'unsupported' }, figures: [] });
});

test('a figure of another device is named', () => {
  const [row] = compared(
    arm(cell(int8, [figure(2e6, 'mean', { measuredOn: 'x86-cpu' })])),
    arm(cell(int8, [figure(3e6, 'mean')])),
  ).rows;
  expect(row?.factors).toContainEqual({ what: 'latency: measured on', a: 'x86-cpu', b: 'pi' });
});
