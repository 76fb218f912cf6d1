/** Toolchain hailo over doubles of hailortcli, of HailoRT's Python and of the Dataflow Compiler. */
import { copyFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHailortcli } from '#parse/hailortcli.js';
import { endStarted, ensureBuilt } from '#test/cli/binary.js';
import { DoubleBench, doublesFirst } from '#test/doubles/bench.js';
import { Road, type RoadParts } from '#test/doubles/road.js';
import { storeNpy } from '#test/npy.js';

const chip: RoadParts = {
  device: 'hailo-8',
  units: ['npu'],
  framework: 'hailo',
  precisions: ['int8'],
  sources: [{ format: 'hef', precision: 'int8', content: 'compiled' }],
  shape: [1, 8, 8, 3],
  layout: 'nhwc',
};
const byCli = (runner: string): RoadParts => ({
  ...chip,
  frameworkOptions: { toolchain: 'hailo', runner },
  framework: 'cli',
});

beforeAll(() => {
  ensureBuilt();
  doublesFirst();
});
afterAll(endStarted);

test('a HEF is measured by the runner of its own, sample by sample', async () => {
  using road = new Road(chip);
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells).toMatchObject([{ state: 'measured' }]);
  expect(cells[0]?.numbers?.latency.medianNs).toBeGreaterThan(0);
});

test.each(['4.20.0', '5.2.0'])('hailortcli %s measures, and its figures are reported', async (version) => {
  using road = new Road(byCli('hailortcli'), { DOUBLE_VERSION: version });
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells).toMatchObject([{ state: 'measured' }]);
  const [figure] = /480 \/s/.exec(out) ?? [];
  expect(figure, out).toBe('480 /s');
});

test('a chip of another architecture computes, and its numbers do not count', async () => {
  using road = new Road(chip, { DOUBLE_FAIL: 'other-chip' });
  const { cells } = await road.travel();
  expect(cells).toMatchObject([{ state: 'invalid' }]);
});

describe('what hailortcli ends with', () => {
  const tries = (runner: string, env: Readonly<Record<string, string>>): string => {
    using bench = new DoubleBench('hailo', runner);
    return bench.tool(parseHailortcli, env).verdict;
  };

  test.each([
    ['no-device', 'device/missing'],
    ['in-use', 'device/busy'],
    ['no-driver', 'device/refused'],
    ['versions', 'device/refused'],
    ['wrong-device', 'artifact/incompatible'],
    ['corrupted', 'artifact/incompatible'],
    ['out-of-memory', 'runner/out-of-memory'],
    ['timeout', 'runner/error'],
    ['cut', 'incomplete'],
  ])('%s: %s, in every release', (fail, verdict) => {
    for (const version of ['4.20.0', '5.2.0'])
      expect(tries('hailortcli', { DOUBLE_FAIL: fail, DOUBLE_VERSION: version })).toBe(verdict);
  });

  test.each(['hailortcli', 'hailortcli-power', 'hailortcli-benchmark'])('%s knows its flags', (runner) => {
    for (const version of ['4.20.0', '5.0.0', '5.2.0'])
      expect(tries(runner, { DOUBLE_VERSION: version })).toBe('complete');
  });

  test('a module without a sensor has no power to be measured, and a benchmark has none to tell', () => {
    expect(tries('hailortcli-power', { DOUBLE_FAIL: 'no-power' })).toBe('runner/error');
    expect(tries('hailortcli-benchmark', { DOUBLE_FAIL: 'no-power' })).toBe('complete');
  });
});

describe("what HailoRT's Python ends with", () => {
  const asked = { provider: 'hailo8', unit: 'npu', arithmetic: 'int8' };
  const input = { kind: 'random', shape: [1, 8, 8, 3], seed: 1 } as const;

  test.each([
    ['', 'hailo8 npu int8'],
    ['other-chip', 'hailo8l npu int8'],
    ['no-device', 'device/missing'],
    ['in-use', 'device/busy'],
    ['wrong-device', 'artifact/incompatible'],
    ['timeout', 'runner/error'],
  ])('%s: %s', async (fail, verdict) => {
    using bench = new DoubleBench('hailo', 'python');
    const tried = await bench.measure({ asked, input, options: {} }, { DOUBLE_FAIL: fail });
    expect(tried.verdict, `${tried.said}\n${tried.ended.stderr}`).toBe(verdict);
  });
});

describe('what the Dataflow Compiler makes', () => {
  const items = { descr: '<f4', shape: [2, 3, 8, 8], body: new Uint8Array(2 * 3 * 8 * 8 * 4) };

  test('three steps lead from ONNX to a HEF of the architecture that was asked for, with items turned around', () => {
    using bench = new DoubleBench('hailo', 'python');
    const source = bench.file('source', 'graph');
    const out = bench.file('out', '');
    const calibration = bench.file('items.npy', '');
    storeNpy(calibration, items);
    for (const step of ['parse', 'optimize', 'compile']) {
      const words = { source, out, calibration, provider: 'hailo8l' };
      const tried = bench.convert(step, words, { DOUBLE_FAIL: 'item-shape' });
      expect(tried.verdict, tried.ended.stderr).toBe('proved');
      copyFileSync(out, source);
    }
    expect(readFileSync(out, 'utf8')).toBe('compiler hailo8l\noptimize hailo8l\nparser hailo8l\ngraph');
  });

  test.each([
    ['parse', 'end-nodes', 'conversion/refused'],
    ['parse', 'unsupported-layer', 'conversion/refused'],
    ['compile', 'infeasible', 'conversion/refused'],
    ['compile', 'silent', 'unknown'],
  ])('%s, %s: %s', (step, fail, verdict) => {
    using bench = new DoubleBench('hailo', 'python');
    const words = { source: bench.file('source', 'graph'), provider: 'hailo8' };
    expect(bench.convert(step, words, { DOUBLE_FAIL: fail }).verdict).toBe(verdict);
  });
});
