/** What differs between two cells is said with its values, once for all cells that share it. */
import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { seconds } from '#core/units.js';
import { type Measurement, type PartName, partNames, type RunCell } from '#domain/plan.js';
import { changesOf, stepsOf } from '#report/diff-change.js';
import { sharedChanges } from '#report/diff-shared.js';
import { around, type CellWish, cell, diffed, knownFacts, runOf, textOf } from '#test/report/diffs.js';
import { file, planOf, runCell, step, stepKey } from '#test/report/plans.js';

const planned = runCell(cell('m').levels);
const withMeasurement = (change: Partial<Measurement>): RunCell => {
  return { ...planned, measurement: { ...planned.measurement, ...change } };
};
const side = (one: RunCell, steps = planOf([], [])) => ({ cell: one, steps: stepsOf(steps) });

function said(part: PartName, a: RunCell, b: RunCell): readonly (string | null)[][] {
  const changes = changesOf({ parts: [part], environment: [] }, side(a), side(b));
  return changes.map((change) => [change.of, change.what, change.a, change.b]);
}

describe('a part of the fingerprint', () => {
  const { protocol, route } = planned.measurement;

  test('runner: options by name', () => {
    expect(said('runner', planned, withMeasurement({ options: { threads: '2', x: 'y' } }))).toEqual([
      ['runner', 'threads', '1', '2'],
      ['runner', 'x', null, 'y'],
    ]);
  });

  test('protocol: by the names of the experiment file, with units', () => {
    const other = { ...protocol, durationMinNs: seconds(5), iterations: { min: 20, max: protocol.iterations.max } };
    expect(said('protocol', planned, withMeasurement({ protocol: other }))).toEqual([
      ['protocol', 'iterations.min', '100', '20'],
      ['protocol', 'duration.min', '2.00 s', '5.00 s'],
    ]);
  });

  test('source: other bytes under the same name', () => {
    const source = { ...route.source, digest: digestOf('retrained') };
    const [[of, what, a, b] = []] = said('source', planned, withMeasurement({ route: { ...route, source } }));
    expect([of, what]).toEqual(['source', 'model']);
    expect(a).toMatch(/^models\/m\.onnx \(sha256 [0-9a-f]{12}…\)$/);
    expect(b).not.toBe(a);
  });

  test('data and target: files, unit and provider', () => {
    const inputImages = file('data/others.npy');
    expect(said('data', planned, withMeasurement({ inputImages })).map(([, what]) => what)).toEqual(['input']);
    const asked = { ...planned.measurement.asked, provider: 'xnnpack' };
    expect(said('target', planned, withMeasurement({ asked }))).toEqual([['target', 'provider', 'cpu', 'xnnpack']]);
  });

  test('route: the words of the command line that differ, or the conversion that is not there', () => {
    const key = stepKey('optimise');
    const routed = withMeasurement({ route: { ...route, steps: [key] } });
    const plan = (word: string) =>
      planOf([], [step('optimise', { argv: ['{node}', 'compile.mjs', '{source}', word, '{out}'] })]);
    const differs = { parts: ['route' as const], environment: [] };
    expect(changesOf(differs, side(routed, plan('all')), side(routed, plan('basic words')))).toEqual([
      { of: 'route', what: 'conversion 1', a: 'all', b: 'basic words' },
    ]);
    expect(changesOf(differs, side(planned), side(routed, plan('all')))).toEqual([
      { of: 'route', what: 'conversion 1', a: null, b: expect.stringContaining('optimise to ort fp32') },
    ]);
  });

  test.each(partNames)('%s: named even when the plan keeps nothing that differs', (part) => {
    expect(said(part, planned, planned)).toEqual([[part, null, null, null]]);
  });
});

test('changes are said once for all cells that share them', () => {
  const threads = { of: 'runner', what: 'threads', a: '1', b: '2' } as const;
  const kernel = { of: 'environment', what: 'kernel', a: '6.1', b: '6.2' } as const;
  const rows = [
    { slug: 'x', changes: [kernel, threads] },
    { slug: 'y', changes: [threads] },
  ];
  expect(sharedChanges(rows)).toEqual([
    { ...threads, everywhere: true, count: 2, cells: [] },
    { ...kernel, everywhere: false, count: 1, cells: ['x'] },
  ]);
});

describe('as text', () => {
  const wishes = (change: (one: RunCell) => RunCell): readonly CellWish[] =>
    ['x', 'y', 'z'].map((model) => cell(model, { medians: around(1e6), recipe: 'r', change }));
  const recipe = (one: RunCell, part: PartName): Measurement['recipe'] => {
    return { format: 1, parts: { ...one.measurement.recipe.parts, [part]: digestOf('other') } };
  };
  const changed =
    (part: PartName, change: Partial<Measurement>) =>
    (one: RunCell): RunCell => {
      return { ...one, measurement: { ...one.measurement, ...change, recipe: recipe(one, part) } };
    };
  const a = runOf(
    'a',
    wishes((same) => same),
  );

  test('threads: values, once, and the verdict stays', () => {
    const view = diffed(a, runOf('b', wishes(changed('runner', { options: { threads: '2' } }))));
    expect(view.counts.same).toBe(3);
    expect(textOf(view)).toContain('Not the same:\n  all cells: threads 1 → 2 (runner)\n');
  });

  test('another protocol forbids a verdict, says which value, and what allows it', () => {
    const protocol = { ...planned.measurement.protocol, warmup: { iterations: 50, maxNs: seconds(30) } };
    const b = runOf('b', wishes(changed('protocol', { protocol })));
    const text = textOf(diffed(a, b));
    expect(text).toContain('3 cells not comparable.');
    expect(text).toContain('all cells: warmup.iterations 10 → 50 (protocol)');
    expect(text).toContain('→ `--allow protocol` compares them all the same');
    expect(diffed(a, b, { allow: ['protocol'] }).counts.same).toBe(3);
  });

  test('what was observed is named by words, and the processor forbids a verdict', () => {
    const facts = { ...knownFacts, 'cpu.model': 'another cpu', kernel: '6.2' };
    const text = textOf(
      diffed(
        a,
        runOf(
          'b',
          wishes((same) => same),
          { facts },
        ),
      ),
    );
    expect(text).toContain('all cells: processor a cpu → another cpu (observed)');
    expect(text).toContain('all cells: kernel 6.1 → 6.2 (observed)');
    expect(text).toContain('processor is not the same');
    expect(text).toContain('--allow cpu.model');
  });
});
