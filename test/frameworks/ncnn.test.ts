/** ncnn for real: models that pnnx converts, what they answer, what they are computed with, and what is refused. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreement, answersOf, calibrationIn, leastCosine, referenceAnswers } from '#test/frameworks/digits.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { onnxModel } from '#test/models/onnx.js';
import { modelFile, Workbench } from '#test/toolchains/workbench.js';

const models = ['digits-cnn', 'digits-mobile'] as const;
/** Least cosine, and what a processor without half precision computes it in. */
const precisions = {
  fp32: { least: 0.999_999, used: 'fp32' },
  fp16: { least: 0.9999, used: process.arch === 'x64' ? 'fp32' : 'fp16' },
  int8: { least: 0.98, used: 'int8' },
} as const;
const items = 20;

let bench: Workbench;

beforeAll(() => {
  // The same version of ncnn as the environment of boards.
  bench = new Workbench({
    framework: 'ncnn',
    runner: 'python',
    interpreter: interpreterOf('ncnn', 'converter'),
  });
}, makingEnvironment);
afterAll(() => bench.dispose());

const asking = (arithmetic: string) => ({ asked: { provider: 'cpu', unit: 'cpu', arithmetic } }) as const;

/** Once for each. */
function convert(model: string, precision: string): string {
  const out = `${model}.${precision}.out`;
  if (existsSync(bench.path(out))) return out;
  const words = { source: modelFile(`${model}.fp32`), out, calibration: calibrationIn(bench) };
  expect(bench.convert(`to-${precision}`, words)).toMatchObject({ exitCode: 0 });
  return out;
}

describe.each(models)('%s', (model) => {
  test.each(Object.entries(precisions))(
    'in %s answers as onnxruntime does in fp32',
    async (precision, { least, used }) => {
      const out = convert(model, precision);
      const reference = await referenceAnswers(`${model}.fp32`, items);
      const answers = await answersOf(bench, out, { items, precision });
      expect(leastCosine(answers, reference)).toBeGreaterThan(least);
      expect(agreement(answers, reference)).toBeGreaterThan(0.9);
      const { session, exitCode } = await bench.measure(bench.job(out, asking(precision)));
      expect({ exitCode, error: session.error }).toEqual({ exitCode: 0, error: undefined });
      expect(session.loaded?.used).toEqual({ provider: 'cpu', unit: 'cpu', arithmetic: used });
      expect(session.done?.iterations).toBe(5);
      expect(bench.litter()).toEqual([]);
    },
  );

  test('smaller types are smaller files', () => {
    const sizes = ['fp32', 'fp16', 'int8'].map((precision) => statSync(bench.path(convert(model, precision))).size);
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.6);
    expect(sizes[2]! / sizes[0]!).toBeLessThan(0.4);
  });
});

test('integers are told where another precision was asked for', async () => {
  const { session, exitCode } = await bench.measure(bench.job(convert('digits-mobile', 'int8'), asking('fp32')));
  expect({ exitCode, used: session.loaded?.used.arithmetic }).toEqual({ exitCode: 0, used: 'int8' });
});

test('an operator that it does not have is refused by name when it is converted, and leaves nothing', () => {
  writeFileSync(
    bench.path('hardmax.onnx.out'),
    onnxModel({ inputs: [{ name: 'input', shape: [1, 8] }], operator: 'Hardmax' }),
  );
  const ended = bench.convert('to-fp32', { source: bench.path('hardmax.onnx.out'), out: 'hardmax.out' });
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toContain('layer Hardmax not exists or registered');
  expect(existsSync(bench.path('hardmax.out'))).toBe(false);
  const { failures = [] } = bench.toolchain.conversions.find(({ id }) => id === 'to-fp32') ?? {};
  const named = failures.find(({ line }) => ended.stderr.split('\n').some((said) => new RegExp(line, 'u').test(said)));
  expect(named?.code).toBe('conversion/refused');
});

test('two items at once are refused', async () => {
  const input = { kind: 'random', shape: [2, 1, 32, 32], seed: 1 } as const;
  const { session } = await bench.measure(bench.job(convert('digits-mobile', 'fp32'), { input }));
  expect(session.error).toMatchObject({ code: 'failed', text: 'the items are batches of 2; ncnn takes one at a time' });
});
