/** OpenCV's DNN module for real: what it answers, what it computes with, and what it refuses. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreement, answersOf, calibrationIn, leastCosine, referenceAnswers } from '#test/frameworks/digits.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { onnxModel } from '#test/models/onnx.js';
import { modelFile, Workbench } from '#test/toolchains/workbench.js';

const models = ['digits-cnn', 'digits-mobile'] as const;
const items = 20;

let bench: Workbench;
let quantiser = '';
const asking = (arithmetic: string) => ({ asked: { provider: 'opencv', unit: 'cpu', arithmetic } }) as const;

beforeAll(() => {
  quantiser = interpreterOf('opencv-dnn', 'quantiser');
  bench = new Workbench({
    framework: 'opencv-dnn',
    runner: 'python',
    interpreter: interpreterOf('opencv-dnn', 'runtime'),
  });
}, makingEnvironment);
afterAll(() => bench.dispose());

describe.each(models)('%s', (model) => {
  test('answers in float32 as onnxruntime does', async () => {
    const reference = await referenceAnswers(`${model}.fp32`, items);
    const answers = await answersOf(bench, modelFile(`${model}.fp32`), { items, precision: 'fp32' });
    expect(answers).toHaveLength(items);
    answers.forEach((row, item) => row.forEach((value, at) => expect(value).toBeCloseTo(reference[item]![at]!, 3)));
  });

  test('is measured, in the arithmetic that was asked for', async () => {
    const { session, exitCode } = await bench.measure(bench.job(modelFile(`${model}.fp32`), asking('fp32')));
    expect({ exitCode, error: session.error }).toEqual({ exitCode: 0, error: undefined });
    expect(session.loaded?.used).toEqual({ provider: 'opencv', unit: 'cpu', arithmetic: 'fp32' });
    expect(Object.values(session.loaded?.placement?.nodesByArithmetic ?? {}).at(0)).toBeGreaterThan(20);
    expect(session.done?.iterations).toBe(5);
    expect(bench.litter()).toEqual([]);
  });

  test('int8 of the usual kind is computed in float32, and told to be', async () => {
    const { session } = await bench.measure(bench.job(modelFile(`${model}.int8`), asking('int8')));
    expect(session.loaded?.used.arithmetic).toBe('fp32');
  });

  test('what the toolchain quantises is computed in integers', async () => {
    const out = `${model}.int8.out`;
    const words = { source: modelFile(`${model}.fp32`), out, calibration: calibrationIn(bench) };
    expect(bench.convert('quantise', words, quantiser)).toMatchObject({ exitCode: 0 });
    const { session } = await bench.measure(bench.job(out, asking('int8')));
    expect(session.loaded?.used.arithmetic).toBe('int8');
    const reference = await referenceAnswers(`${model}.fp32`, items);
    const answers = await answersOf(bench, out, { items, precision: 'int8' });
    expect(leastCosine(answers, reference)).toBeGreaterThan(0.98);
    expect(agreement(answers, reference)).toBeGreaterThan(0.9);
  });
});

test('an operator that it does not have is refused by name', async () => {
  const file = 'hardmax.out';
  writeFileSync(bench.path(file), onnxModel({ inputs: [{ name: 'input', shape: [1, 8] }], operator: 'Hardmax' }));
  const { session, exitCode } = await bench.measure(
    bench.job(file, { input: { kind: 'random', shape: [1, 8], seed: 1 } }),
  );
  expect(exitCode).toBe(1);
  expect(session.error).toMatchObject({ at: 'load', code: 'refused', operator: 'Hardmax' });
  expect(session.error?.text).toMatch(/Can't create layer "[^"]+" of type "Hardmax"/);
});

test('half precision that it falls back from is refused in its own words', async () => {
  const { session } = await bench.measure(bench.job(modelFile('digits-cnn.fp16'), asking('fp16')));
  expect(session.error).toMatchObject({ at: 'load', code: 'refused' });
  expect(session.error?.text).toContain('Only ARM v8 CPU is supported by DNN_TARGET_CPU_FP16');
  expect(session.loaded).toBeUndefined();
});

test('an engine that its version does not have is refused, and one that nobody has is a mistake', async () => {
  const codes = [];
  for (const engine of ['classic', 'new', 'fast']) {
    const options = { threads: '1', engine };
    const { session } = await bench.measure(bench.job(modelFile('digits-cnn.fp32'), { options }));
    codes.push(session.error?.code);
  }
  expect(codes).toEqual([undefined, 'refused', 'failed']);
});

test('a file that is no model fails, and is no refusal', async () => {
  writeFileSync(bench.path('broken.out'), 'no model');
  const { session } = await bench.measure(bench.job('broken.out'));
  expect(session.error).toMatchObject({ at: 'load', code: 'failed' });
});
