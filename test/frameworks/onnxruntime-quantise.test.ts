/** What onnxruntime's own tools make of a model that comes in fp32 alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { alike, referenceOf } from '#test/frameworks/rows.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

const source = modelFile('digits-cnn.fp32');
const calibration = images.replace('digits-test', 'digits-calibration');
let bench: Workbench;

beforeAll(() => {
  const interpreter = interpreterOf('onnxruntime', 'converter');
  bench = new Workbench({ framework: 'onnxruntime', runner: 'python', interpreter });
}, makingEnvironment);
afterAll(() => bench.dispose());

function made(conversion: string, out: string): Uint8Array {
  expect(bench.convert(conversion, { source, out, modules: '', calibration })).toMatchObject({ exitCode: 0 });
  return readFileSync(bench.path(out));
}

test.each([
  ['quantise', 0.98, 'QuantizeLinear'],
  ['to-fp16', 0.9999, 'Cast'],
])(
  '%s keeps what the model answers, in fewer bytes, and makes the same each time',
  async (conversion, least, operator) => {
    const bytes = made(conversion, `${conversion}.out`);
    expect(Buffer.from(bytes).equals(made(conversion, `${conversion}-again.out`))).toBe(true);
    expect(bytes.length / readFileSync(source).length).toBeLessThan(0.6);
    expect(Buffer.from(bytes).includes(operator)).toBe(true);
    expect(Buffer.from(readFileSync(source)).includes(operator)).toBe(false);
    const [reference, answers] = [
      await referenceOf(source, images),
      await referenceOf(bench.path(`${conversion}.out`), images),
    ];
    expect(alike(answers, reference)).toBeGreaterThan(least);
    expect(bench.litter()).toEqual([]);
  },
);

test.each([
  ['text', () => Buffer.from('this is no model')],
  ['a part of a model', () => readFileSync(source).subarray(100)],
])('%s is refused, and leaves nothing', (_, bytes) => {
  writeFileSync(bench.path('broken.out'), bytes());
  const ended = bench.convert('to-fp16', { source: bench.path('broken.out'), out: 'none.out', modules: '' });
  expect(ended.exitCode).toBe(1);
  expect(existsSync(bench.path('none.out'))).toBe(false);
  const { failures = [] } = bench.toolchain.conversions.find(({ id }) => id === 'to-fp16') ?? {};
  const named = failures.find(({ line }) => ended.stderr.split('\n').some((said) => new RegExp(line, 'u').test(said)));
  expect(named?.code).toBe('conversion/refused');
  expect(bench.litter()).toEqual([]);
});
