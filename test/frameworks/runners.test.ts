/** The shipped toolchains for real: every model, compiled and measured by each framework, and read as the orchestrator reads. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { digestOf } from '#core/digest.js';
import { bytes, ns } from '#core/units.js';
import type { RunnerJob } from '#domain/job.js';
import type { Samples } from '#domain/message.js';
import { allShards } from '#domain/shards.js';
import { barePython, onnxruntimeVersion, pythonWithOnnxruntime } from '#test/toolchains/python.js';
import { images, labels, modelFile, Workbench } from '#test/toolchains/workbench.js';

const models = ['digits-cnn', 'digits-mobile'] as const;
/** What a file asks for → what both builds compute it in on this machine. */
const arithmetics = { fp32: 'fp32', fp16: 'fp32', int8: 'int8' } as const;
const cells = models.flatMap((model) =>
  Object.entries(arithmetics).map(([precision, used]) => ({ name: `${model}.${precision}`, precision, used })),
);
/** What each runner calls its provider and its library, and where the library is named in what it says. */
const subjects = [
  { framework: 'onnxruntime', runner: 'node', provider: 'cpu', library: 'onnxruntime-node' },
  { framework: 'onnxruntime-web', runner: 'node-wasm', provider: 'wasm', library: 'onnxruntime-web' },
  { framework: 'onnxruntime', runner: 'python', provider: 'cpu', library: 'onnxruntime' },
] as const;
/** Milliseconds: the first time on a machine, packages are fetched. */
const makingPython = 600_000;
const noKernel = /Could not find an implementation for Conv\(22\) node/;

/** Of one kind, over all messages. */
const inference = (samples: readonly Samples[], kind: Samples['of']): readonly number[] =>
  samples.filter(({ of }) => of === kind).flatMap(({ phases }) => phases.inference ?? []);

describe.each(subjects)('$framework in $runner', ({ framework, runner, provider, library }) => {
  let bench: Workbench;
  beforeAll(() => {
    const interpreter = runner === 'python' ? pythonWithOnnxruntime() : process.execPath;
    bench = new Workbench({ framework, runner, interpreter });
  }, makingPython);
  afterAll(() => bench.dispose());

  describe.each(cells)('$name', ({ name, precision, used }) => {
    const out = `${name}.out`;

    test('is compiled to a file', () => {
      const compiled = bench.compile(modelFile(name), out);
      expect(compiled).toMatchObject({ exitCode: 0 });
      expect(statSync(bench.path(out)).size).toBeGreaterThan(100_000);
    });

    test('is measured, and says what it was really computed with', async () => {
      const asked = { provider, unit: 'cpu', arithmetic: precision };
      const { session, exitCode, stdout, wallNs } = await bench.measure(bench.job(out, { asked }));
      expect({ exitCode, stdout, error: session.error }).toEqual({ exitCode: 0, stdout: '', error: undefined });
      expect(session.hello?.runner).toBe(framework);
      expect(session.hello?.versions).toHaveProperty(runner === 'python' ? 'python' : 'node');
      expect(session.hello?.versions).toMatchObject({ [library]: onnxruntimeVersion });
      expect(session.loaded).toMatchObject({
        asked,
        used: { provider, unit: 'cpu', arithmetic: used },
      });
      // Every computing kernel is of one arithmetic: none of another hides behind it.
      expect(Object.keys(session.loaded?.placement?.nodesByArithmetic ?? {})).toEqual([used]);

      const counts = (['cold', 'warm-up', 'steady'] as const).map((kind) => inference(session.samples, kind).length);
      expect(counts).toEqual([1, 3, 5]);
      expect(session.done?.iterations).toBe(5);
      const all = session.samples.flatMap(({ phases }) => phases.inference ?? []);
      // At least 0.1 ms each, and all of them within the life of the process.
      expect(Math.min(...all)).toBeGreaterThan(100_000);
      expect(all.reduce((sum, one) => sum + one, 0) + (session.loaded?.loadNs ?? 0)).toBeLessThan(wallNs);
      const starts = session.samples.flatMap(({ startNs }) => startNs);
      starts.slice(1).forEach((start, index) => expect(start).toBeGreaterThanOrEqual(starts[index]! + all[index]!));
      expect(session.peakRssBytes).toBeGreaterThan(40 * 2 ** 20);
      expect(bench.litter()).toEqual([]);
    });

    test('counts what a bare loop over the library counts', async () => {
      const { session } = await bench.measure(bench.counting(out));
      expect(session.accuracy).toMatchObject({ counted: 150, hits: await independentCounts(name) });
      expect(session.done?.iterations).toBe(150);
    });
  });

  test('refuses bfloat16 when it compiles, in its own words, and leaves nothing', () => {
    const { exitCode, stderr } = bench.compile(modelFile('digits-cnn.bf16'), 'bf16.out');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(noKernel);
    expect(existsSync(bench.path('bf16.out'))).toBe(false);
    const named = bench.failures.find(({ line }) =>
      stderr.split('\n').some((said) => new RegExp(line, 'u').test(said)),
    );
    expect(named?.code).toBe('conversion/refused');
  });

  test('refuses bfloat16 when it loads, in its own words', async () => {
    const { session, exitCode } = await bench.measure(bench.job(modelFile('digits-cnn.bf16')));
    expect(exitCode).toBe(1);
    expect(session).toMatchObject({ error: { at: 'load', code: 'refused', operator: 'Conv' } });
    expect(session.error?.text).toMatch(noKernel);
    expect(session.loaded).toBeUndefined();
  });

  test('int8 weights that are multiplied as floats are told as fp32', async () => {
    expect(bench.compile(modelFile('digits-cnn.int8'), 'basic.out', 'basic').exitCode).toBe(0);
    const { session } = await bench.measure(
      bench.job('basic.out', { asked: { provider, unit: 'cpu', arithmetic: 'int8' } }),
    );
    expect(session.loaded?.used.arithmetic).toBe('fp32');
  });

  test('counts the same whole, in shards and in parts', async () => {
    const name = 'digits-mobile.fp32';
    const shards = await shardsOf(bench.path('files', 'shards'));
    expect(shards).toHaveLength(3);
    const counting = (own: Partial<NonNullable<RunnerJob['accuracy']>>) => bench.counting(`${name}.out`, own);
    const whole = await independentCounts(name);
    const sharded = await bench.measure(counting({ images: shards }));
    expect(sharded.session.accuracy).toMatchObject({ counted: 150, hits: whole });
    expect(sharded.session.done?.iterations).toBe(150);
    const parts = [
      // As it is sent, and as it lies on a board that has the whole file.
      { images: shards.slice(0, 2), part: { skip: 0, count: 120, label: 0 } },
      { images, part: { skip: 120, count: 30, label: 120 } },
    ];
    const counted: number[] = [];
    const hits: Record<string, number> = { 'top-1': 0, 'top-5': 0 };
    for (const part of parts) {
      const { session } = await bench.measure(counting(part));
      counted.push(session.accuracy?.counted ?? 0);
      for (const top of Object.keys(hits)) hits[top]! += session.accuracy?.hits[top] ?? 0;
    }
    expect([counted, hits]).toEqual([[120, 30], whole]);
    const beyond = await bench.measure(counting({ images: shards[2]!, part: { skip: 0, count: 31, label: 120 } }));
    expect(beyond.session.error).toMatchObject({
      at: 'accuracy',
      text: '30 images and labels of shape (150): expected one label for each image',
    });
  });

  test('is fed the first items alone when the set is large', async () => {
    const [first = ''] = await shardsOf(bench.path('files', 'shards'));
    const out = 'digits-mobile.fp32.out';
    // A part of the file that is not there cannot be read.
    for (const input of [{ kind: 'data', images: first } as const, { kind: 'data', images, items: 60 } as const]) {
      const { session } = await bench.measure(bench.job(out, { input }));
      expect({ done: session.done?.iterations, error: session.error }).toEqual({ done: 5, error: undefined });
    }
  });

  test.each([
    { kind: 'random', shape: [1, 1, 32, 32], seed: 1 },
    { kind: 'repeat-one', images },
  ] as const)('takes $kind input', async (input) => {
    const { session } = await bench.measure(bench.job('digits-mobile.fp32.out', { input }));
    expect({ done: session.done?.iterations, error: session.error }).toEqual({ done: 5, error: undefined });
  });

  test('measures for at least the time asked, and no more than the most', async () => {
    const long = await bench.measure(
      bench.job('digits-mobile.fp32.out', {
        warmup: { iterations: 0, maxNs: 0 },
        iterations: { min: 1, max: 100_000 },
        durationMinNs: ns(300e6),
      }),
    );
    const steady = long.session.samples.filter(({ of }) => of === 'steady');
    const last = steady.at(-1)!;
    expect(inference(long.session.samples, 'warm-up')).toEqual([]);
    const measured = last.startNs.at(-1)! + last.phases.inference!.at(-1)! - steady[0]!.startNs[0]!;
    expect(measured).toBeGreaterThanOrEqual(300e6);

    // One warm-up of ten: the time is up after it.
    const short = await bench.measure(
      bench.job('digits-mobile.fp32.out', {
        warmup: { iterations: 10, maxNs: 1 },
        iterations: { min: 1, max: 4 },
        durationMinNs: ns(60e9),
      }),
    );
    expect(inference(short.session.samples, 'warm-up')).toHaveLength(1);
    expect(inference(short.session.samples, 'steady')).toHaveLength(4);
  });

  test('input it cannot feed is an error that says what to do', async () => {
    const wrongType = await bench.measure(
      bench.job('digits-mobile.fp32.out', { input: { kind: 'data', images: labels } }),
    );
    expect(wrongType.session.error).toMatchObject({ at: 'warm-up', code: 'failed' });
    expect(wrongType.session.error?.text).toContain('numpy.float32');
    const wrongName = await bench.measure(
      bench.job('digits-mobile.fp32.out', { model: { file: 'digits-mobile.fp32.out', input: 'images' } }),
    );
    expect(wrongName.session.error).toMatchObject({
      at: 'load',
      code: 'failed',
      text: "the model's input is input; the job names images",
    });
    expect(bench.litter()).toEqual([]);
  });

  test('threads reach the library, and the process still ends', async () => {
    const spied = runner === 'python' ? spyInPython(bench) : spyInNode(bench, library);
    const job = bench.job('digits-mobile.fp32.out', { options: { threads: '2' }, ...spied.job });
    const { session } = await bench.measure(job, { env: spied.env });
    expect(session.done?.iterations).toBe(5);
    const said: unknown = JSON.parse(readFileSync(bench.path('files', 'created.json'), 'utf8'));
    expect(said).toMatchObject(spied.expected);
  });

  test('a package that is not there is an error that names it', async () => {
    const interpreter = runner === 'python' ? barePython(bench.path('files', 'bare')) : process.execPath;
    const job = bench.job('digits-mobile.fp32.out', { modules: bench.folder });
    const { session } = await bench.measure(job, { interpreter });
    expect(session.error).toMatchObject({ at: 'load', code: 'failed' });
    expect(session.error?.text).toMatch(runner === 'python' ? /No module named '(numpy|onnxruntime)'/ : library);
  });
});

/** The images of the tests in shards of 60, as this program cuts them. */
async function shardsOf(folder: string): Promise<readonly string[]> {
  const content = readFileSync(images);
  const file = { path: images, digest: digestOf(content), bytes: bytes(content.length) };
  const files = createFiles(folder, { shardBytes: bytes(60 * 4096 + 128) });
  const cut = await files.cutOf(file);
  const shards = cut && (await files.shards(file, cut, allShards(cut)));
  return shards?.ok ? shards.value.map(({ path }) => path) : expect.unreachable('no shards were made');
}

interface Ort {
  readonly InferenceSession: {
    create(file: string): Promise<{ run(feed: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

const counted = new Map<string, Promise<Record<string, number>>>();

/** The same for every runner: counted once. */
function independentCounts(name: string): Promise<Record<string, number>> {
  const counts = counted.get(name) ?? countBarely(name);
  counted.set(name, counts);
  return counts;
}

/** The source file at the library's own level: neither our compile step, nor our reader of .npy, nor our ranks. */
async function countBarely(name: string): Promise<Record<string, number>> {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Ort;
  const session = await InferenceSession.create(modelFile(name));
  // NumPy pads its header to 128 bytes here.
  const bytes = new Uint8Array(readFileSync(images)).buffer.slice(128);
  const answers = new Uint8Array(readFileSync(labels)).buffer.slice(128);
  const hits = { 'top-1': 0, 'top-5': 0 };
  for (const [index, label] of new BigInt64Array(answers).entries()) {
    const { logits } = await session.run({
      input: new Tensor('float32', new Float32Array(bytes, index * 4096, 1024), [1, 1, 32, 32]),
    });
    const order = [...logits!.data.entries()].sort(([, a], [, b]) => b - a).map(([id]) => id);
    if (order[0] === Number(label)) hits['top-1']++;
    if (order.slice(0, 5).includes(Number(label))) hits['top-5']++;
  }
  return hits;
}

interface Spied {
  readonly job: Partial<RunnerJob>;
  readonly env: Readonly<Record<string, string>>;
  readonly expected: object;
}

/** A folder of packages with the real library, which writes down how it was asked. */
function spyInNode(bench: Workbench, name: string): Spied {
  const folder = bench.path('files', 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const real = createRequire(import.meta.url).resolve(name);
  const log = JSON.stringify(bench.path('files', 'created.json'));
  writeFileSync(
    `${folder}/index.js`,
    `const real = require(${JSON.stringify(real)});
     const create = (model, options) => {
       require('node:fs').writeFileSync(${log}, JSON.stringify({ options, numThreads: real.env.wasm.numThreads }));
       return real.InferenceSession.create(model, options);
     };
     module.exports = { env: real.env, Tensor: real.Tensor, InferenceSession: { create } };`,
  );
  const expected =
    name === 'onnxruntime-node'
      ? { options: { intraOpNumThreads: 2, graphOptimizationLevel: 'disabled', executionProviders: ['cpu'] } }
      : { numThreads: 2, options: { graphOptimizationLevel: 'disabled', executionProviders: ['wasm'] } };
  return { job: { modules: bench.path('files') }, env: {}, expected };
}

/** Python runs a module of this name before anything else. */
function spyInPython(bench: Workbench): Spied {
  const folder = bench.path('files', 'spy');
  mkdirSync(folder);
  writeFileSync(
    `${folder}/sitecustomize.py`,
    `import json, onnxruntime
class Spied(onnxruntime.InferenceSession):
    def __init__(self, model, options, **more):
        said = dict(more, threads=options.intra_op_num_threads, level=options.graph_optimization_level.name)
        with open(${JSON.stringify(bench.path('files', 'created.json'))}, "w") as log:
            json.dump(said, log)
        super().__init__(model, options, **more)
onnxruntime.InferenceSession = Spied
`,
  );
  const expected = { threads: 2, level: 'ORT_DISABLE_ALL', providers: ['CPUExecutionProvider'], enable_fallback: 0 };
  return { job: {}, env: { PYTHONPATH: folder }, expected };
}
