/** The runner in Python of toolchain tensorrt, over doubles of TensorRT's package and of CUDA's runtime. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import type { RunnerJob } from '#domain/job.js';
import { endStarted, ensureBuilt, root } from '#test/cli/binary.js';
import { DoubleBench } from '#test/doubles/bench.js';
import { Road, type RoadParts } from '#test/doubles/road.js';
import { rowsIn } from '#test/frameworks/rows.js';
import { storeNpy } from '#test/npy.js';

const packages = join(root, 'test/support/doubles/gpu-python');

beforeAll(ensureBuilt);
afterAll(endStarted);

const card: RoadParts = {
  device: 'my-jetson',
  units: ['gpu', 'dla0'],
  framework: 'tensorrt',
  frameworkOptions: { toolchain: 'tensorrt', runner: 'python' },
  precisions: ['fp32', 'fp16', 'int8'],
  sources: [
    { format: 'onnx', precision: 'fp32', content: 'a model' },
    { format: 'onnx', precision: 'fp16', content: 'a model in fp16' },
    { format: 'onnx', precision: 'int8', content: 'a model with its scales in int8' },
  ],
  shape: [1, 3, 8, 8],
  layout: 'nchw',
};

describe('the program', () => {
  it.each([
    ['8.6.1', 'cudart', ['fp32', 'int8']],
    ['11.1.0', 'bindings', ['fp16']],
  ])('measures with TensorRT %s what trtexec built', async (version, cuda, precisions) => {
    using road = new Road(
      { ...card, precisions },
      { PYTHONPATH: packages, DOUBLE_VERSION: version, DOUBLE_CUDA: cuda },
    );
    const { code, cells, out, err } = await road.travel();
    expect(code, out + err).toBe(0);
    expect(cells.map(({ state }) => state)).toEqual(precisions.map(() => 'measured'));
    for (const { numbers } of cells) expect(numbers?.latency.medianNs).toBeGreaterThan(0);
  });

  it('does not believe an engine that computes mostly in another precision', async () => {
    const env = { PYTHONPATH: packages, DOUBLE_VERSION: '10.2.0', DOUBLE_FAIL: 'fallback' };
    using road = new Road({ ...card, precisions: ['fp16'] }, env);
    const { cells, out, err } = await road.travel();
    expect(cells[0]?.state, out + err).toBe('invalid');
    expect(cells[0]?.reason?.code).toBe('execution/arithmetic');
  });
});

/** Items whose first ten values are their scores: the network of the double answers those. */
const size = 3 * 8 * 8;
const scores = [3, 1, 4, 7].map((best) => Array.from({ length: 10 }, (_, at) => (at === best ? 2 : at / 10)));

function itemsOf(bench: DoubleBench): string {
  const values = new Float32Array(scores.length * size);
  for (const [at, row] of scores.entries()) values.set(row, at * size);
  const file = bench.file('items.npy', '');
  storeNpy(file, { descr: '<f4', shape: [scores.length, 3, 8, 8], body: new Uint8Array(values.buffer) });
  return file;
}

function labelsOf(bench: DoubleBench, labels: readonly bigint[]): string {
  const file = bench.file('labels.npy', '');
  const body = new Uint8Array(BigInt64Array.from(labels).buffer);
  storeNpy(file, { descr: '<i8', shape: [labels.length], body });
  return file;
}

const gpu = { provider: 'gpu', unit: 'gpu', arithmetic: 'fp32' };

type Words = Readonly<Record<string, string>>;

/** A session of the runner with an engine of `version`, for one unit. */
function session(bench: DoubleBench, job: Partial<RunnerJob>, { DOUBLE_VERSION: version = '8.6.1', ...env }: Words) {
  const input = { kind: 'random', shape: [1, 3, 8, 8], seed: 1 } as const;
  const file = bench.file('model.engine', `TENSORRT ${env['ENGINE'] ?? version} ${env['FLAGS'] ?? 'noTF32'}\na model`);
  const words = { PYTHONPATH: packages, DOUBLE_VERSION: version, ...env };
  return bench.measure({ model: { file, input: 'input' }, asked: gpu, input, options: {}, ...job }, words);
}

const worlds = [
  { DOUBLE_VERSION: '8.2.1', DOUBLE_CUDA: 'library' },
  { DOUBLE_VERSION: '8.6.1', DOUBLE_CUDA: 'cudart' },
  { DOUBLE_VERSION: '10.2.0', DOUBLE_CUDA: 'library', DOUBLE_CUDART: 'libcudart.so.12' },
  { DOUBLE_VERSION: '11.1.0', DOUBLE_CUDA: 'bindings' },
];

describe('the runner', () => {
  test.each(worlds)('counts and answers what the network does: $DOUBLE_VERSION, $DOUBLE_CUDA', async (world) => {
    using bench = new DoubleBench('tensorrt', 'python');
    const images = itemsOf(bench);
    const out = bench.file('answers.npy', '');
    const answered = await session(
      bench,
      { purpose: 'answers', input: { kind: 'data', images }, answers: { out } },
      world,
    );
    expect(answered.verdict, `${answered.said}\n${answered.ended.stderr}`).toBe('gpu gpu fp32');
    expect(rowsIn(out)).toEqual(scores.map((row) => Float32Array.from(row)));
    // Of the third item another is right, which it has second.
    const labels = labelsOf(bench, [3n, 1n, 9n, 7n]);
    const accuracy = { images, labels, data: digestOf('items'), top: [1, 2] };
    const counted = await session(bench, { purpose: 'accuracy', input: { kind: 'data', images }, accuracy }, world);
    expect(counted.session.accuracy).toMatchObject({ counted: 4, hits: { 'top-1': 3, 'top-2': 4 } });
  });

  test.each([
    ['an engine of another version', { ENGINE: '8.2.1' }, 'artifact/incompatible', 'expecting library version 8.6.1'],
    ['another GPU', { DOUBLE_FAIL: 'incompatible-device' }, 'artifact/incompatible', 'incompatible device'],
    ['no device, where TensorRT only warns', { DOUBLE_FAIL: 'no-device' }, 'device/missing', 'error: 100'],
    ['no device', { DOUBLE_FAIL: 'no-device', DOUBLE_VERSION: '11.1.0' }, 'device/missing', 'error: 100'],
    ['an old driver', { DOUBLE_FAIL: 'driver' }, 'device/refused', 'error: 35'],
    ['a GPU in use', { DOUBLE_FAIL: 'busy' }, 'device/busy', 'error: 46'],
    ['no memory for tensors', { DOUBLE_FAIL: 'cuda-out-of-memory' }, 'runner/out-of-memory', 'CUDA error 2 '],
    [
      'no memory, by the library',
      { DOUBLE_FAIL: 'cuda-out-of-memory', DOUBLE_CUDA: 'library' },
      'runner/out-of-memory',
      'cudaMalloc: CUDA error 2 (out of memory)',
    ],
    ['no memory for a context', { DOUBLE_FAIL: 'context-memory' }, 'runner/out-of-memory', 'OutOfMemory'],
    ['an engine that does not run', { DOUBLE_FAIL: 'execution' }, 'failed', 'illegal memory access'],
    ['work that fails on the device', { DOUBLE_FAIL: 'lost' }, 'failed', 'CUDA error 719'],
    ['sizes that are not fixed', { DOUBLE_FAIL: 'dynamic' }, 'failed', 'sizes that are not fixed: (-1, 3, 8, 8)'],
    ['no CUDA at all', { DOUBLE_CUDA: 'none' }, 'failed', "CUDA's runtime is not found"],
    // Nothing says in what it computed.
    ['an engine without its formats', { DOUBLE_FAIL: 'brief' }, 'gpu gpu unknown', ''],
  ])('%s', async (_what, world: Words, verdict, said) => {
    using bench = new DoubleBench('tensorrt', 'python');
    const tried = await session(bench, {}, world);
    expect(tried.verdict, `${tried.said}\n${tried.ended.stderr}`).toBe(verdict);
    expect(tried.said).toContain(said);
  });

  test('on a DLA its part of the network is one layer', async () => {
    using bench = new DoubleBench('tensorrt', 'python');
    const asked = { provider: 'dla0', unit: 'dla0', arithmetic: 'fp16' };
    const tried = await session(bench, { asked }, { FLAGS: 'fp16 useDLACore' });
    expect(tried.verdict, `${tried.said}\n${tried.ended.stderr}`).toBe('dla0 dla0 fp16');
    expect((await session(bench, {}, { FLAGS: 'fp16 useDLACore' })).said).toContain('DLA core -1');
  });
});
