/** Which toolchains are read for an experiment: those that measure and build, and who answers where none of them does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readSpecFiles } from '#cli/spec-files.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function toolchainsOf(framework: string, source: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrate-spec-'));
  folders.push(folder);
  const file = join(folder, 'e.yaml');
  writeFileSync(
    file,
    `schema: 1
name: e
matrix: { axes: { device: [this-machine], model: [m], framework: [${framework}], precision: [fp32] } }
models: { m: { inputs: [{ name: i, shape: [1] }], sources: [{ precision: fp32, ${source} }] } }
`,
  );
  return [...readSpecFiles(file).toolchains.keys()].sort();
}

test.each([
  ['tflite', 'format: onnx, path: m.onnx', ['onnxruntime', 'tflite']],
  ['pytorch', 'format: torchscript, path: m.pt', ['pytorch']],
  ['onnxruntime', 'format: onnx, path: m.onnx', ['onnxruntime']],
  ['onnxruntime', 'format: onnx, build: [make, "{out}"], toolchain: pytorch', ['onnxruntime', 'pytorch']],
])('%s with %s', (framework, source, expected) => {
  expect(toolchainsOf(framework, source)).toEqual(expected);
});
