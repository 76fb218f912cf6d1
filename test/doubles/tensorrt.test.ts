/** Toolchain tensorrt over a double of trtexec, by the versions of TensorRT that it plays. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedFailure } from '#engine/named-failure.js';
import { toolReaders } from '#parse/tools.js';
import { readToolchain } from '#spec/toolchain.js';
import { endStarted, ensureBuilt, root } from '#test/cli/binary.js';
import { Road, type RoadParts } from '#test/doubles/road.js';
import { value } from '#test/spec/road.js';

const folder = join(root, 'toolchains/tensorrt');
const text = readFileSync(join(folder, 'toolchain.yaml'), 'utf8');

const jetson: RoadParts = {
  device: 'my-jetson',
  units: ['gpu', 'dla0'],
  framework: 'tensorrt',
  frameworkOptions: { toolchain: 'tensorrt', runner: 'trtexec' },
  precisions: ['fp32', 'fp16', 'int8'],
  sources: [
    { format: 'onnx', precision: 'fp32', content: 'a model' },
    { format: 'onnx', precision: 'fp16', content: 'a model in fp16' },
    { format: 'onnx', precision: 'int8', content: 'a model with its scales' },
  ],
  shape: [1, 3, 8, 8],
  layout: 'nchw',
};
const one: RoadParts = { ...jetson, precisions: ['fp32'] };

beforeAll(ensureBuilt);
afterAll(endStarted);

describe('trtexec', () => {
  it.each(['8.2.1', '8.6.1', '10.2.0', '11.1.0'])(
    'of TensorRT %s builds engines on the board and measures them, by its own samples',
    async (version) => {
      using road = new Road(jetson, { DOUBLE_VERSION: version });
      const { code, cells, out, err } = await road.travel();
      expect(code, out + err).toBe(0);
      expect(cells.map(({ state }) => state)).toEqual(['measured', 'measured', 'measured']);
      // With the copies, whatever the version does unasked; computed here from its rows, without those of the warm-up.
      for (const { numbers } of cells) expect(numbers?.latency.medianNs).toBeCloseTo(1_553_000, 0);
      for (const { numbers } of cells) expect(numbers?.latency).not.toHaveProperty('reported');
      expect((await road.say('manifest')).out).toContain('"build-time"');
    },
  );
});

describe('what becomes of it', () => {
  it.each([
    ['exit-1', 'an exit status after success', 'measured', null],
    ['exit-0', 'an exit of 0 after an error', 'blocked', 'conversion/failed'],
    ['unsupported-10', 'an operator that it does not know', 'unsupported', 'conversion/refused'],
    ['incompatible-version', 'an engine of another version', 'failed', 'artifact/incompatible'],
    ['truncated-times', 'rows that are cut short', 'failed', 'runner/broken-protocol'],
  ])('%s: %s', async (fail, _what, state, code) => {
    using road = new Road(one, { DOUBLE_VERSION: '10.2.0', DOUBLE_FAIL: fail });
    const { cells, out, err } = await road.travel();
    expect(cells[0]?.state, out + err).toBe(state);
    expect(cells[0]?.reason?.code ?? null).toBe(code);
  });
});

describe('its words', () => {
  const shipped = value(readToolchain({ name: 'toolchain.yaml', text }, folder));
  const building = shipped.conversions.find(({ id }) => id === 'engine-fp32')?.failures ?? [];
  const measuring = shipped.runners.find(({ name }) => name === 'trtexec')?.failures ?? [];

  it.each([
    ['out-of-memory', 'runner/out-of-memory'],
    // The same sentence in the end, and another reason before it.
    ['no-tactic-for-memory', 'runner/out-of-memory'],
    ['no-tactic', 'conversion/refused'],
    ['unsupported-8', 'conversion/refused'],
    ['unsupported-10', 'conversion/refused'],
    ['no-device', 'device/missing'],
    ['busy', 'device/busy'],
    ['driver', 'device/refused'],
    ['permission', 'device/refused'],
  ])('%s while it builds is %s', (fail, code) => {
    expect(namedFailure(building, said(fail, '--onnx=/dev/null', '--saveEngine=/dev/null'), {})?.code).toBe(code);
  });

  it.each([
    ['no-device', 'device/missing'],
    ['busy', 'device/busy'],
    ['driver', 'device/refused'],
    ['incompatible-version', 'artifact/incompatible'],
    ['incompatible-device', 'artifact/incompatible'],
    // What is loaded is no engine at all.
    ['', 'artifact/incompatible'],
  ])('%s while it measures is %s', (fail, code) => {
    expect(namedFailure(measuring, said(fail, '--loadEngine=/dev/null'), {})?.code).toBe(code);
  });

  it.each(['crash', 'exit-0'])('%s names nothing', (fail) => {
    expect(namedFailure(building, said(fail, '--onnx=/dev/null', '--saveEngine=/dev/null'), {})).toBeUndefined();
  });

  it('of an option that a version no longer has name that', () => {
    const lines = said('', '--onnx=/dev/null', '--saveEngine=/dev/null', '--fp16');
    expect(namedFailure(building, lines, {})).toMatchObject({
      code: 'conversion/failed',
      facts: { said: expect.stringContaining('Unknown option: --fp16') },
    });
  });

  it('are read whole by their reader', () => {
    const lines = said('', '--onnx=/dev/null', '--saveEngine=/dev/null', '--skipInference');
    expect(toolReaders['trtexec-build'].parse(lines.join('\n'))).toMatchObject({ kind: 'complete', version: '11.1.0' });
  });
});

/** Of TensorRT 11, both streams. */
function said(fail: string, ...args: readonly string[]): readonly string[] {
  const env = { ...process.env, DOUBLE_VERSION: '11.1.0', DOUBLE_FAIL: fail };
  const { stdout, stderr } = spawnSync(join(root, 'test/support/doubles/trtexec'), args, { env, encoding: 'utf8' });
  return `${stderr}\n${stdout}`.split('\n');
}
