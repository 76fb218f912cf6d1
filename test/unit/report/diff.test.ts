/** What `diff` says of two run sets: counts, rows and order, what differs, the conclusion; the same as JSON. */
import { describe, expect, test } from 'vitest';
import { failure } from '#domain/failure.js';
import { armOf } from '#report/diff-arm.js';
import { failed, fellBack, session, sessionMetrics, succeeded } from '#test/report/attempts.js';
import { around, type CellWish, cell, diffed, knownFacts, runOf, textOf } from '#test/report/diffs.js';
import { runCell, settledCell } from '#test/report/plans.js';
import { schemaErrors } from '#test/report/schemas.js';

const crashed = failed('runner/crashed', { exitCode: 134, signal: null, said: 'out of bounds' });

/** One of each verdict. */
const before: readonly CellWish[] = [
  cell('slower', { medians: around(2e6), hits: 290 }),
  cell('faster', { medians: around(2e6), hits: 290 }),
  cell('alike', { medians: around(2e6), hits: 290 }),
  cell('wrong', { medians: around(2e6), hits: 290 }),
  cell('breaks', { medians: around(2e6) }),
  cell('mended', { outcome: crashed }),
  cell('broken', { outcome: crashed }),
  cell('gone', { medians: around(2e6) }),
  cell('few', { medians: around(2e6, 2) }),
  cell('noisy', { medians: [1e6, 2e6, 4e6] }),
];
const after: readonly CellWish[] = [
  cell('slower', { medians: around(2.6e6), hits: 290 }),
  cell('faster', { medians: around(1.5e6), hits: 290 }),
  cell('alike', { medians: around(2.02e6), hits: 290 }),
  cell('wrong', { medians: around(1.9e6), hits: 287 }),
  cell('breaks', { outcome: crashed }),
  cell('mended', { medians: around(2e6) }),
  cell('broken', { outcome: crashed }),
  cell('new', { medians: around(2e6) }),
  cell('few', { medians: around(2e6, 2) }),
  cell('noisy', { medians: [1.5e6, 2e6, 3e6] }),
];
const view = diffed(runOf('run-a', before), runOf('run-b', after));

const planned = runCell(cell('m').levels);

describe('an arm', () => {
  const other = runCell(cell('m').levels, { recipe: 'an earlier one' });

  test('has the medians of accepted sessions of the present recipe, in order', () => {
    const run = runOf('run', []);
    const records = [
      session(planned, 2, succeeded, { metrics: sessionMetrics(2e6) }),
      session(planned, 1, succeeded, { metrics: sessionMetrics(1e6) }),
      session(planned, 3, crashed, { metrics: sessionMetrics(9e6) }),
      session(planned, 4, succeeded, { metrics: sessionMetrics(9e6) }),
      session(other, 3, succeeded, { metrics: sessionMetrics(9e6) }),
    ];
    const [subject] = armOf({ ...run, plan: { ...run.plan, cells: [planned] }, records }).subjects;
    expect(subject?.state).toBe('partial');
    expect(subject?.because?.code).toBe('runner/crashed');
    expect(subject?.sessions.map(({ ordinal, medianNs }) => [ordinal, medianNs])).toEqual([
      [1, 1e6],
      [2, 2e6],
    ]);
  });

  test('counts hits and bytes exactly', () => {
    const [subject] = armOf(runOf('run', [cell('m', { medians: [1e6], hits: 290 })])).subjects;
    expect(subject?.exact).toEqual([
      { metric: 'top-1', direction: 'higher', value: 290, of: 300 },
      { metric: 'top-5', direction: 'higher', value: 296, of: 300 },
      { metric: 'model-size', direction: 'lower', value: 2_400_000, of: null },
    ]);
  });

  test('knows what was observed, without what could not be read and without the tools of other frameworks', () => {
    const facts = { ...knownFacts, 'tool.node': '20', 'tool.tflite': '2.16', 'runner.ort': '1.2' };
    const [subject] = armOf(runOf('run', [cell('m', { medians: [1e6] })], { facts })).subjects;
    expect(subject?.environment).toEqual({
      kernel: ['6.1'],
      'cpu.model': ['a cpu'],
      'tool.node': ['20'],
      'runner.ort': ['1.2'],
    });
  });
});

test('one of each verdict: counted, said in one sentence, what got worse first', () => {
  expect(view.counts).toEqual({
    'newly-failing': 1,
    regressed: 2,
    improved: 1,
    fixed: 1,
    added: 1,
    removed: 1,
    'not-comparable': 0,
    inconclusive: 2,
    same: 1,
    'both-failing': 1,
  });
  expect(view.summary).toBe(
    '2 cells regressed, 1 newly failing, 1 improved, 1 fixed, 1 the same, 2 inconclusive, 1 added, 1 removed, 1 without a result in both; accuracy changed in 1.',
  );
  expect(view.rows.map(({ levels }) => levels['model'])).toEqual([
    ...['breaks', 'slower', 'wrong', 'faster', 'mended', 'new', 'gone', 'noisy', 'few', 'alike', 'broken'],
  ]);
  expect(schemaErrors('diff', view)).toEqual([]);
});

test('the table has a row for each but those that are the same', () => {
  const text = textOf(view);
  expect(text).toMatch(/^regressed +slower +2\.00 ms +2\.60 ms +1\.30 × \(1\.2\d–1\.3\d\) slower$/m);
  expect(text).toMatch(/^improved +faster +2\.00 ms +1\.50 ms +1\.33 × \(1\.3\d–1\.3\d\) faster$/m);
  expect(text).toMatch(/^regressed +wrong .* faster +290 → 287 +296 → 293$/m);
  expect(text).toMatch(/^verdict .* top-1 of 300 +top-5 of 300$/m);
  expect(text).toMatch(/^newly failing +breaks +2\.00 ms +failed$/m);
  expect(text).toMatch(/^fixed +mended +failed +2\.00 ms$/m);
  expect(text).toMatch(/^added +new +– +2\.00 ms$/m);
  expect(text).toMatch(/^removed +gone +2\.00 ms +–$/m);
  expect(text).not.toMatch(/^same/m);
  expect(text).toContain('1 cell the same, 1.01 × slower: `--all` lists them.');
  expect(textOf(view, true)).toMatch(/^same +alike +2\.00 ms +2\.02 ms +1\.01 × .* slower$/m);
  expect(textOf(view, true)).toMatch(/^no result in both +broken +failed +failed$/m);
});

test('what must not be compared shows no ratio, and a number is never shortened', () => {
  const facts = { ...knownFacts, 'cpu.model': 'another cpu' };
  const b = runOf('b', [cell('m', { medians: around(3e6), hits: 287 })], { facts });
  const a = runOf('a', [cell('m', { medians: around(2e6), hits: 290 })]);
  expect(textOf(diffed(a, b))).toMatch(/^not comparable .* 2\.00 ms +3\.00 ms +processor not the same +290 → 287/m);
  const narrow = textOf(diffed(a, runOf('b', [cell('m', { medians: around(3e6), hits: 287 })])), true, 60);
  expect(narrow).toMatch(/^regressed +m +1\.50 × \(\d\.\d\d–\d\.\d\d\) slower +290 → 287$/m);
  expect(narrow).toContain('No room here for device, framework, precision, A, B,');
});

test('why there is no verdict, and what would decide', () => {
  const text = textOf(view);
  expect(text).toContain('2 sessions in A and 2 in B, and a verdict on speed needs 3 in each\n    local/few/ort/fp32');
  expect(text).toMatch(
    /too uncertain to be a finding.* With 3 sessions a side .* by a factor of about [\d.]+ or more can be seen\n {4}local\/noisy/,
  );
  expect(text).toContain('1 cell newly failing: the runner ended with exit code 134');
  expect(text).toContain('1 cell fixed, in A: the runner ended with exit code 134');
});

test('one loud cell speaks for itself only', () => {
  const quiet = ['x', 'y', 'z'].map((model) => cell(model, { medians: around(1e6) }));
  const loud = [1e6, 2e6, 1.5e6, 3e6, 1.2e6];
  const both = (medians: readonly number[]): ReturnType<typeof runOf> =>
    runOf('r', [...quiet, cell('loud', { medians })]);
  const { resolution, uncertain } = diffed(both(loud), both([...loud].map((ns) => ns * 1.1)));
  const [alone] = [
    diffed(runOf('a', [cell('m', { medians: loud })]), runOf('b', [cell('m', { medians: loud })])).uncertain,
  ];
  expect(uncertain?.spread).toBeCloseTo(alone?.spread ?? 0, 10);
  expect(uncertain?.spread).toBeGreaterThan(1.9 * (resolution?.spread ?? Number.NaN));
  // The family is the whole diff, so that the same noise shows less than in a diff of one cell.
  expect(uncertain?.detectable).toBeGreaterThan(alone?.detectable ?? Number.NaN);
  expect(diffed(runOf('a', quiet), runOf('b', quiet)).uncertain).toBeNull();
});

describe('the conclusion', () => {
  const quick = (one: Partial<CellWish>): ReturnType<typeof runOf> => runOf('run', [cell('m', one)]);
  const good = quick({ medians: around(2e6) });
  test.each([
    ['nothing-found', good, quick({ medians: around(1.99e6) })],
    ['nothing-found', good, quick({ medians: around(1e6) })],
    ['nothing-found', quick({ medians: [1e6, 2e6, 4e6] }), quick({ medians: [1e6, 3e6, 4e6] })],
    ['found', good, quick({ medians: around(3e6) })],
    ['nothing-judged', good, quick({ medians: [2e6] })],
    ['nothing-judged', good, runOf('run', [cell('another', { medians: around(2e6) })])],
    ['nothing-measured', good, quick({ outcome: crashed })],
    ['nothing-measured', quick({}), good],
  ])('%s', (conclusion, a, b) => {
    expect(diffed(a, b).conclusion).toBe(conclusion);
  });

  test('what --fail-on names decides, and none of it when it names nothing', () => {
    expect(view.conclusion).toBe('found');
    expect(diffed(runOf('a', before), runOf('b', after), { failOn: [] }).conclusion).toBe('nothing-found');
    expect(diffed(good, quick({ medians: around(1e6) }), { failOn: ['improved'] }).conclusion).toBe('found');
  });
});

describe('findings that all point in one direction', () => {
  const three = (factor: number, recipe?: string): ReturnType<typeof runOf> =>
    runOf(
      'run',
      ['x', 'y', 'z'].map((model) =>
        cell(model, { medians: around(2e6 * factor), ...(recipe === undefined ? {} : { recipe }) }),
      ),
    );

  test('in unchanged recipes speak for the machine', () => {
    expect(diffed(three(1), three(1.4)).warnings).toEqual([
      expect.stringContaining('All 3 cells that changed speed with an unchanged recipe are slower'),
    ]);
    expect(diffed(three(1.4), three(1)).warnings[0]).toContain('are faster');
  });

  test('speak for the change where there is one', () => {
    expect(diffed(three(1), three(1.4, 'new')).warnings).toEqual([]);
  });
});

test('cells that do not run say why, and apply nowhere without a row', () => {
  const levels = cell('never').levels;
  const none = settledCell(levels, 'not-applicable', failure('cell/not-applicable', { requirement: 'x' }));
  const [a, b] = [
    runOf('a', [cell('m', { medians: around(1e6) })], { settled: [none] }),
    runOf('b', [cell('m', { outcome: fellBack })], { settled: [none] }),
  ];
  const text = textOf(diffed(a, b));
  expect(text).toContain('1 cell not applicable in both.');
  expect(text).toContain('1 cell newly failing: asked for arithmetic fp16, but fp32 was used');
  expect(diffed(a, b).rows).toHaveLength(1);
});

test('a run set that is not finished says so', () => {
  const run = runOf('a', [cell('m', { medians: around(1e6) })]);
  expect(textOf(diffed({ ...run, state: 'running' }, run))).toContain(
    'still being measured: what is there is compared',
  );
  const other = runOf('b', [cell('m', { medians: around(1e6) })]);
  expect(textOf(diffed(run, { ...other, state: 'interrupted' }))).toContain('not finished: what is there is compared');
});

test('aligned cells keep their own names beside the common one', () => {
  const named = (framework: string, ns: number): ReturnType<typeof runOf> =>
    runOf(framework, [
      {
        levels: { ...cell('m').levels, framework },
        medians: around(ns),
        // The name of a framework is no part of a recipe.
        change: (one) => ({ ...one, measurement: { ...one.measurement, recipe: planned.measurement.recipe } }),
      },
    ]);
  const alignment = { align: [{ kind: 'align' as const, axis: 'framework', from: 'old', to: 'new' }], assume: [] };
  const aligned = diffed(named('old', 1e6), named('new', 2e6), { alignment });
  expect(aligned.rows.map(({ verdict, slug, a }) => [verdict, slug, a?.slug])).toEqual([
    ['regressed', 'local/m/new/fp32', 'local/m/old/fp32'],
  ]);
  expect(textOf(aligned)).toContain('framework old of A is taken for new');
  expect(schemaErrors('diff', aligned)).toEqual([]);
});

test('no name and no fact of a stranger reaches the terminal as a control sequence', () => {
  const evil = '\u001b[2J\u202eevil';
  const wish = (ns: number, outcome?: CellWish['outcome']): readonly CellWish[] => [
    cell(evil, { medians: around(ns) }),
    cell(`${evil}2`, outcome ? { outcome } : { medians: around(ns) }),
  ];
  const a = runOf(evil, wish(1e6), { facts: { ...knownFacts, [evil]: evil, kernel: evil } });
  const b = runOf(evil, wish(2e6, failed('runner/crashed', { said: evil })), { facts: { [evil]: 'x', kernel: '6.2' } });
  const alignment = { align: [{ kind: 'align' as const, axis: evil, from: evil, to: evil }], assume: [] };
  const shown = diffed({ ...a, runSet: { ...a.runSet, name: evil, where: evil } }, b, { alignment });
  for (const width of [40, 200]) {
    const text = textOf(shown, true, width);
    expect(text).toContain('\\u001b[2J');
    expect(text).not.toMatch(/[\u001b\u202e]/);
  }
});

test('what would make cells meet is offered as a command line has it, and what cannot be judged is said', () => {
  const of = (threads: string): CellWish => {
    const { levels } = cell('m');
    return { levels: { ...levels, threads }, medians: around(2e6) };
  };
  const text = textOf(diffed(runOf('run-a', [of('one thread')]), runOf('run-b', [of('2')])));
  expect(text).toContain('1 removed cell and 1 added differ in threads alone, one thread in A and 2 in B.');
  expect(text).toContain("→ `--align 'threads:one thread=2'` compares them with each other");
  expect(text).toContain('No cell could be judged (exit code 5).');
});
