/**
 * What conversions cost when they are in the cache: the same experiment twice into one store. Cold: the lengths of all
 * conversions and checks of the first run. Warm: those of the second, and the time to hash every artifact, which is what the
 * look into the cache costs. `node bench/warm-cache.js [EXPERIMENT]`; default: the quickstart's networks in two frameworks.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const BOUND = 0.01;
const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin', 'orchestrate.cjs');
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-warm-'));
const runs = join(folder, 'runs');

const inventory = `schema: 1
boards: { this-machine: { local: true, device: this-machine, paths: { state: ${folder}/state, lock: ${folder}/lock } } }
`;
const source = (model) => `  ${model}:
    inputs: [{ name: input, shape: [batch, 1, 32, 32] }]
    sources:
      - { format: onnx, precision: fp32, path: models/${model}.fp32.onnx }
      - { format: onnx, precision: int8, path: models/${model}.int8.onnx }
`;
const spec = `schema: 1
name: warm-cache
inventory: ../lab.yaml
matrix:
  axes:
    { device: [this-machine], model: [digits-cnn, digits-mobile], framework: [onnxruntime, onnxruntime-web], precision: [fp32, int8] }
models:
${source('digits-cnn')}${source('digits-mobile')}measure: { sessions: 1, iterations: { min: 1, max: 1 }, warmup: { iterations: 0 }, duration: { min: 1ms } }
`;

function ownExperiment() {
  mkdirSync(join(folder, 'experiments'));
  writeFileSync(join(folder, 'lab.yaml'), inventory);
  writeFileSync(join(folder, 'experiments', 'warm.yaml'), spec);
  symlinkSync(join(root, 'experiments', 'models'), join(folder, 'experiments', 'models'));
  return join(folder, 'experiments', 'warm.yaml');
}

/** How many conversions ran and how long all of them took together, in seconds. */
async function conversionsOf(experiment) {
  const { stdout } = await execa(process.execPath, [bin, 'run', experiment, '--json', '--store', runs], {
    reject: false,
  });
  const ended = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((event) => event.kind === 'ended' && event.doing.kind === 'conversion');
  return { count: ended.length, s: ended.reduce((sum, { tookNs }) => sum + tookNs, 0) / 1e9 };
}

function hashingSeconds() {
  const began = process.hrtime.bigint();
  const artifacts = join(runs, 'artifacts');
  for (const name of readdirSync(artifacts))
    createHash('sha256')
      .update(readFileSync(join(artifacts, name)))
      .digest();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

try {
  const experiment = process.argv[2] === undefined ? ownExperiment() : resolve(process.argv[2]);
  const cold = await conversionsOf(experiment);
  if (cold.count === 0) throw new Error('the first run converted nothing');
  const warm = await conversionsOf(experiment);
  const warmS = warm.s + hashingSeconds();
  const ratio = warmS / cold.s;
  console.log(`cold: ${cold.count} conversions and checks in ${cold.s.toFixed(2)} s`);
  console.log(
    `warm: ${warm.count} in ${warm.s.toFixed(2)} s, and ${(warmS - warm.s).toFixed(4)} s to hash the artifacts`,
  );
  console.log(`ratio ${(ratio * 100).toFixed(2)} %, bound ${BOUND * 100} %: ${ratio < BOUND ? 'met' : 'missed'}`);
  process.exitCode = ratio < BOUND ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
