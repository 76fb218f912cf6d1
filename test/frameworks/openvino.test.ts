/** OpenVINO for real: what it converts, what that answers, what it is computed with, and what is refused. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { parseBenchmarkApp } from '#parse/benchmark-app.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { alike, referenceOf, rowsIn } from '#test/frameworks/rows.js';
import { onnxModel } from '#test/models/onnx.js';
import { figure } from '#test/specimens/specimens.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

/** Least cosine between the answers to one image, by the conversion that makes the precision of fp32. */
const precisions = {
  fp32: { conversion: 'ovc', least: 0.999_99 },
  fp16: { conversion: 'ovc-fp16', least: 0.999 },
  bf16: { conversion: 'ovc-bf16', least: 0.995 },
  // Fast bias correction, NNCF's own default, costs this model more than the rounding does.
  int8: { conversion: 'nncf-int8', least: 0.95 },
} as const;
type Precision = keyof typeof precisions;

const source = modelFile('digits-cnn.fp32');
const calibration = images.replace('digits-test', 'digits-calibration');

let python = '';
let bench: Workbench;
/** What the processor here computes in besides fp32, in OpenVINO's words: `BF16`, `INT8`. */
let capabilities: readonly string[] = [];

beforeAll(() => {
  python = interpreterOf('openvino', 'converter');
  bench = new Workbench({ framework: 'openvino', runner: 'python', interpreter: python });
  const lines =
    'import json, openvino\nprint(json.dumps(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")))';
  const said: unknown = JSON.parse(execFileSync(python, ['-c', lines], { encoding: 'utf8' }));
  capabilities = Array.isArray(said) ? said.map(String) : [];
}, makingEnvironment);
afterAll(() => bench.dispose());

const asking = (arithmetic: string, provider = 'CPU') => ({ asked: { provider, unit: 'cpu', arithmetic } }) as const;

function converted(precision: Precision, name = precision): string {
  const out = `${name}.out`;
  if (!existsSync(bench.path(out))) {
    const words = { source, out, modules: '', calibration };
    const ended = bench.convert(precisions[precision].conversion, words);
    expect(ended).toMatchObject({ exitCode: 0 });
  }
  return out;
}

function usedFor(precision: Precision): string {
  if (precision === 'bf16') return capabilities.includes('BF16') ? 'bf16' : 'fp32';
  if (precision !== 'fp16' || capabilities.includes('FP16')) return precision;
  return capabilities.includes('BF16') ? 'bf16' : 'fp32';
}

describe.each(Object.keys(precisions) as Precision[])('%s', (precision) => {
  test('answers as onnxruntime does in fp32, and says what it was computed with', async () => {
    const model = converted(precision);
    const asked = await bench.measure(bench.answering(model, asking(precision)));
    expect(asked).toMatchObject({ exitCode: 0, session: { loaded: { used: asked.session.loaded?.used } } });
    expect(asked.session.loaded?.used).toEqual({ provider: 'CPU', unit: 'cpu', arithmetic: usedFor(precision) });
    const rows = rowsIn(bench.path('answers.out'));
    expect(rows.length).toBe(150);
    expect(alike(rows, await referenceOf(source, images))).toBeGreaterThan(precisions[precision].least);
  });

  test('is measured and counted like any other', async () => {
    const model = converted(precision);
    const { session, exitCode } = await bench.measure(bench.job(model, asking(precision)));
    expect({ exitCode, error: session.error }).toEqual({ exitCode: 0, error: undefined });
    expect(session.done?.iterations).toBe(5);
    expect(session.hello?.versions).toMatchObject({ openvino: expect.stringMatching(/^20\d\d\.\d+\.\d+$/) });
    const counted = await bench.measure({ ...bench.counting(model), ...asking(precision) });
    expect(counted.session.accuracy?.counted).toBe(150);
    expect(counted.session.accuracy?.hits['top-1']).toBeGreaterThanOrEqual(144);
    expect(bench.litter()).toEqual([]);
  });
});

test('the same source becomes the same bytes, quantised too', () => {
  for (const precision of ['fp32', 'int8'] as const) {
    const [one, other] = [converted(precision), converted(precision, `${precision}-again` as Precision)];
    expect(digestOf(readFileSync(bench.path(one)))).toBe(digestOf(readFileSync(bench.path(other))));
  }
});

test('smaller types are smaller files', () => {
  const [fp32 = 0, fp16 = 0, int8 = 0] = (['fp32', 'fp16', 'int8'] as const).map(
    (precision) => readFileSync(bench.path(converted(precision))).length,
  );
  expect(fp16).toBeLessThan(fp32);
  expect(int8).toBeLessThan(fp16);
});

test('a model that is quantised is not taken for another precision', async () => {
  const { session } = await bench.measure(bench.job(converted('int8'), asking('fp32')));
  expect(session.loaded?.used.arithmetic).toBe('int8');
});

test('a device that is not there is refused in the words of OpenVINO', async () => {
  const { session, exitCode } = await bench.measure(bench.job(converted('fp32'), asking('fp32', 'NPU')));
  expect(exitCode).toBe(1);
  expect(session.error).toMatchObject({
    at: 'load',
    code: 'refused',
    text: expect.stringContaining('Exception from src'),
  });
});

test('an operator without a rule is refused by name, and leaves nothing', () => {
  writeFileSync(
    bench.path('det.onnx.out'),
    onnxModel({ inputs: [{ name: 'input', shape: [1, 8, 8] }], operator: 'Det' }),
  );
  const words = { source: bench.path('det.onnx.out'), out: 'det.out', modules: '' };
  const ended = bench.convert('ovc', words);
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toMatch(/No conversion rule found for operations: Det/);
  expect(existsSync(bench.path('det.out'))).toBe(false);
  const { failures = [] } = bench.toolchain.conversions.find(({ id }) => id === 'ovc') ?? {};
  const named = failures.find(({ line }) => ended.stderr.split('\n').some((said) => new RegExp(line, 'u').test(said)));
  expect(named?.code).toBe('conversion/refused');
  expect(bench.litter()).toEqual([]);
});

describe('benchmark_app', () => {
  let app: Workbench;
  beforeAll(() => {
    app = new Workbench({ framework: 'openvino', runner: 'benchmark-app', interpreter: python });
    expect(app.convert('ovc', { source, out: 'fp32.out', modules: '' })).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => app.dispose());
  const words = { threads: '1', streams: '1', duration_s: '1', iterations: '20' };

  test('sums up what it measured, and what it used is looked at afterwards', async () => {
    const ended = await app.measure(app.job('fp32.out', asking('fp32')), { words });
    expect(ended.exitCode).toBe(0);
    const reading = parseBenchmarkApp(ended.stdout);
    if (reading.kind !== 'complete') throw new Error(JSON.stringify(reading));
    expect(reading.facts).toMatchObject({
      provider: 'CPU',
      INFERENCE_NUM_THREADS: '1',
      NUM_STREAMS: '1',
      INFERENCE_PRECISION_HINT: 'float32',
    });
    expect(figure(reading, 'inferences value process')).toBeGreaterThanOrEqual(20);
    expect(figure(reading, 'latency median')).toBeGreaterThanOrEqual(figure(reading, 'latency min') ?? Number.NaN);
    expect(reading.version).toMatch(/^20\d\d\./);
    const { hello, loaded, samples, done } = ended.session;
    expect(loaded?.used).toEqual({ provider: 'CPU', unit: 'cpu', arithmetic: 'fp32' });
    expect(hello?.versions['openvino']).toBe(reading.version?.split('-')[0]);
    // Its figures are its own: none of them becomes a sample of ours.
    expect({ samples, done }).toEqual({ samples: [], done: undefined });
    expect(app.litter()).toEqual([]);
  });

  test('refuses a device in the words of OpenVINO', async () => {
    const ended = await app.measure(app.job('fp32.out', asking('fp32', 'GPU')), { words });
    expect(ended.exitCode).toBe(1);
    expect(ended.session.error).toMatchObject({ code: 'refused', text: expect.stringContaining('Exception from src') });
    expect(parseBenchmarkApp(ended.stdout)).toMatchObject({ kind: 'incomplete', said: expect.stringContaining('GPU') });
    expect(app.litter()).toEqual([]);
  });
});
