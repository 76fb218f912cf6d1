/** TensorFlow for real: SavedModels made of ONNX and of Keras, and Keras files as they are, held against what they were made of. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answersIn, apart, askedOfOnnxruntime } from '#test/frameworks/answers.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { small, smallItems, smallModel } from '#test/frameworks/models.js';
import { Workbench } from '#test/toolchains/workbench.js';

const layout = { data: 'nchw', model: 'nhwc' } as const;
const { channels, height, width, maps, classes } = small;

// TensorFlow takes seconds to start, and minutes on a machine where others work: no judgement of its speed.
vi.setConfig({ testTimeout: makingEnvironment, hookTimeout: makingEnvironment });

let python = '';
let bench: Workbench;

beforeAll(() => {
  // It has all that the runner needs, in the version of its own environment: one download less.
  python = interpreterOf('tensorflow', 'converter');
  bench = new Workbench({ framework: 'tensorflow', runner: 'python', interpreter: python });
}, makingEnvironment);
afterAll(() => bench.dispose());

test('a SavedModel of an ONNX file answers as that does, and is measured', async () => {
  const source = smallModel(bench.path('two.onnx.out'), 'two', python);
  const items = smallItems(bench.path('small.out'), 3);
  const input = { kind: 'data', images: 'small.out', layout } as const;
  const expected = await askedOfOnnxruntime(source, items, [1, channels, height, width]);
  expect(bench.convert('from-onnx', { source, out: 'two.out' })).toMatchObject({ exitCode: 0 });
  const asked = await bench.measure(bench.answering('two.out', { input }));
  expect(asked.session.error).toBeUndefined();
  const { shape, rows } = answersIn(bench.path('answers.out'));
  // The maps first, as in the source: a signature would have sorted them.
  expect(shape).toEqual([3, maps * height * width + classes]);
  expect(apart(rows, expected).most).toBeLessThan(1e-4);

  const job = bench.job('two.out', { input, options: { threads: '2' } });
  const { session, exitCode, stdout, wallNs } = await bench.measure(job);
  expect({ exitCode, stdout, error: session.error }).toEqual({ exitCode: 0, stdout: '', error: undefined });
  expect(session.hello).toMatchObject({ runner: 'tensorflow', versions: { tensorflow: '2.19.1' } });
  expect(session.loaded?.used).toEqual({ provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' });
  // The convolution and the matrix product.
  expect(session.loaded?.placement?.nodesByArithmetic).toEqual({ fp32: 2 });
  expect(session.done?.iterations).toBe(5);
  const all = session.samples.flatMap(({ phases }) => phases.inference ?? []);
  expect(all.reduce((sum, one) => sum + one, 0) + (session.loaded?.loadNs ?? 0)).toBeLessThan(wallNs);
  expect(bench.litter()).toEqual([]);
});

test('a Keras file answers as it is what its SavedModel answers', async () => {
  const lines = `
import sys
import keras
import numpy as np
keras.utils.set_random_seed(5)
model = keras.Sequential([
    keras.layers.Input((8, 10, 3)),
    keras.layers.Conv2D(4, 3, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(5),
])
model.save(sys.argv[1] + ".keras")
items = np.load(sys.argv[2]).transpose(0, 2, 3, 1)
print(model.predict(items, verbose=0).tolist())`;
  smallItems(bench.path('keras-items.out'), 2);
  const said = execFileSync(python, ['-c', lines, bench.path('files', 'model'), bench.path('keras-items.out')], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const expected = JSON.parse(said) as number[][];
  const source = bench.path('files', 'model.keras');
  const made = bench.convert('from-keras', { source, out: 'keras.out' });
  expect(made).toMatchObject({ exitCode: 0 });
  for (const model of [source, 'keras.out']) {
    const input = { kind: 'data', images: 'keras-items.out', layout } as const;
    const { session } = await bench.measure(bench.answering(model, { input }));
    expect(session.error).toBeUndefined();
    const { rows } = answersIn(bench.path('answers.out'));
    expect(rows).toHaveLength(2);
    expect(apart(rows, expected).most).toBeLessThan(1e-5);
  }
});

test('what is no model is an error that says so, and nothing is left', async () => {
  writeFileSync(bench.path('broken.out'), 'no model');
  const broken = await bench.measure(bench.job('broken.out'));
  expect(broken.session.error).toMatchObject({ at: 'load', code: 'failed' });
  expect(bench.litter()).toEqual([]);
  const packed = `import tarfile; tarfile.open(${JSON.stringify(bench.path('empty.out'))}, "w").close()`;
  execFileSync(python, ['-c', packed]);
  const empty = await bench.measure(bench.job('empty.out'));
  expect(empty.session.error?.text).toBe('the tar holds no saved_model.pb: it is no SavedModel');
  const unknown = smallModel(bench.path('strange.onnx.out'), 'strange', python);
  const refused = bench.convert('from-onnx', { source: unknown, out: 'never.out' });
  expect(refused.exitCode).toBe(1);
  expect(bench.failureNamed('from-onnx', refused.stderr)).toBe('conversion/refused');
});
