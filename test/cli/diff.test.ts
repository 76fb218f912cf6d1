/** `diff` of the built program over small stores on disk: exit codes, defaults, mistakes, what a program reads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openResultStore } from '#adapters/sqlite/open.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { failure } from '#domain/failure.js';
import { axisName, type CellKey, levelId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { ResultStore } from '#ports/result-store.js';
import { type Ended, ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';
import {
  ended,
  evidence,
  launch,
  newAttempt,
  planOf,
  runCell,
  runSetOf,
  session,
  wall,
  woke,
} from '#test/store/samples.js';

const root = mkdtempSync(join(tmpdir(), 'diff-'));
const runs = join(root, 'runs');
const crashed: Outcome = { kind: 'failed', failure: failure('runner/crashed', { exitCode: 7, said: '\u001b[31mno' }) };

/** Medians of the sessions by cell, or what the only session came to. */
type Measured = Readonly<Record<string, readonly number[] | Outcome>>;
const quiet = (ns: number): readonly number[] => [0.995, 1, 1.005].map((factor) => ns * factor);
const evil = '\u001b[2Jevil';

const runSets: readonly (readonly [id: string, experiment: string, cells: Measured])[] = [
  ['other', 'other', { one: quiet(1e6) }],
  ['first', 'samples', { one: quiet(1e6), two: quiet(2e6), [evil]: quiet(1e6) }],
  ['again', 'samples', { one: quiet(1.01e6), two: quiet(2e6), [evil]: quiet(1e6) }],
  ['slower', 'samples', { one: quiet(1.3e6), two: quiet(2e6), [evil]: crashed }],
  ['single', 'samples', { one: [1e6], two: [2e6] }],
  ['broken', 'samples', { one: crashed, two: crashed }],
];

function measure(store: ResultStore, at: number): void {
  const [id, experiment, cells] = runSets[at] ?? ['', '', {}];
  const plan = planOf(Object.keys(cells).map((name) => ({ ...runCell(name), ...named(name) })));
  const runSet = { ...runSetOf(id, plan, wall(at)), experiment };
  store.begin(runSet, plan);
  for (const [cell, result] of Object.entries(cells)) {
    const tries = 'kind' in result ? [result] : result;
    for (const [before, one] of tries.entries()) {
      const attempt = newAttempt(runSet.id, { ...session(cell, before + 1), cell: named(cell).key });
      store.record(runSet.id, woke(1), [launch(attempt)], wall(at));
      const outcome: Outcome = typeof one === 'number' ? { kind: 'succeeded' } : one;
      store.record(runSet.id, ended(attempt, outcome, typeof one === 'number' ? evidenceOf(one) : {}), [], wall(at));
    }
  }
  store.finish(runSet.id, wall(at));
}

/** Alignment makes keys from levels, as a plan does. */
function named(model: string): { key: CellKey; slug: string } {
  const made = cellOf(new Map([[axisName('model'), levelId(model)]]));
  return { key: made.key, slug: slugOf(made) };
}

function evidenceOf(medianNs: number): typeof evidence {
  const [median] = evidence.metrics;
  return { ...evidence, files: [], metrics: median ? [{ ...median, value: medianNs }] : [] };
}

beforeAll(() => {
  ensureBuilt();
  const opened = openResultStore(join(runs, 'orchestrate.db'), { mode: 'write' });
  if (!opened.ok) throw new Error(opened.error.kind);
  for (const at of runSets.keys()) measure(opened.value, at);
  opened.value.close();
});
afterAll(() => rmSync(root, { recursive: true }));

const diff = (...args: readonly string[]): Promise<Ended> =>
  runToEnd(['diff', ...args, '--store', runs], { cwd: root });

describe('the exit code', () => {
  test.each<[number, string, string[], RegExp]>([
    [0, 'nothing found', ['first', 'again'], /^3 cells the same\.$/m],
    [4, 'slower, and a cell that crashes', ['first', 'slower'], /^1 cell regressed, 1 newly failing, 1 the same\.$/m],
    [4, 'only what the policy names', ['slower', 'first', '--fail-on', 'fixed'], /^1 cell improved, 1 fixed/m],
    [0, 'no policy', ['first', 'slower', '--fail-on', 'none'], /^1 cell regressed/m],
    [
      0,
      'a threshold above it',
      ['first', 'slower', '--threshold', '50%', '--fail-on', 'regressed'],
      /^1 cell newly failing, 2 the same/m,
    ],
    [5, 'too few sessions', ['first', 'single'], /needs 3 in each/],
    [5, 'nothing measured on a side', ['first', 'broken'], /2 cells newly failing/],
    [4, 'a selector', ['first', 'slower', '--where', 'model:one'], /^1 cell regressed\.$/m],
    [0, 'a selector that leaves it out', ['first', 'slower', '--where', 'model:two'], /^1 cell the same\.$/m],
    [5, 'nothing in common', ['other', 'single', '--align', 'model:one=else'], /added/],
  ])('%i: %s', async (code, _, args, says) => {
    const { out, err, ...rest } = await diff(...args);
    expect([rest.code, err], out).toEqual([code, '']);
    expect(out).toMatch(says);
    expect(out).not.toContain('\u001b');
  });
});

test('without names the latest against the one before it, with one that and the newest of its experiment', async () => {
  const [none, one] = await Promise.all([diff('--json'), diff('slower', '--json')]);
  const sides = [none, one].map(({ out }) => {
    const view: { a: { id: string }; b: { id: string } } = JSON.parse(out);
    return [view.a.id, view.b.id];
  });
  expect(sides).toEqual([
    ['single', 'broken'],
    ['slower', 'broken'],
  ]);
});

test('--json is what the schema says, names of strangers included', async () => {
  const { out } = await diff('first', 'slower', '--json');
  const view: unknown = JSON.parse(out);
  expect(schemaErrors('diff', view)).toEqual([]);
  expect(view).toMatchObject({ conclusion: 'found', counts: { regressed: 1, 'newly-failing': 1, same: 1 } });
});

test.each<[string, string[], RegExp]>([
  ['the same run set twice', ['first', 'first'], /A and B are the same run set, first/],
  ['one run set of its experiment', ['other'], /There is one run set of other only[^]*there are also:\n {2}broken/],
  ['a selector that means nothing', ['--where', 'modl:one'], /--where: unknown field "modl"/],
  ['a run set that is not there', ['first', 'nothing'], /Run set nothing: there is none/],
  [
    'a threshold without its sign',
    ['--threshold', '10'],
    /--threshold: expected a percentage .* such as 10%, and found "10"/,
  ],
  ['an unknown verdict', ['--fail-on', 'regresed'], /Did you mean regressed\?/],
  ['two cells that would be one', ['first', 'again', '--align', 'model:one=two'], /two cells of A would be one/],
])('%s is a mistake in words, with 2', async (_, args, says) => {
  const { code, out, err } = await diff(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(says);
  expect(err).not.toMatch(/\n {4}at |\u001b/);
});
