/** Toolchain openvino-myriad over doubles of the Model Optimizer and of the interface that OpenVINO had up to 2022.3. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endStarted, ensureBuilt } from '#test/cli/binary.js';
import { DoubleBench, doublesFirst } from '#test/doubles/bench.js';
import { Road } from '#test/doubles/road.js';

beforeAll(() => {
  ensureBuilt();
  doublesFirst();
});
afterAll(endStarted);

test('a model of its format is measured on the stick, in fp16 and nothing else', async () => {
  using bench = new DoubleBench('openvino-myriad', 'python');
  const made = bench.file('made', '');
  bench.convert('mo', { source: bench.file('source.onnx', 'graph'), out: made });
  using road = new Road({
    device: 'my-stick',
    units: ['vpu'],
    framework: 'openvino-myriad',
    precisions: ['fp16', 'int8'],
    sources: [{ format: 'openvino-ir-10', precision: 'fp16', content: readFileSync(made) }],
    shape: [1, 3, 8, 8],
    more: { streams: [1, 3] },
  });
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells.map(({ state }) => state)).toEqual(['measured', 'measured', 'unsupported', 'unsupported']);
  expect(cells[2]?.reason?.headline).toBe('openvino-myriad runs fp16 only, and int8 is asked for');
});

describe('what mo ends with', () => {
  test.each([
    ['2021.4.2', ''],
    ['2022.3.2', ''],
  ])('release %s knows its flags, and writes half precision', (version) => {
    using bench = new DoubleBench('openvino-myriad', 'python');
    const out = bench.file('out', '');
    const words = { source: bench.file('source.onnx', 'graph'), out };
    const tried = bench.convert('mo', words, { DOUBLE_VERSION: version });
    expect(tried.verdict, tried.ended.stderr).toBe('proved');
    const written = readFileSync(out, 'latin1');
    expect(written).toContain('precision="FP16"');
    expect(written).not.toContain('mapping');
  });

  test.each([
    ['unsupported', 'conversion/refused'],
    ['shapes', 'conversion/refused'],
    ['broken-model', 'conversion/failed'],
    ['silent', 'unknown'],
  ])('%s: %s', (fail, verdict) => {
    using bench = new DoubleBench('openvino-myriad', 'python');
    const words = { source: bench.file('source.onnx', 'graph') };
    expect(bench.convert('mo', words, { DOUBLE_FAIL: fail }).verdict).toBe(verdict);
  });
});

describe('what the plug-in ends with', () => {
  const asked = { provider: 'MYRIAD', unit: 'vpu', arithmetic: 'fp16' };
  const input = { kind: 'random', shape: [1, 3, 8, 8], seed: 1 } as const;

  test.each([
    ['', 'MYRIAD vpu fp16'],
    ['no-device', 'device/missing'],
    ['lost', 'device/missing'],
    ['no-plugin', 'device/refused'],
    ['no-library', 'device/refused'],
    ['memory', 'runner/out-of-memory'],
    ['layer', 'toolchain/refused'],
  ])('%s: %s', async (fail, verdict) => {
    using bench = new DoubleBench('openvino-myriad', 'python');
    const file = bench.file('model', '');
    bench.convert('mo', { source: bench.file('source.onnx', 'graph'), out: file });
    const job = { asked, input, options: {}, model: { file, input: null } };
    const tried = await bench.measure(job, { DOUBLE_FAIL: fail });
    expect(tried.verdict, `${tried.said}\n${tried.ended.stderr}`).toBe(verdict);
  });
});
