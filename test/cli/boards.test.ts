/** `boards` as a person uses it: what is remembered, asked and freed. One real board, and one that nobody answers for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-boards-'));
const state = join(folder, 'state');
const lock = join(folder, 'lock');
const say = (...args: readonly string[]) => runToEnd(['boards', ...args], { cwd: folder, env: { COLUMNS: '100' } });

interface Told {
  readonly boards: readonly {
    readonly name: string;
    readonly state?: string;
    readonly health?: string;
    readonly seenAt?: string | null;
    readonly reason?: { readonly code: string } | null;
    readonly cells?: { readonly total: number; readonly run: number; readonly missing: readonly { cells: number }[] };
  }[];
}
const json = (out: string): Told => {
  const told: Told = JSON.parse(out);
  return told;
};

const experiment = `schema: 1
name: places
inventory: ../inventory/lab.yaml
matrix:
  axes: { device: [this-machine], model: [m], framework: [onnxruntime], precision: [fp32, int8] }
models:
  m: { sources: [{ format: onnx, precision: fp32, path: m.onnx }], inputs: [{ name: i, shape: [1] }] }
`;

beforeAll(() => {
  ensureBuilt();
  mkdirSync(join(folder, 'inventory'));
  mkdirSync(join(folder, 'experiments'));
  const here = `{ device: this-machine, local: true, labels: { rack: a1 }, paths: { state: ${state}, lock: ${lock} } }`;
  // Port 9 (discard) is served by nobody.
  const gone = '{ device: this-machine, ssh: { host: 127.0.0.1, port: 9 } }';
  writeFileSync(join(folder, 'inventory', 'lab.yaml'), `schema: 1\nboards:\n  here: ${here}\n  gone: ${gone}\n`);
  writeFileSync(join(folder, 'experiments', 'places.yaml'), experiment);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('before the first look nothing is known, and nothing is made', async () => {
  const { code, out } = await say('ls', '--json');
  expect(code).toBe(0);
  expect(schemaErrors('boards-ls', json(out))).toEqual([]);
  expect(json(out).boards.map(({ name, health, seenAt }) => [name, health, seenAt])).toEqual([
    ['here', 'never looked at', null],
    ['gone', 'never looked at', null],
  ]);
  expect((await say('facts', 'here')).out).toContain('here, never looked at');
});

test('a check says what is there and what is not, ends with 3, and is remembered', async () => {
  const checked = await say('check', 'experiments/places.yaml', '--json');
  expect(checked.code).toBe(3);
  const view = json(checked.out);
  expect(schemaErrors('boards-check', view)).toEqual([]);
  expect(view.boards.map(({ name, state: found, reason }) => [name, found, reason?.code ?? null])).toEqual([
    ['here', 'usable', null],
    ['gone', 'unusable', 'board/unreachable'],
  ]);
  // The planner's own words: one cell lacks its file, the other the items that a quantising step looks at.
  expect(view.boards[0]?.cells).toMatchObject({
    total: 2,
    run: 0,
    missing: [
      { kind: 'unavailable', cells: 1, reason: { code: 'source/missing' } },
      { kind: 'unsupported', cells: 1, reason: { code: 'route/calibration' } },
    ],
  });

  const ls = await say('ls');
  expect(ls.out).toMatch(/^here {2}.*usable .*just now/m);
  expect(ls.out).toMatch(/^gone {2}.*unusable/m);
  expect(ls.out).toContain('nothing listens');
  const page = await say('facts', 'here', '--json');
  expect(schemaErrors('boards-facts', JSON.parse(page.out))).toEqual([]);
  expect(page.out).toContain(`"kernel": "${execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()}"`);

  const planned = await runToEnd(['plan', 'experiments/places.yaml'], { cwd: folder });
  expect(planned.out).toContain('gone was never looked at: what it has is to be probed; --probe looks');
  expect(planned.out).not.toContain('facts of here');
});

test('one board alone is usable, and its facts are a table of words', async () => {
  const { code, out, err } = await say('check', 'here');
  expect(code).toBe(0);
  expect(out).toMatch(/^board +state +system/m);
  expect(out).toMatch(/^here +usable/m);
  expect(err).toMatch(/^here: looked at after/m);
});

test('a free board is free', async () => {
  const { code, out } = await say('unlock', 'here', '--json');
  expect(code).toBe(0);
  expect(schemaErrors('boards-unlock', JSON.parse(out))).toEqual([]);
  expect(JSON.parse(out)).toMatchObject({ free: true, holder: null, swept: 0, left: 'empty' });
});

test.each<[string, readonly string[], RegExp]>([
  ['a name that is none', ['check', 'heer'], /There is no board .heer.*Did you mean here\?/],
  ['a file that is not there', ['ls', 'inventory/lba.yaml'], /did you mean/i],
  ['two files', ['check', 'inventory/lab.yaml', 'experiments/places.yaml'], /Expected one inventory or experiment/],
  ['a toolchain', ['check', resolve('toolchains/ncnn/toolchain.yaml')], /is a toolchain/],
  ['an unknown option', ['check', '--canry'], /unknown option '--canry'/],
  ['an unknown command', ['chekc'], /unknown command 'chekc'/],
])('%s is a mistake', async (_, args, words) => {
  const { code, out, err } = await say(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(words);
  expect(err).not.toMatch(/\n {4}at /);
});

test('prepare shows what it would do; wishes that are none are told with what there is', async () => {
  const wish = ['--toolchain', 'onnxruntime@1.30.0', '--dry-run', '--json'];
  const { code, out } = await say('prepare', 'here', ...wish);
  expect(code).toBe(0);
  expect(await say('prepare', 'here', 'experiments/places.yaml', ...wish)).toMatchObject({ code: 0, out });
  const view: unknown = JSON.parse(out);
  expect(schemaErrors('boards-prepare', view)).toEqual([]);
  const wanted = { name: 'onnxruntime.runtime', version: '1.30.0', state: 'to-make' };
  expect(view).toMatchObject({ board: 'here', dryRun: true, complete: true });
  expect(view).toHaveProperty('environments', expect.arrayContaining([expect.objectContaining(wanted)]));
  expect((await say('prepare', 'here', '--toolchain', 'onnxruntim')).err).toContain('Did you mean onnxruntime?');
  for (const wrong of [
    ['nowhere'],
    ['here', '--toolchain', 'onnxruntime@../x'],
    ['here', '--limit', 'soon'],
    ['here', 'gone'],
    ['here', '--toolchain', 'onnxruntime', '--for', 'experiments/places.yaml'],
  ])
    expect(await say('prepare', ...wrong)).toMatchObject({ code: 2, out: '' });
  expect(await say('prepare', 'gone', '--toolchain', 'onnxruntime', '--json')).toMatchObject({ code: 3 });
});
