/** `init` of the built program: real model files, read by ONNX Runtime, become an experiment that plans; or a kind refusal. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Ended, ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import { onnxModel } from '#test/models/onnx.js';
import { schemaErrors } from '#test/report/schemas.js';

let folder: string;
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrate-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (...args: readonly string[]): Promise<Ended> => runToEnd(args, { cwd: folder });
const text = (path: string): string => readFileSync(join(folder, path), 'utf8');

function shipped(name: string, as = name): void {
  const to = join(folder, as);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(root, 'experiments', name), to);
}

function model(name: string, ...args: Parameters<typeof onnxModel>): void {
  writeFileSync(join(folder, name), onnxModel(...args));
}

test('two files of one model become an experiment that plans at once', async () => {
  shipped('models/digits-cnn.fp32.onnx', 'models/digits.fp32.onnx');
  shipped('models/digits-cnn.int8.onnx', 'models/digits.int8.onnx');
  const made = await say('init', 'models/digits.fp32.onnx', 'models/digits.int8.onnx', '--json');
  expect([made.code, made.err]).toEqual([0, '']);
  const view: unknown = JSON.parse(made.out);
  expect(schemaErrors('init', view)).toEqual([]);
  expect(view).toMatchObject({
    experiment: 'experiments/digits.yaml',
    cells: 4,
    models: [
      {
        name: 'digits',
        input: { name: 'input', shape: ['batch', 1, 32, 32] },
        sources: [
          { precision: 'fp32', path: '../models/digits.fp32.onnx' },
          { precision: 'int8', path: '../models/digits.int8.onnx' },
        ],
      },
    ],
  });
  expect(text('schemas/experiment.schema.json')).toBe(
    readFileSync(join(root, 'schemas/experiment.schema.json'), 'utf8'),
  );
  const plan = await say('plan', 'experiments/digits.yaml');
  expect([plan.code, plan.err]).toEqual([0, '']);
  expect(plan.out).toContain('4 to measure');
});

test('what is there is kept; --force replaces the experiment and nothing else', async () => {
  model('net.onnx', { inputs: [{ name: 'x', shape: [1, 4] }] });
  expect((await say('init', 'net.onnx')).code).toBe(0);
  writeFileSync(join(folder, 'experiments/net.yaml'), '# mine\n');
  writeFileSync(
    join(folder, 'inventory/this-machine.yaml'),
    'schema: 1\nboards: { lab: { local: true, device: this-machine } }\n',
  );
  const refused = await say('init', 'net.onnx');
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('`--force` replaces it');
  expect(text('experiments/net.yaml')).toBe('# mine\n');
  const forced = await say('init', 'net.onnx', '--force');
  expect(forced.code, forced.err).toBe(0);
  expect(forced.out).toContain('kept  inventory/this-machine.yaml');
  expect(text('experiments/net.yaml')).toContain('name: net');
  expect(text('inventory/this-machine.yaml')).toContain('lab:');
});

test('data with labels: accuracy is counted, and sizes that the file leaves free are taken from them', async () => {
  shipped('models/digits-cnn.fp32.onnx', 'digits.onnx');
  shipped('data/digits-test.images.npy', 'images.npy');
  shipped('data/digits-test.labels.npy', 'labels.npy');
  const made = await say('init', 'digits.onnx', '--data', 'images.npy', '--labels', 'labels.npy', '--sessions', '1');
  expect(made.code, made.err).toBe(0);
  expect(text('experiments/digits.yaml')).toContain('accuracy: { data: items, top: [1, 5] }');
  expect((await say('plan', 'experiments/digits.yaml')).out).toMatch(/2 to measure/);
  const swapped = await say('init', 'digits.onnx', '--name', 'no', '--data', 'labels.npy', '--labels', 'images.npy');
  expect(swapped.code).toBe(2);
  expect(swapped.err).toContain('labels.npy: expected float32');
  expect(swapped.err).toContain('images.npy: expected integers');
});

test('a file from outside is copied when that is asked for, and else refused', async () => {
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  model('net.onnx', { inputs: [{ name: 'x', shape: [1, 4] }] });
  const refused = await runToEnd(['init', '../net.onnx'], { cwd: inner });
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('--copy');
  expect(existsSync(join(inner, 'experiments'))).toBe(false);
  expect((await runToEnd(['init', '../net.onnx', '--copy'], { cwd: inner })).code).toBe(0);
  expect((await runToEnd(['plan', 'experiments/net.yaml'], { cwd: inner })).out).toContain('2 to measure');
  expect(existsSync(join(inner, 'models/net.onnx'))).toBe(true);
});

test('--quickstart brings the example with all that it names', async () => {
  const made = await say('init', '--quickstart', '--json');
  expect([made.code, made.err]).toEqual([0, '']);
  expect(schemaErrors('init', JSON.parse(made.out))).toEqual([]);
  const plan = await say('plan', 'experiments/quickstart.yaml');
  expect(plan.code, plan.err).toBe(0);
  expect(plan.out).toContain('13 to measure');
  const again = await say('init', '--quickstart');
  expect(again.out).not.toContain('wrote');
});

test('all that stands against it is said at once, and nothing is written', async () => {
  model('two.onnx', {
    inputs: [
      { name: 'ids', type: 'int64', shape: [1, 8] },
      { name: 'mask', shape: [1, 8] },
    ],
  });
  model('ids.onnx', { inputs: [{ name: 'ids', type: 'int64', shape: [1, 8] }] });
  model('free.onnx', { inputs: [{ name: 'pixels', shape: ['', 3, 'height', 'width'] }] });
  model('steps.onnx', { inputs: [{ name: 'audio', shape: ['time', 80] }] });
  model('apart.onnx', { inputs: [{ name: 'x', shape: [1, 4] }], weights: { float32: 4 }, external: true });
  model('a.fp32.onnx', { inputs: [{ name: 'x', shape: [1, 4] }], weights: { float32: 4 } });
  model('a.int8.onnx', { inputs: [{ name: 'x', shape: [1, 4] }], weights: { float32: 4 } });
  writeFileSync(join(folder, 'empty.onnx'), '');
  writeFileSync(
    join(folder, 'cut.onnx'),
    readFileSync(join(root, 'experiments/models/digits-cnn.fp32.onnx')).subarray(0, 5000),
  );
  writeFileSync(join(folder, 'lfs.onnx'), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
  writeFileSync(
    join(folder, 'net.tflite'),
    Buffer.concat([Buffer.from([28, 0, 0, 0]), Buffer.from('TFL3'), Buffer.alloc(40)]),
  );
  const names = ['two', 'ids', 'free', 'steps', 'apart', 'a.fp32', 'a.int8', 'empty', 'cut', 'lfs'];
  const files = [...names.map((name) => `${name}.onnx`), 'net.tflite', 'gone.onnx', 'experiments'];
  mkdirSync(join(folder, 'experiments'));
  const { code, out, err } = await say('init', ...files);
  expect([code, out]).toEqual([2, '']);
  for (const said of [
    /two\.onnx: the model has 2 inputs.*\n.*ids int64 \[1, 8\]/,
    /ids\.onnx: its input is ids int64 .*float32/,
    /free\.onnx: .*pixels float32 \[\?, 3, height, width\] .*\n.*--shape pixels=1x3x224x224/,
    /steps\.onnx: .*free/,
    /apart\.onnx: its weights are in a file of their own/,
    /a\.fp32\.onnx and a\.int8\.onnx are named as one model, and both are fp32/,
    /empty\.onnx: the file is empty/,
    /cut\.onnx: this is no ONNX model, or one that is cut short/,
    /lfs\.onnx: .*git lfs pull/,
    /net\.tflite: this is a TensorFlow Lite model/,
    /gone\.onnx: there is no such file/,
    /experiments: this is a folder/,
    /Nothing was written/,
  ])
    expect(err).toMatch(said);
  expect(existsSync(join(folder, 'inventory'))).toBe(false);
});

test('--shape says what the file leaves free, and is held against it', async () => {
  model('free.onnx', { inputs: [{ name: 'pixels', shape: ['', 3, 'height', 'width'] }] });
  const wrong = await say('init', 'free.onnx', '--shape', 'pixels=1x4x8x8');
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('does not fit its input pixels float32 [?, 3')]);
  expect((await say('init', 'free.onnx', '--shape', 'piksels=1x3x8x8')).err).toContain('there is pixels');
  expect((await say('init', 'free.onnx', '--shape', '1x3x8x8')).code).toBe(0);
  expect(text('experiments/free.yaml')).toContain('shape: [1, 3, 8, 8]');
});

test('a board over SSH is a line of the inventory, and that is said', async () => {
  model('net.onnx', { inputs: [{ name: 'x', shape: [1, 4] }] });
  const { code, err } = await say('init', 'net.onnx', '--board', 'pi@lab');
  expect([code, err]).toEqual([2, expect.stringContaining('`ssh: pi@lab` in place of `local: true`')]);
  expect((await say('init', 'net.onnx', '--board', 'bench-1')).code).toBe(0);
  expect(text('inventory/this-machine.yaml')).toContain('bench-1:');
});
