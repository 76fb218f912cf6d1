/** TensorFlow Lite for real: ONNX through a SavedModel to fp32, fp16 and int8, measured, and held against ONNX Runtime. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { digestOf } from '#core/digest.js';
import { type Answers, answersIn, apart, askedOfOnnxruntime, firstClasses } from '#test/frameworks/answers.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { small, smallItems, smallModel } from '#test/frameworks/models.js';
import { storeNpy } from '#test/npy.js';
import { images, labels, modelFile, Workbench } from '#test/toolchains/workbench.js';

const precisions = ['fp32', 'fp16', 'int8'] as const;
type Precision = (typeof precisions)[number];
/** Images of the digits that the runners are asked for. */
const count = 12;
const layout = { data: 'nchw', model: 'nhwc' } as const;

// TensorFlow takes seconds to start, and minutes on a machine where others work: no judgement of its speed.
vi.setConfig({ testTimeout: makingEnvironment, hookTimeout: makingEnvironment });

let runtime = '';
let converter = '';
let bench: Workbench;

beforeAll(() => {
  runtime = interpreterOf('tflite', 'runtime');
  converter = interpreterOf('tflite', 'converter');
  bench = new Workbench({ framework: 'tflite', runner: 'litert', interpreter: runtime });
}, makingEnvironment);
afterAll(() => bench.dispose());

/** Without the warnings of TensorFlow. */
function convert(id: string, words: Readonly<Record<string, string>>): void {
  const { exitCode, stderr } = bench.convert(id, words, converter);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}

/** Runs lines of Python with the runtime, in which `given` is a list of words; they print one line of JSON. */
function inPython(lines: string, ...given: readonly string[]): unknown {
  const head = `import json, sys\nimport numpy as np\nsys.dont_write_bytecode = True\nsys.path[:0] = ${JSON.stringify([
    resolve('toolchains/tflite'),
    resolve('toolchains/python-runner'),
  ])}\ngiven = sys.argv[1:]\n`;
  return JSON.parse(execFileSync(runtime, ['-c', head + lines, ...given], { encoding: 'utf8', stdio: 'pipe' }));
}

describe('the digits', () => {
  let expected: Answers['rows'];

  beforeAll(async () => {
    // NumPy pads its header to 128 bytes here.
    const numbers = new Float32Array(new Uint8Array(readFileSync(images)).buffer.slice(128));
    const items = Array.from({ length: count }, (_, index) => numbers.slice(index * 1024, (index + 1) * 1024));
    expected = await askedOfOnnxruntime(modelFile('digits-mobile.fp32'), items, [1, 1, 32, 32]);
    const calibration = numbers.slice(20 * 1024, 84 * 1024);
    storeNpy(bench.path('calibration.out'), {
      descr: '<f4',
      shape: [64, 1, 32, 32],
      body: new Uint8Array(calibration.buffer),
    });
    const source = bench.path('source.out');
    copyFileSync(modelFile('digits-mobile.fp32'), source);
    convert('from-onnx', { source, out: 'saved-model.out' });
    // The tool would have written into it.
    expect(digestOf(readFileSync(source))).toBe(digestOf(readFileSync(modelFile('digits-mobile.fp32'))));
    for (const precision of precisions) {
      convert(`to-${precision}`, {
        source: 'saved-model.out',
        out: `digits.${precision}.out`,
        calibration: 'calibration.out',
      });
    }
  }, makingEnvironment);

  test('the same source gives the same bytes', () => {
    convert('from-onnx', { source: modelFile('digits-mobile.fp32'), out: 'again.out' });
    expect(digestOf(readFileSync(bench.path('again.out')))).toBe(digestOf(readFileSync(bench.path('saved-model.out'))));
    convert('to-int8', { source: 'again.out', out: 'again.int8.out', calibration: 'calibration.out' });
    expect(digestOf(readFileSync(bench.path('again.int8.out')))).toBe(
      digestOf(readFileSync(bench.path('digits.int8.out'))),
    );
  });

  const tolerated: Readonly<Record<Precision, { readonly most: number; readonly cosine: number }>> = {
    fp32: { most: 1e-3, cosine: 0.999_999 },
    fp16: { most: 0.1, cosine: 0.9999 },
    int8: { most: 3, cosine: 0.98 },
  };

  test.each(precisions)('%s answers what ONNX Runtime answers, and XNNPACK computes it', async (precision) => {
    const { session } = await bench.measure(
      bench.answering(`digits.${precision}.out`, {
        input: { kind: 'data', images, items: count, layout },
        asked: { provider: 'xnnpack', unit: 'cpu', arithmetic: precision },
      }),
    );
    expect(session.error).toBeUndefined();
    const { shape, rows } = answersIn(bench.path('answers.out'));
    expect(shape).toEqual([count, 10]);
    const { most, cosine } = apart(rows, expected);
    expect(most).toBeLessThan(tolerated[precision].most);
    expect(cosine).toBeGreaterThan(tolerated[precision].cosine);
    expect(firstClasses(rows)).toEqual(firstClasses(expected));
    expect(session.loaded?.used).toMatchObject({ provider: 'xnnpack', unit: 'cpu' });
    // Weights in half precision are widened, unless the processor computes in it.
    const [used] = Object.keys(session.loaded?.placement?.nodesByArithmetic ?? {});
    expect(precision === 'fp16' ? ['fp32', 'fp16'] : [precision]).toContain(used);
    expect(session.loaded?.used.arithmetic).toBe(used);
  });

  test('int8 is whole numbers throughout, and the files are smaller', () => {
    const lines = `
from ai_edge_litert.interpreter import Interpreter
model = Interpreter(model_path=given[0])
kinds = {each["dtype"].__name__ for each in model.get_tensor_details()}
io = [each["dtype"].__name__ for each in model.get_input_details() + model.get_output_details()]
print(json.dumps({"kinds": sorted(kinds), "io": io}))`;
    expect(inPython(lines, bench.path('digits.int8.out'))).toEqual({ kinds: ['int32', 'int8'], io: ['int8', 'int8'] });
    expect(inPython(lines, bench.path('digits.fp16.out'))).toMatchObject({ io: ['float32', 'float32'] });
    const [fp32 = 0, fp16 = 0, int8 = 0] = precisions.map(
      (each) => readFileSync(bench.path(`digits.${each}.out`)).length,
    );
    expect(fp16).toBeLessThan(0.65 * fp32);
    expect(int8).toBeLessThan(0.55 * fp32);
  });

  test('is measured, with as many threads as are asked for', async () => {
    const job = bench.job('digits.int8.out', {
      input: { kind: 'data', images, layout },
      asked: { provider: 'xnnpack', unit: 'cpu', arithmetic: 'int8' },
      options: { threads: '2' },
    });
    const { session, exitCode, stdout, wallNs } = await bench.measure(job);
    expect({ exitCode, stdout, error: session.error }).toEqual({ exitCode: 0, stdout: '', error: undefined });
    expect(session.hello).toMatchObject({ runner: 'tflite', versions: { 'ai-edge-litert': '2.1.6' } });
    expect(session.done?.iterations).toBe(5);
    const all = session.samples.flatMap(({ phases }) => phases.inference ?? []);
    expect(all).toHaveLength(9);
    expect(all.reduce((sum, one) => sum + one, 0) + (session.loaded?.loadNs ?? 0)).toBeLessThan(wallNs);
    expect(bench.litter()).toEqual([]);
    const wrong = await bench.measure(bench.job('digits.int8.out', { options: { threads: 'two' } }));
    expect(wrong.session.error?.text).toBe('threads is two; expected a whole number from 1');
  });

  test('counts what its answers say', async () => {
    const counting = bench.counting('digits.int8.out', {});
    const { session } = await bench.measure({ ...counting, input: { ...counting.input, layout } });
    expect(session.accuracy?.counted).toBe(150);
    const all = await bench.measure(
      bench.answering('digits.int8.out', { input: { kind: 'data', images, layout }, answers: { out: 'all.out' } }),
    );
    expect(all.session.error).toBeUndefined();
    const classes = new BigInt64Array(new Uint8Array(readFileSync(labels)).buffer.slice(128));
    const right = firstClasses(answersIn(bench.path('all.out')).rows).filter(
      (each, at) => each === Number(classes[at]),
    );
    expect(session.accuracy?.hits['top-1']).toBe(right.length);
    expect(right.length).toBeGreaterThan(120);
  });
});

test('two outputs keep their order, and images are turned around and back', async () => {
  const source = smallModel(bench.path('two.onnx.out'), 'two', converter);
  const items = smallItems(bench.path('small.out'), 3);
  const { channels, height, width, maps, classes } = small;
  const expected = await askedOfOnnxruntime(source, items, [1, channels, height, width]);
  convert('from-onnx', { source, out: 'two.saved.out' });
  convert('to-fp32', { source: 'two.saved.out', out: 'two.out' });
  const job = bench.answering('two.out', { input: { kind: 'data', images: bench.path('small.out'), layout } });
  const { session } = await bench.measure(job);
  expect(session.error).toBeUndefined();
  const { shape, rows } = answersIn(bench.path('answers.out'));
  expect(shape).toEqual([3, maps * height * width + classes]);
  expect(apart(rows, expected).most).toBeLessThan(1e-4);
  // As they lie, they do not fit the model.
  const input = { kind: 'data', images: bench.path('small.out') } as const;
  const unlike = await bench.measure(bench.answering('two.out', { input }));
  expect(unlike.session.error?.text).toContain('Dimension mismatch');
});

test('an operator that nobody knows is refused by name, on the way and by the interpreter', async () => {
  const source = smallModel(bench.path('strange.onnx.out'), 'strange', converter);
  const refused = bench.convert('from-onnx', { source, out: 'strange.out' }, converter);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('Strange OP is not yet implemented');
  expect(bench.failureNamed('from-onnx', refused.stderr)).toBe('conversion/refused');

  const svd = `
import tensorflow as tf
function = tf.function(lambda x: tf.linalg.svd(x, compute_uv=False), input_signature=[tf.TensorSpec((1, 8, 8), tf.float32)])
module = tf.Module()
module.serve = function
tf.saved_model.save(module, given[0], signatures=function.get_concrete_function())
tarred.pack(given[0], given[1])
converter = tf.lite.TFLiteConverter.from_saved_model(given[0])
converter.allow_custom_ops = True
open(given[2], "wb").write(converter.convert())`;
  const head = `import sys\nsys.path.insert(0, ${JSON.stringify(resolve('toolchains/python-runner'))})\nsys.dont_write_bytecode = True\nimport tarred\ngiven = sys.argv[1:]\n`;
  const made = [bench.path('files', 'svd'), bench.path('svd.saved.out'), bench.path('svd.out')];
  execFileSync(converter, ['-c', head + svd, ...made], { stdio: 'pipe' });
  const unknown = bench.convert('to-fp32', { source: 'svd.saved.out', out: 'never.out' }, converter);
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toMatch(/^Custom ops: Svd$/m);
  expect(bench.failureNamed('to-fp32', unknown.stderr)).toBe('conversion/refused');

  const { session } = await bench.measure(bench.job('svd.out'));
  expect(session.error).toMatchObject({ at: 'load', code: 'refused', operator: 'Svd' });
  expect(session.error?.text).toContain('Encountered unresolved custom op: Svd');
  writeFileSync(bench.path('broken.out'), 'no model');
  const broken = await bench.measure(bench.job('broken.out'));
  expect(broken.session.error).toMatchObject({ at: 'load', code: 'failed' });
});

test('what computed is told from the list of operators', () => {
  const lines = `
import placement
f32, f16, i8, i32 = np.float32, np.float16, np.int8, np.int32
def operator(name, inputs, outputs, kinds):
    return {"op_name": name, "inputs": np.array(inputs), "outputs": np.array(outputs), "operand_types": kinds}
def delegate(inputs, outputs):
    return operator("DELEGATE", inputs, outputs, [f32])
conv, dense = operator("CONV_2D", [0, 10], [1], [f32, f32]), operator("FULLY_CONNECTED", [2, 11], [3], [f32, f32])
between = operator("CUSTOM", [1], [2], [f32])
halves = [operator("DEQUANTIZE", [9], [10], [f16]), conv]
whole = operator("DEPTHWISE_CONV_2D", [0, 10], [1], [i8, i8])
hybrid = operator("FULLY_CONNECTED", [0, 10], [1], [f32, i8])
cases = [
    placement.kernels_of([conv, between, dense, delegate([0, 10], [1]), delegate([2, 11], [3])], False),
    placement.kernels_of([conv, between, dense, delegate([0, 10], [1])], False),
    placement.kernels_of(halves + [delegate([0, 9], [1])], False),
    placement.kernels_of(halves + [delegate([0, 9], [1])], True),
    placement.kernels_of(halves, True),
    placement.kernels_of([whole, delegate([0, 10], [1])], False),
    placement.kernels_of([hybrid], False),
]
half = np.array([0.1, 0.2, 0.3, 0.4, 1, 0], dtype=np.float16).astype(np.float32)
said = [half, half[3:], half + np.float32(1e-5), np.zeros(9, dtype=np.float32)]
print(json.dumps([cases, [placement.are_halves([each]) for each in said]]))`;
  const xnnpack = (arithmetic: string) => [arithmetic, 'xnnpack', 'cpu'];
  const builtin = (arithmetic: string) => [arithmetic, 'builtin', 'cpu'];
  expect(inPython(lines)).toEqual([
    [
      [xnnpack('fp32'), xnnpack('fp32')],
      [xnnpack('fp32'), builtin('fp32')],
      [xnnpack('fp32')],
      [xnnpack('fp16')],
      [builtin('fp32')],
      [xnnpack('int8')],
      [builtin('hybrid')],
    ],
    [true, false, false, false],
  ]);
});
