/** PyTorch for real, that of this machine where it has one: TorchScript in four precisions, and what is refused. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreement, answersOf, calibrationIn, leastCosine, referenceAnswers } from '#test/frameworks/digits.js';
import { makingEnvironment } from '#test/frameworks/environment.js';
import { pythonWithTorch } from '#test/frameworks/own-python.js';
import { modelFile, Workbench } from '#test/toolchains/workbench.js';

const models = ['digits-cnn', 'digits-mobile'] as const;
/** Least cosine of the angle to the answers in float32. */
const least = { fp32: 0.999_999, bf16: 0.999, int8: 0.98 } as const;
const items = 20;

let bench: Workbench;
let python = '';
let version = '';

beforeAll(() => {
  python = pythonWithTorch();
  version = execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' }).trim();
  bench = new Workbench({ framework: 'pytorch', runner: 'python', interpreter: python });
}, makingEnvironment);
afterAll(() => bench.dispose());

const asking = (arithmetic: string) => ({ asked: { provider: 'cpu', unit: 'cpu', arithmetic } }) as const;
const source = (model: string): string => modelFile(`${model}.fp32`).replace(/onnx$/, 'torchscript');

/** The source itself for float32. */
function converted(model: string, precision: string, engine = 'onednn'): string {
  if (precision === 'fp32') return source(model);
  const out = `${model}.${precision}.${engine}.out`;
  const words = { source: source(model), out, calibration: calibrationIn(bench), quantized_engine: engine };
  expect(bench.convert(`to-${precision}`, words)).toMatchObject({ exitCode: 0 });
  return out;
}

describe.each(models)('%s', (model) => {
  test.each(Object.entries(least))('in %s answers as onnxruntime does in fp32', async (precision, cosine) => {
    const file = converted(model, precision);
    const reference = await referenceAnswers(`${model}.fp32`, items);
    const answers = await answersOf(bench, file, { items, precision });
    expect(leastCosine(answers, reference)).toBeGreaterThan(cosine);
    expect(agreement(answers, reference)).toBeGreaterThan(0.9);
    const { session, exitCode } = await bench.measure(bench.job(file, asking(precision)));
    expect({ exitCode, error: session.error }).toEqual({ exitCode: 0, error: undefined });
    expect(session.hello?.versions).toMatchObject({ torch: version });
    expect(session.loaded?.used).toEqual({ provider: 'cpu', unit: 'cpu', arithmetic: precision });
    // Every computing operator is of one arithmetic: none of another hides behind it.
    expect(Object.keys(session.loaded?.placement?.nodesByArithmetic ?? {})).toEqual([precision]);
    expect(session.done?.iterations).toBe(5);
    expect(bench.litter()).toEqual([]);
  });
});

test('is told for what it is, not for what was asked', async () => {
  const { session } = await bench.measure(bench.job(source('digits-mobile'), asking('int8')));
  expect(session.loaded?.used.arithmetic).toBe('fp32');
});

test('half precision is computed, or refused with its operator', async () => {
  const { session } = await bench.measure(bench.job(converted('digits-mobile', 'fp16'), asking('fp16')));
  if (version.startsWith('1.')) {
    expect(session.error).toMatchObject({ code: 'refused', operator: 'slow_conv2d_cpu' });
    expect(session.error?.text).toBe(`"slow_conv2d_cpu" not implemented for 'Half'`);
  } else {
    expect(session.loaded?.used.arithmetic).toBe('fp16');
  }
});

test('an operator without an integer kernel is refused by name, without its traceback', async () => {
  const lines = `
import sys, torch
class Model(torch.nn.Module):
    def forward(self, x):
        return torch.erfinv(torch.quantize_per_tensor(x, 0.1, 0, torch.quint8)).dequantize()
torch.jit.script(Model()).save(sys.argv[1])`;
  // TorchScript reads the source of what it compiles.
  writeFileSync(bench.path('model.out'), lines);
  execFileSync(python, [bench.path('model.out'), bench.path('erfinv.out')], { stdio: 'ignore' });
  const { session } = await bench.measure(bench.job('erfinv.out', asking('int8')));
  expect(session.error).toMatchObject({ at: 'warm-up', code: 'refused', operator: 'aten::erfinv' });
  expect(session.error?.text).toMatch(
    /^Could not run 'aten::erfinv\S*' with arguments from the 'QuantizedCPU' backend/,
  );
});

test('an engine is written into the file, and one that the build does not have is refused', async () => {
  const built = execFileSync(python, ['-c', 'import torch; print(*torch.backends.quantized.supported_engines)'], {
    encoding: 'utf8',
  });
  const { session } = await bench.measure(bench.job(converted('digits-mobile', 'int8', 'qnnpack'), asking('int8')));
  expect(built).toContain('qnnpack');
  expect(session.loaded?.used.arithmetic).toBe('int8');
  const words = { source: source('digits-mobile'), out: 'none.out', calibration: calibrationIn(bench) };
  const ended = bench.convert('to-int8', { ...words, quantized_engine: 'abacus' });
  expect(ended).toMatchObject({ exitCode: 1 });
  expect(ended.stderr).toContain('quantized engine abacus is not supported by this build of PyTorch');
});
