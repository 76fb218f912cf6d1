/** Toolchains tf-trt and pytorch-tensorrt over doubles of TensorFlow and PyTorch: what falls back to the framework is not believed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endStarted, ensureBuilt, root } from '#test/cli/binary.js';
import { Road, type RoadParts } from '#test/doubles/road.js';

const packages = join(root, 'test/support/doubles/gpu-python');

beforeAll(ensureBuilt);
afterAll(endStarted);

/** A tar with one file, as plain text. */
function savedModel(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrate-saved-'));
  writeFileSync(join(folder, 'saved_model.pb'), 'graph');
  execFileSync('tar', ['-cf', 'model.tar', 'saved_model.pb'], { cwd: folder });
  const text = readFileSync(join(folder, 'model.tar'), 'latin1');
  rmSync(folder, { recursive: true });
  return text;
}

const partsOf = (framework: string): RoadParts => ({
  device: 'my-card',
  units: ['gpu'],
  framework,
  precisions: ['fp32', 'fp16'],
  sources: [
    framework === 'tf-trt'
      ? { format: 'saved-model', precision: 'fp32', content: savedModel() }
      : { format: 'torchscript', precision: 'fp32', content: 'a module' },
  ],
  shape: framework === 'tf-trt' ? [1, 8, 8, 3] : [1, 3, 8, 8],
});

it.each([
  ['tf-trt', '', ['measured', null]],
  ['tf-trt', 'native', ['invalid', 'execution/provider']],
  ['tf-trt', 'partial', ['invalid', 'execution/provider']],
  ['tf-trt', 'no-device', ['failed', 'device/missing']],
  ['tf-trt', 'out-of-memory', ['failed', 'runner/out-of-memory']],
  ['pytorch-tensorrt', '', ['measured', null]],
  ['pytorch-tensorrt', 'no-engine', ['invalid', 'execution/provider']],
  ['pytorch-tensorrt', 'busy', ['failed', 'device/busy']],
] as const)('%s, %s: %s', async (framework, fail, [state, code]) => {
  const parts = partsOf(framework);
  using road = new Road(fail === '' ? parts : { ...parts, precisions: ['fp32'] }, {
    PYTHONPATH: packages,
    DOUBLE_FAIL: fail,
  });
  const { cells, out, err } = await road.travel();
  for (const cell of cells) {
    expect(cell.state, out + err).toBe(state);
    expect(cell.reason?.code ?? null, out + err).toBe(code);
  }
  expect(cells).toHaveLength(fail === '' ? 2 : 1);
});
