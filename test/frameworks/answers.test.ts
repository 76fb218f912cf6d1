/** What a model answers, written for whoever compares: by the runners of ONNX Runtime, against the library asked directly. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxModel } from '#test/models/onnx.js';
import { storeNpy } from '#test/npy.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

const subjects = [
  { framework: 'onnxruntime', runner: 'node' },
  { framework: 'onnxruntime-web', runner: 'node-wasm' },
  { framework: 'onnxruntime', runner: 'python' },
] as const;
/** Milliseconds: the first time on a machine, packages are fetched. */
const makingPython = 600_000;
const items = 7;

describe.each(subjects)('$framework in $runner', ({ framework, runner }) => {
  let bench: Workbench;
  beforeAll(() => {
    const interpreter = runner === 'python' ? pythonWithOnnxruntime() : process.execPath;
    bench = new Workbench({ framework, runner, interpreter });
  }, makingPython);
  afterAll(() => bench.dispose());

  test('writes a row for each item, of what the library answers, and times nothing', async () => {
    const job = bench.answering(modelFile('digits-cnn.fp32'), { input: { kind: 'data', images, items } });
    const { session, exitCode } = await bench.measure(job);
    expect({ exitCode, error: session.error }).toEqual({ exitCode: 0, error: undefined });
    expect({ done: session.done?.iterations, samples: session.samples }).toEqual({ done: 0, samples: [] });
    expect(session.loaded?.used.arithmetic).toBe('fp32');
    const { shape, rows } = answersIn(bench.path('answers.out'));
    expect(shape).toEqual([items, 10]);
    const asked = await askedDirectly(modelFile('digits-cnn.fp32'));
    rows.forEach((row, index) => row.forEach((value, at) => expect(value).toBeCloseTo(asked[index]![at]!, 4)));
    // Not the answers to one item, again and again.
    expect(new Set(rows.map(String)).size).toBe(items);
    expect(bench.litter()).toEqual([]);
  });

  test('feeds images in the layout of the model, and answers in that of the data', async () => {
    // Passes on what it takes, which must have this shape.
    writeFileSync(bench.path('identity.out'), onnxModel({ inputs: [{ name: 'input', shape: [1, 3, 2, 4] }] }));
    const numbers = Float32Array.from({ length: 2 * 24 }, (_, index) => index);
    storeNpy(bench.path('nhwc.out'), { descr: '<f4', shape: [2, 2, 4, 3], body: new Uint8Array(numbers.buffer) });
    const input = { kind: 'data', images: 'nhwc.out' } as const;
    const answers = { out: 'turned.out' };
    const unlike = await bench.measure(bench.answering('identity.out', { answers, input }));
    expect(unlike.session.error?.code).toBe('failed');
    expect(existsSync(bench.path('turned.out'))).toBe(false);
    const layout = { data: 'nhwc', model: 'nchw' } as const;
    const { session } = await bench.measure(bench.answering('identity.out', { answers, input: { ...input, layout } }));
    expect(session.error).toBeUndefined();
    expect(answersIn(bench.path('turned.out'))).toEqual({
      shape: [2, 24],
      rows: [[...numbers.slice(0, 24)], [...numbers.slice(24)]],
    });
    expect(bench.litter()).toEqual([]);
  });
});

/** NumPy's own layout of a file, read without any of our readers: the header is padded to 64 bytes. */
function answersIn(path: string): { readonly shape: readonly number[]; readonly rows: readonly number[][] } {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  expect(start % 64).toBe(0);
  const header = bytes.toString('latin1', 10, start);
  expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(\d+, \d+\), \} *\n$/);
  const [count = 0, values = 0] = [...header.matchAll(/\d+(?=[,)])/g)].map(([size]) => Number(size));
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  expect(numbers).toHaveLength(count * values);
  const rows = Array.from({ length: count }, (_, index) => [...numbers.slice(index * values, (index + 1) * values)]);
  return { shape: [count, values], rows };
}

interface Ort {
  readonly InferenceSession: {
    create(file: string): Promise<{ run(feed: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

async function askedDirectly(file: string): Promise<readonly Float32Array[]> {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Ort;
  const session = await InferenceSession.create(file);
  // NumPy pads its header to 128 bytes here.
  const bytes = new Uint8Array(readFileSync(images)).buffer.slice(128);
  const answers: Float32Array[] = [];
  for (let index = 0; index < items; index++) {
    const input = new Tensor('float32', new Float32Array(bytes, index * 4096, 1024), [1, 1, 32, 32]);
    const { logits } = await session.run({ input });
    answers.push(logits!.data);
  }
  return answers;
}
