/** Toolchain rknn over doubles of RKNN-Toolkit2 and of RKNN-Toolkit-Lite2 with its library. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endStarted, ensureBuilt } from '#test/cli/binary.js';
import { DoubleBench, doublesFirst, type Tried } from '#test/doubles/bench.js';
import { Road } from '#test/doubles/road.js';
import { storeNpy } from '#test/npy.js';

beforeAll(() => {
  ensureBuilt();
  doublesFirst();
});
afterAll(endStarted);

const items = { descr: '<f4', shape: [2, 3, 8, 8], body: new Uint8Array(2 * 3 * 8 * 8 * 4) };

/** Converted, and then measured with what came out. */
class Both extends DoubleBench {
  readonly out = this.file('model.rknn', '');

  constructor() {
    super('rknn', 'python');
  }

  make(id: 'to-int8' | 'to-fp16', env: Readonly<Record<string, string>> = {}, platform = 'rk3588'): Tried {
    const calibration = this.file('items.npy', '');
    storeNpy(calibration, items);
    return this.convert(id, { source: this.file('source', 'graph'), out: this.out, calibration, platform }, env);
  }

  infer(env: Readonly<Record<string, string>> = {}, options: Readonly<Record<string, string>> = {}) {
    const asked = { provider: 'rknn', unit: 'npu', arithmetic: 'int8' };
    const layout = { data: 'nchw', model: 'nhwc' } as const;
    const input = { kind: 'random', shape: [1, 3, 8, 8], seed: 1, layout } as const;
    return this.measure({ model: { file: this.out, input: 'input' }, asked, input, options }, env);
  }
}

test('an ONNX file becomes a model of the platform on a builder, and is measured on the NPU', async () => {
  using road = new Road({
    device: 'orange-pi-5',
    units: ['npu'],
    framework: 'rknn',
    precisions: ['fp16', 'int8'],
    sources: [{ format: 'onnx', precision: 'fp32', content: 'graph' }],
    shape: [1, 3, 8, 8],
    layout: 'nchw',
    calibration: { data: 'random', count: 4 },
  });
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells).toMatchObject([{ state: 'measured' }, { state: 'measured' }]);
  expect(cells[0]?.numbers?.latency.medianNs).toBeGreaterThan(0);
});

describe('what RKNN-Toolkit2 makes', () => {
  test.each(['to-int8', 'to-fp16'] as const)('%s: every step is asked in its order', (id) => {
    using bench = new Both();
    const tried = bench.make(id);
    expect(tried.verdict, tried.ended.stderr).toBe('proved');
  });

  test.each([
    ['opset', 'conversion/refused'],
    ['unsupported-op', 'conversion/refused'],
    ['exception', 'unknown'],
    ['empty', 'unknown'],
  ])('%s: %s', (fail, verdict) => {
    using bench = new Both();
    expect(bench.make('to-int8', { DOUBLE_FAIL: fail }).verdict).toBe(verdict);
  });

  test('a platform that it does not know is no model', () => {
    using bench = new Both();
    const { verdict, ended } = bench.make('to-fp16', {}, 'rk1808');
    expect(verdict).toBe('unknown');
    expect(ended.stderr).toContain('config answered -1');
  });
});

describe('what the runtime ends with', () => {
  const made = (id: 'to-int8' | 'to-fp16' = 'to-int8'): Both => {
    const bench = new Both();
    expect(bench.make(id).verdict).toBe('proved');
    return bench;
  };

  test('it says in what the NPU computed by how the model was made', async () => {
    using quantised = made();
    expect((await quantised.infer()).verdict).toBe('rknn npu int8');
    using half = made('to-fp16');
    expect((await half.infer({}, { cores: '0_1_2' })).verdict).toBe('rknn npu fp16');
  });

  test.each([
    ['no-device', 'device/missing', 'RKNN_ERR_DEVICE_UNAVAILABLE'],
    ['model-version', 'artifact/incompatible', 'Invalid RKNN model version 6'],
    ['platform', 'artifact/incompatible', 'RKNN_ERR_TARGET_PLATFORM_UNMATCH'],
    ['memory', 'runner/out-of-memory', 'RKNN_ERR_MALLOC_FAIL'],
    ['inference', 'failed', 'inference answered nothing'],
    ['unsupported-op', 'refused', 'unsupport Einsum op'],
  ])('%s: %s', async (fail, verdict, said) => {
    using bench = made();
    const tried = await bench.infer({ DOUBLE_FAIL: fail });
    expect(tried.verdict, `${tried.said}\n${tried.ended.stderr}`).toBe(verdict);
    expect(tried.said).toContain(said);
  });

  test('a library that is older than the toolkit of the model is refused, a newer one is not', async () => {
    using bench = made();
    const older = await bench.infer({ DOUBLE_VERSION: '1.6.0' });
    expect(older.verdict).toBe('artifact/incompatible');
    expect(older.said).toBe(
      'the model was made by toolkit 2.3.2, and librknnrt 1.6.0 is older: update the library, or convert with its version',
    );
    expect((await bench.infer({ DOUBLE_VERSION: '2.10.0' })).verdict).toBe('rknn npu int8');
  });
});
