/** What a board is given: everything by name, nothing by accident. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes, ns } from '#core/units.js';
import { attemptId } from '#domain/names.js';
import type { RunCell } from '#domain/plan.js';
import { conversionJob, measurementJob, type Purpose } from '#plan/jobs.js';
import { fill } from '#plan/templates.js';
import { facts, planOf, worldOf } from '#test/spec/road.js';
import { experimentText, type TextParts } from '#test/spec/texts.js';

const artifact = { digest: digestOf('artifact'), bytes: bytes(8), path: '/store/artifact' };
const attempt = attemptId('set.work.1');
const axes = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';

function cellOf(parts: TextParts = {}): RunCell {
  const [cell] = planOf(worldOf(experimentText({ axes, ...parts }))).cells;
  return cell?.kind === 'run' ? cell : expect.unreachable();
}

function job(purpose: Purpose, cell: RunCell = cellOf(), board = facts) {
  const made = measurementJob({ cell, purpose, artifact, facts: board, attempt });
  return made.ok ? made.value : expect.unreachable(JSON.stringify(made.error));
}

describe('templates', () => {
  it('replace inside words, once, and never split', () => {
    const words = fill(['{a}', 'x{a}{b}', '{unknown}', '{}', '{constructor}'], { a: 'one two', b: '{a}; rm -rf' });
    expect(words).toEqual(['one two', 'xone two{a}; rm -rf', '{unknown}', '{}', '{constructor}']);
  });
});

describe('a measurement', () => {
  it('is told everything by its job file', () => {
    const latency = job('latency');
    expect(latency.argv).toEqual(['/usr/bin/node', 'files/run.mjs', 'job.json']);
    expect(latency.env).toEqual({});
    expect(latency.files.map(({ name }) => name)).toEqual(['model.onnx', 'images.npy', 'run.mjs']);
    expect(latency.files[0]?.file).toEqual(artifact);
    expect(latency.exclusive).toBe(true);
    expect(latency.document).toEqual({
      protocol: 1,
      purpose: 'latency',
      messages: 'messages',
      model: { file: 'files/model.onnx', input: 'input' },
      asked: { provider: 'cpu-provider', unit: 'cpu', arithmetic: 'fp32' },
      options: { threads: '1' },
      modules: '/modules',
      input: { kind: 'data', images: 'files/images.npy' },
      warmup: { iterations: 10, maxNs: 30e9 },
      iterations: { min: 100, max: 100_000 },
      durationMinNs: 500e6,
      accuracy: null,
    });
  });

  it('by a tool without a job file is told what it needs by its command line', () => {
    const cell = cellOf({ measure: '{ iterations: { min: 7 }, duration: { min: 1200ms } }' });
    const { measurement } = cell;
    const argv = ['bench', '-m', '{model}', '-t', '{duration_s}', '-niter', '{iterations}', '-nthreads', '{threads}'];
    const runner = { ...measurement.runner, argv, gives: 'summary' as const };
    const { argv: words } = job('latency', { ...cell, measurement: { ...measurement, runner } });
    // Whole seconds, and not less than was asked for.
    expect(words).toEqual(['bench', '-m', 'files/model.onnx', '-t', '2', '-niter', '7', '-nthreads', '1']);
    const none = { ...measurement.protocol, durationMinNs: ns(0) };
    const shortest = job('latency', { ...cell, measurement: { ...measurement, runner, protocol: none } });
    expect(shortest.argv[4]).toBe('1');
  });

  it('of accuracy has labels and the identity of the data', () => {
    const accuracy = job('accuracy', cellOf({ measure: '{ input: random, accuracy: { data: digits, top: [1] } }' }));
    expect(accuracy.files.map(({ name }) => name)).toEqual(['model.onnx', 'images.npy', 'labels.npy', 'run.mjs']);
    expect(accuracy.document).toMatchObject({
      purpose: 'accuracy',
      input: { kind: 'data', images: 'files/images.npy' },
      accuracy: {
        images: 'files/images.npy',
        labels: 'files/labels.npy',
        top: [1],
        data: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('takes one for free dimensions of random input, and always the same numbers', () => {
    const random = job('latency', cellOf({ measure: '{ input: random }', more: 'seed: 7' }));
    expect(random.document).toMatchObject({ input: { kind: 'random', shape: [1, 3, 8, 8], seed: 1 } });
    expect(random.files.map(({ name }) => name)).toEqual(['model.onnx', 'run.mjs']);
    expect(job('latency', cellOf({ measure: '{ input: repeat-one, data: bare }' })).document).toMatchObject({
      input: { kind: 'repeat-one' },
    });
  });

  it('has the declared limits, or ones that follow from the declared time', () => {
    expect(job('latency').limits).toEqual({
      runNs: (30e9 + 0.5e9) * 1.5 + 120e9 + 300e9,
      graceNs: 5e9,
      messagesBytes: 256 * 1024 * 1024,
      logBytes: 8 * 1024 * 1024,
    });
    const limited = cellOf({ more: 'limits: { measure: 7s, accuracy: 8s }' });
    expect([job('latency', limited).limits.runNs, job('accuracy', limited).limits.runNs]).toEqual([7e9, 8e9]);
  });

  it('fails where the board turns out to lack something', () => {
    const codes = [
      { ...facts, node: null },
      { ...facts, tools: {} },
    ].map((board) => {
      const made = measurementJob({ cell: cellOf(), purpose: 'latency', artifact, facts: board, attempt });
      return made.ok ? 'ok' : [made.error.code, made.error.facts['tool']];
    });
    expect(codes).toEqual([
      ['toolchain/missing', 'node'],
      ['toolchain/missing', 'ort-node'],
    ]);
  });
});

describe('a conversion', () => {
  it('gets its input, its files and where to write', () => {
    const [step] = planOf(worldOf(experimentText({ axes }))).steps;
    if (!step) return expect.unreachable();
    const made = conversionJob({ step, input: artifact, format: 'onnx', facts, attempt });
    expect(made).toMatchObject({
      ok: true,
      value: {
        argv: ['/usr/bin/node', 'files/optimise.mjs', '/modules', 'files/source.onnx', 'out', '--level=all'],
        files: [{ name: 'source.onnx', file: artifact }, { name: 'optimise.mjs' }],
        limits: { runNs: 3600e9 },
      },
    });
  });
});
