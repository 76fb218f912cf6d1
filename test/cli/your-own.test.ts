/** docs/toolchains/your-own.md, followed from an empty folder: every file of the page is written there, and the program runs it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';

const page = readFileSync(join(root, 'docs/toolchains/your-own.md'), 'utf8');
/** A path on a line of its own, and what lies there. */
const files = new Map(
  [...page.matchAll(/^`([\w./-]+)`\n\n```(?:yml|python)\n(.*?)^```$/gms)].map(([, path = '', text = '']) => [
    path,
    text,
  ]),
);
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-your-own-'));
const say = (...args: readonly string[]) => runToEnd(args, { cwd: folder, env: { COLUMNS: '200' } });
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const toolchain = 'toolchains/numpy-mlp/toolchain.yaml';
const textOf = (path: string): string => files.get(path) ?? '';

beforeAll(() => {
  ensureBuilt();
  const python = pythonWithOnnxruntime();
  for (const [path, text] of files) write(path, text);
  // A Python with NumPy, and a board of its own: tests that run beside each other must not wait for one lock.
  const here = `local: true, programs: { python: ${python} }, paths: { state: ${folder}/state, lock: ${folder}/lock }`;
  write('inventory/here.yaml', textOf('inventory/here.yaml').replace('local: true', here));
  execFileSync(python, ['experiments/models/make.py'], { cwd: folder });
});
afterAll(() => {
  endStarted();
  rmSync(folder, { recursive: true, force: true });
});

test('the page has every file', () => {
  expect([...files.keys()].sort()).toEqual([
    'experiments/models/make.py',
    'experiments/perceptrons.yaml',
    'inventory/here.yaml',
    'toolchains/numpy-mlp/convert.py',
    'toolchains/numpy-mlp/network.py',
    'toolchains/numpy-mlp/runner.py',
    toolchain,
  ]);
});

test('its files are valid, and the toolchain is known', async () => {
  const { code, out } = await say('validate', '--strict');
  expect(out).toBe(
    `ok experiments/perceptrons.yaml: experiment, 8 cells\nok inventory/here.yaml: inventory, 1 board, for this-machine\nok ${toolchain}: toolchain\n`,
  );
  expect(code).toBe(0);
  const shown = await say('toolchains', 'show', 'numpy-mlp', '--json');
  expect(schemaErrors('toolchains-show', JSON.parse(shown.out))).toEqual([]);
  expect(JSON.parse(shown.out)).toMatchObject({
    toolchain: { name: 'numpy-mlp', loads: 'mlp-npz', precisions: ['fp32', 'int8'] },
  });
});

test('it is planned, measured, checked against its source, and refused in its own words', async () => {
  const planned = await say('plan', 'experiments/perceptrons.yaml');
  expect(planned.out).toMatch(/small\/numpy-mlp\/int8\/threads=2 +2 +models\/small.json → quantise +here/);
  const { code, out } = await say('run', 'experiments/perceptrons.yaml');
  expect(code, out).toBe(0);
  expect(out).toContain('8 cells: 4 measured, 4 unsupported');
  for (const row of ['small +fp32 +1', 'small +fp32 +2', 'small +int8 +1', 'small +int8 +2'])
    expect(out).toMatch(new RegExp(`^${row} +\\d.* µs \\(`, 'm'));
  // As the page quotes it.
  const [quoted = ''] = /^2 cells unsupported: [^`]*/m.exec(page) ?? [];
  expect(quoted).toContain('activation swish is unknown');
  expect(out).toContain(quoted.trim());
  const explained = await say('explain', 'small/numpy-mlp/int8/threads=2');
  expect(explained.out).toContain('quantise of numpy-mlp to mlp-npz int8, by numpy on builder here');
  expect(explained.out).toContain('check: answers like its source (asked of numpy-mlp)');
  expect(Number(/least cosine ([\d.]+)/.exec(explained.out)?.[1])).toBeGreaterThan(0.999);
});

test('a file that lies neither beside it nor with the program is told with both places', async () => {
  write(toolchain, textOf(toolchain).replace('../python-runner/npy.py', '../python-runner/npi.py'));
  const { code, out, err } = await say('plan', 'experiments/perceptrons.yaml');
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain('error[spec/path-missing]: there is no file "../python-runner/npi.py"');
  expect(err).toContain('toolchains/python-runner/npi.py and ');
  expect(err).toContain(join(root, 'toolchains/python-runner/npi.py'));
  write('toolchains/python-runner/npi.py', '');
  expect((await say('validate', toolchain)).code).toBe(0);
});

test('a probe that another toolchain means otherwise is refused with both', async () => {
  write(
    toolchain,
    textOf(toolchain)
      .replace(/numpy: \{ kind/, 'onnx: { kind')
      .replaceAll('[python, numpy]', '[python, onnx]')
      .replaceAll('tool: numpy', 'tool: onnx'),
  );
  const { code, err } = await say('plan', 'experiments/perceptrons.yaml');
  expect(code).toBe(2);
  expect(err).toContain('error[spec/name-taken]: "onnx" is the name of a probe of toolchain onnxruntime already');
  expect(err).toContain(`--> ${toolchain}:`);
});
