/** Toolchain edgetpu over doubles of Google's compiler and of TensorFlow Lite with the delegate of libedgetpu. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endStarted, ensureBuilt, root } from '#test/cli/binary.js';
import { DoubleBench, doublesFirst } from '#test/doubles/bench.js';
import { Road, type RoadParts } from '#test/doubles/road.js';

const stick: RoadParts = {
  device: 'my-stick',
  units: ['tpu'],
  framework: 'edgetpu',
  precisions: ['int8', 'fp32'],
  sources: [{ format: 'tflite', precision: 'int8', content: 'a model in int8' }],
  shape: [1, 8, 8, 3],
  layout: 'nhwc',
};

beforeAll(() => {
  ensureBuilt();
  doublesFirst();
});
afterAll(endStarted);

test('a model in int8 is compiled on a builder and measured on the stick; another precision is refused', async () => {
  using road = new Road(stick);
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells.map(({ state }) => state)).toEqual(['measured', 'unsupported']);
  expect(cells[0]?.numbers?.latency.medianNs).toBeGreaterThan(0);
  expect(cells[1]?.reason?.headline).toBe('edgetpu runs int8 only, and fp32 is asked for');
  expect(err).toContain('edgetpu compile to int8 conversion: succeeded');
});

test('what the compiler left on the processor is a fact of what was observed', async () => {
  using road = new Road({ ...stick, precisions: ['int8'] }, { DOUBLE_FAIL: 'partial' });
  expect((await road.travel()).cells).toMatchObject([{ state: 'measured' }]);
  const { out } = await road.say('manifest', '--json');
  expect(out).toContain('"runner.warning.on-processor":"computed on the processor: CONV_2D, SOFTMAX"');
});

test('how much of a model is mapped is told with its result, after a hit in the cache too', async () => {
  using road = new Road({ ...stick, precisions: ['int8'] }, { DOUBLE_FAIL: 'partial' });
  const words = 'edgetpu-compiler: 8 of 11 operators mapped';
  await road.travel();
  expect((await road.say('show')).out).toContain(`Caution, 1 cell: ${words}.`);
  const { err } = await road.travel();
  expect(err).not.toContain('compile to int8 conversion');
  expect((await road.say('show')).out).toContain(`Caution, 1 cell: ${words}.`);
  const explained = (await road.say('explain', 'int8')).out;
  expect(explained).toContain(`caution: ${words}`);
  expect(explained).toContain('when planned hit');
});

test('a mended reader reads the stored words again, once, and what it says is told', async () => {
  using road = new Road({ ...stick, precisions: ['int8'] }, { DOUBLE_FAIL: 'partial' });
  await road.travel();
  // As a reader before this one might have left it.
  const db = new Database(join(road.folder, 'runs/orchestrate.db'));
  db.exec("UPDATE reading SET revision = 0, facts = '{}'");
  db.close();
  expect((await road.say('reparse', '-n')).out).toContain('Nothing was recorded.');
  expect((await road.say('show')).out).not.toContain('operators mapped');
  expect((await road.say('reparse')).out).toContain('1 reading recorded; the older ones are kept.');
  expect((await road.say('reparse')).out).toContain('Nothing to record');
  expect((await road.say('show')).out).toContain('8 of 11 operators mapped');
  expect((await road.say('manifest')).out).toContain('"revision":1,"tool":"edgetpu-compiler"');
  const { code, out } = await road.say('verify');
  expect(code, out).toBe(0);
});

test('a stick that is not there is a failure of the device, told in the words of the delegate', async () => {
  using road = new Road({ ...stick, precisions: ['int8'] }, { DOUBLE_FAIL: 'no-device' });
  const { code, cells } = await road.travel();
  expect(code).toBe(3);
  expect(cells).toMatchObject([{ state: 'failed', reason: { code: 'device/missing' } }]);
  expect(cells[0]?.reason?.headline).toContain('"Failed to load delegate from libedgetpu.so.1"');
});

describe('what the compiler ends with', () => {
  const tries = (env: Readonly<Record<string, string>>): string => {
    using bench = new DoubleBench('edgetpu', 'tflite-runtime');
    return bench.convert('compile', { source: bench.file('source.tflite', 'model') }, env).verdict;
  };

  test.each([
    ['', 'proved'],
    ['partial', 'proved'],
    ['streamed', 'proved'],
    ['not-quantized', 'conversion/refused'],
    ['dynamic-sizes', 'conversion/refused'],
    ['activations', 'conversion/refused'],
    ['internal-error', 'conversion/failed'],
    ['crash', 'conversion/failed'],
    ['timeout', 'conversion/timeout'],
    ['silent', 'unknown'],
  ])('%s: %s', (fail, verdict) => {
    expect(tries({ DOUBLE_FAIL: fail, DOUBLE_VERSION: '16.0.384591198' })).toBe(verdict);
  });

  test.each([
    ['', '3', 'proved'],
    ['not-quantized', '0', 'conversion/refused'],
    ['internal-error', '0', 'conversion/failed'],
  ])('%s with exit code %s, which is documented nowhere: %s', (fail, exit, verdict) => {
    expect(tries({ DOUBLE_FAIL: fail, DOUBLE_EXIT: exit })).toBe(verdict);
  });

  test.each(['2.1.302470888', '14.1.317412892', '15.0.340273435'])('version %s, which knows no timeout', (version) => {
    expect(tries({ DOUBLE_VERSION: version })).toBe('proved');
  });
});

describe('what the delegate ends with', () => {
  const asked = { provider: 'edgetpu', unit: 'tpu', arithmetic: 'int8' };
  const input = { kind: 'random', shape: [1, 8, 8, 3], seed: 1 } as const;

  test.each([
    ['', 'edgetpu tpu int8', ''],
    ['partial', 'edgetpu tpu int8', ''],
    ['cpu-only', 'unknown cpu unknown', ''],
    ['no-device', 'device/missing', 'Failed to load delegate from libedgetpu.so.1'],
    ['no-library', 'device/refused', 'cannot open shared object file'],
    ['runtime-version', 'artifact/incompatible', 'newer than this runtime version (13)'],
    ['data-type', 'artifact/incompatible', 'Unsupported data type in custom op handler'],
    ['ignored', 'artifact/incompatible', 'unresolved custom op'],
  ])('%s: %s', async (fail, verdict, said) => {
    using bench = new DoubleBench('edgetpu', 'tflite-runtime');
    const options = { threads: '1', tpu: 'usb:0' };
    const tried = await bench.measure({ asked, input, options }, { DOUBLE_FAIL: fail });
    expect(tried.verdict, tried.ended.stderr).toBe(verdict);
    expect(tried.said).toContain(said);
  });
});

test('the speed of the port is that of a stick whose firmware runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrate-usb-'));
  const device = (name: string, parts: Readonly<Record<string, string>>): void => {
    mkdirSync(join(folder, name));
    for (const [part, word] of Object.entries(parts)) writeFileSync(join(folder, name, part), `${word}\n`);
  };
  const seen = (): string => {
    const words =
      'import json, sys, usb; found = usb.speeds(root=sys.argv[1]); print(json.dumps([found, usb.caution(found)]))';
    const cwd = join(root, 'toolchains/edgetpu');
    return execFileSync('python3', ['-Bc', words, folder], { cwd, encoding: 'utf8' }).trim();
  };
  try {
    device('1-0:1.0', {});
    device('1-1', { idVendor: '1a6e', idProduct: '089a', speed: '480' });
    expect(seen()).toBe('[[], null]');
    device('2-1', { idVendor: '18d1', idProduct: '9302', speed: '5000' });
    expect(seen()).toBe('[[5000.0], null]');
    device('1-2', { idVendor: '18d1', idProduct: '9302', speed: '480' });
    expect(seen()).toMatch(
      /^\[\[480.0, 5000.0\], \{"code": "usb-2", "text": "1 of 2 devices: Edge TPU attached at 480 Mbit\/s/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
