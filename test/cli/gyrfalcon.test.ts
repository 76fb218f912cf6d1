/** docs/toolchains/gyrfalcon.md, followed from an empty folder, with a stand-in for the program that its reader writes. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';

const page = readFileSync(join(root, 'docs/toolchains/gyrfalcon.md'), 'utf8');
const files = new Map(
  [...page.matchAll(/^`([\w./-]+)`\n\n```(?:yml|python)\n(.*?)^```$/gms)].map(([, path = '', text = '']) => [
    path,
    text,
  ]),
);
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-gyrfalcon-'));
const say = (env: NodeJS.ProcessEnv, ...args: readonly string[]) =>
  runToEnd(args, { cwd: folder, env: { COLUMNS: '200', PATH: `${folder}/bin:${process.env['PATH']}`, ...env } });
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** As the page asks for it: a line, and then scores for every item of 192 numbers. */
const program = `
import os, struct, sys
model, count = sys.argv[1], int(sys.argv[2])
if os.environ.get("DOUBLE_FAIL"):
    sys.exit("gti: no GTI device found")
assert open(model, "rb").read() == b"retrained"
sys.stdout.buffer.write(b"ready 1.0\\n")
sys.stdout.buffer.flush()
while True:
    item = sys.stdin.buffer.read(4 * 192)
    if len(item) < 4 * 192:
        break
    mean = sum(struct.unpack("<192f", item)) / 192
    sys.stdout.buffer.write(struct.pack("<%df" % count, *([mean] * count)))
    sys.stdout.buffer.flush()
`;

beforeAll(() => {
  ensureBuilt();
  const python = pythonWithOnnxruntime();
  for (const [path, text] of files) write(path, text);
  const here = `local: true, programs: { python: ${python} }, paths: { state: ${folder}/state, lock: ${folder}/lock }`;
  write('inventory/plug.yaml', (files.get('inventory/plug.yaml') ?? '').replace('local: true', here));
  write('experiments/mobilenet.onnx', 'a graph');
  write('experiments/mobilenet.model', 'retrained');
  write('bin/gti-classify', `#!${python}\n${program}`);
  chmodSync(join(folder, 'bin/gti-classify'), 0o755);
});
afterAll(() => {
  endStarted();
  rmSync(folder, { recursive: true, force: true });
});

test('the page has every file, and they are valid', async () => {
  expect([...files.keys()].sort()).toEqual([
    'experiments/plug.yaml',
    'inventory/plug.yaml',
    'toolchains/gyrfalcon/runner.py',
    'toolchains/gyrfalcon/toolchain.yaml',
  ]);
  const { code, out, err } = await say({}, 'validate', '--strict');
  expect(code, out + err).toBe(0);
});

test('the retrained network is measured, and the one that it came from is never given its numbers', async () => {
  const { code, out, err } = await say({}, 'run', 'experiments/plug.yaml');
  expect(code, out + err).toBe(0);
  expect(out).toContain('2 cells: 1 measured, 1 unsupported');
  expect(out).toMatch(/^mobilenet-retrained-for-gti +\d.* [µm]s/m);
});

test('a plug that is not there is a device that is missing', async () => {
  const experiment = files.get('experiments/plug.yaml') ?? '';
  write('experiments/unplugged.yaml', `${experiment.replace('name: plug', 'name: unplugged')}limits: { retries: 0 }\n`);
  const { out } = await say({ DOUBLE_FAIL: '1' }, 'run', 'experiments/unplugged.yaml');
  expect(out).toContain('no GTI device');
  const exported: { readonly cells: readonly { readonly reason: { readonly code: string } | null }[] } = JSON.parse(
    (await say({}, 'export', '--json')).out,
  );
  expect(exported.cells.map(({ reason }) => reason?.code)).toContain('device/missing');
});

test('retrained weights among the sources of the network that they came from are refused', async () => {
  const experiment = files.get('experiments/plug.yaml') ?? '';
  write(
    'experiments/mixed.yaml',
    experiment.replace(
      'path: mobilenet.onnx }',
      'path: mobilenet.onnx }, { format: gti-model, precision: gti, path: mobilenet.model, weights: gyrfalcon-mdk-retrained-2019-05 }',
    ),
  );
  const { code, out, err } = await say({}, 'validate', 'experiments/mixed.yaml');
  expect(code).toBe(2);
  expect(out + err).toContain('spec/mixed-weights');
});
