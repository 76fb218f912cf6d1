/** Several items in one inference and several inferences in flight, for real: what is kept, what is counted, what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Samples } from '#domain/message.js';
import { doubtsOfCourse } from '#engine/judge-course.js';
import { latencyMetrics } from '#engine/latency-metrics.js';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';
import { modelFile, Workbench } from '#test/toolchains/workbench.js';

const subjects = [
  { framework: 'onnxruntime', runner: 'node', provider: 'cpu' },
  { framework: 'onnxruntime', runner: 'python', provider: 'cpu' },
  { framework: 'openvino', runner: 'python', provider: 'CPU' },
] as const;

const interpreters = {
  node: () => process.execPath,
  python: (framework: string) =>
    framework === 'openvino' ? interpreterOf('openvino', 'converter') : pythonWithOnnxruntime(),
} as const;

interface Kept {
  readonly start: number;
  readonly end: number;
  readonly stream: number | undefined;
}

const steady = (samples: readonly Samples[]): readonly Kept[] =>
  samples
    .filter(({ of }) => of === 'steady')
    .flatMap(({ startNs, stream, phases }) =>
      startNs.map((start, at) => ({ start, end: start + (phases.inference?.[at] ?? 0), stream: stream?.[at] })),
    );

const protocol = {
  sessions: 1,
  warmup: { iterations: 2, maxNs: 60e9 },
  iterations: { min: 1, max: 100 },
  durationMinNs: 0,
  scenario: 'single-stream',
  input: 'data',
  order: 'interleaved',
} as never;
const asking = (more: object) => ({ ...(protocol as object), ...more }) as Parameters<typeof doubtsOfCourse>[0];

/** A model of its own for each runner. */
function benchOf({ framework, runner, provider }: (typeof subjects)[number]) {
  const place: { bench?: Workbench } = {};
  const model = 'model.out';
  beforeAll(() => {
    const bench = new Workbench({ framework, runner, interpreter: interpreters[runner](framework) });
    place.bench = bench;
    const source = modelFile('digits-cnn.fp32');
    const made =
      framework === 'openvino'
        ? bench.convert('ovc', { source, out: model, modules: '' })
        : bench.compile(source, model);
    expect(made).toMatchObject({ exitCode: 0 });
  }, makingEnvironment);
  afterAll(() => place.bench?.dispose());
  const asked = { provider, unit: 'cpu', arithmetic: 'fp32' };
  return { model, asked, bench: () => place.bench ?? expect.unreachable('no bench') };
}

describe.each(subjects)('$framework in $runner', (subject) => {
  const { model, asked, bench } = benchOf(subject);

  test('feeds as many items as are asked for, and its rate counts each', async () => {
    const { session } = await bench().measure(bench().job(model, { asked, batch: 7, input: bench().job(model).input }));
    expect(session.error).toBeUndefined();
    expect(session.samples.map(({ items }) => items)).toEqual(session.samples.map(() => 7));
    expect(doubtsOfCourse(asking({ batch: 7 }), session.samples)).toEqual([]);
    expect(doubtsOfCourse(asking({}), session.samples)).toMatchObject([
      { facts: { what: 'batch', asked: 1, found: 7 } },
    ]);
    const kept = steady(session.samples);
    const rate = latencyMetrics(session.samples).find(({ name }) => name === 'throughput');
    const elapsed = (kept.at(-1)?.end ?? 0) - (kept[0]?.start ?? 0);
    expect(rate?.value).toBeCloseTo((7 * kept.length) / (elapsed / 1e9), 6);
  });

  test.each([{ kind: 'random', shape: [5, 1, 32, 32], seed: 1 } as const, 'repeat-one' as const])(
    'takes them from %j too',
    async (input) => {
      const { input: data } = bench().job(model);
      const fed = input === 'repeat-one' && data.kind === 'data' ? { ...data, kind: 'repeat-one' as const } : input;
      const job = bench().job(model, { asked, batch: 5, ...(typeof fed === 'string' ? {} : { input: fed }) });
      const { session } = await bench().measure(job);
      expect([session.error, session.done?.iterations]).toEqual([undefined, 5]);
    },
  );

  // 150 items: a last batch of three, and one that they do not fill.
  test('counts the same in batches as one by one', async () => {
    const counted: unknown[] = [];
    for (const batch of [1, 7, 151]) {
      const job = { ...bench().counting(model), asked, ...(batch === 1 ? {} : { batch }) };
      const { session } = await bench().measure(job);
      counted.push({ error: session.error, hits: session.accuracy?.hits, done: session.done?.iterations });
    }
    const [one] = counted;
    expect(one).toMatchObject({ error: undefined, done: 150 });
    expect(counted).toEqual([one, one, one]);
  });

  test('counts the same in batches of a part', async () => {
    const counting = { ...bench().counting(model, { part: { skip: 100, count: 11, label: 100 } }), asked };
    const [one, several] = [
      await bench().measure(counting),
      await bench().measure({ ...counting, messages: 'messages-99', batch: 4 }),
    ];
    expect(several.session.accuracy?.hits).toEqual(one.session.accuracy?.hits);
    expect(several.session.accuracy?.counted).toBe(11);
  });

  test('does nothing between the warm-up and the first that counts for as long as it is asked', async () => {
    const warmup = { iterations: 2, maxNs: 60e9, pauseNs: 50e6 };
    const { session } = await bench().measure(bench().job(model, { asked, warmup }));
    const warm = session.samples.filter(({ of }) => of === 'warm-up').at(-1);
    const end = (warm?.startNs.at(-1) ?? 0) + (warm?.phases.inference?.at(-1) ?? 0);
    expect((steady(session.samples)[0]?.start ?? 0) - end).toBeGreaterThanOrEqual(50e6);
    expect(doubtsOfCourse(asking({ warmup }), session.samples)).toEqual([]);
  });
});

describe.each(subjects.filter(({ runner }) => runner === 'node'))('$framework in $runner', (subject) => {
  const { model, asked, bench } = benchOf(subject);

  test('says that it has one in flight when several are asked for', async () => {
    const { session, exitCode } = await bench().measure(bench().job(model, { asked, streams: 2 }));
    expect(exitCode).toBe(1);
    expect(session.error?.text).toBe('2 inferences in flight: this runner has one');
  });
});

describe.each(subjects.filter(({ runner }) => runner === 'python'))('$framework in $runner', (subject) => {
  const { model, asked, bench } = benchOf(subject);

  test('has several in flight, each of them warmed up, and keeps which was which', async () => {
    const job = bench().job(model, { asked, streams: 3, iterations: { min: 60, max: 90 }, durationMinNs: 20e6 });
    const { session } = await bench().measure(job);
    expect(session.error).toBeUndefined();
    expect(doubtsOfCourse(asking({ streams: 3 }), session.samples)).toEqual([]);
    expect(doubtsOfCourse(asking({}), session.samples)).toMatchObject([
      { facts: { what: 'streams', asked: 1, found: 3 } },
    ]);
    const counts = (['cold', 'warm-up'] as const).map((kind) =>
      session.samples.filter(({ of }) => of === kind).flatMap(({ stream = [] }) => [...stream].sort()),
    );
    expect(counts).toEqual([[0], [0, 0, 0, 1, 1, 1, 2, 2, 2]]);
    const kept = steady(session.samples);
    expect(kept.length).toBeGreaterThanOrEqual(60);
    expect(kept.length).toBeLessThanOrEqual(90);
    expect(session.done?.iterations).toBe(kept.length);
    expect(new Set(kept.map(({ stream }) => stream))).toEqual(new Set([0, 1, 2]));
    for (const stream of [0, 1, 2]) {
      const own = kept.filter((each) => each.stream === stream);
      own.slice(1).forEach(({ start }, at) => expect(start).toBeGreaterThanOrEqual(own[at]?.end ?? 0));
    }
    // In flight at once: what one stream computes begins before what another computes has ended.
    const together = kept.filter((a) => kept.some((b) => a.stream !== b.stream && a.start < b.end && b.start < a.end));
    expect(together.length).toBeGreaterThan(0);
    const metrics = latencyMetrics(session.samples);
    expect(metrics.find(({ name, statistic }) => name === 'latency' && statistic === 'median')?.scope).toBe(
      'under-load',
    );
    expect(metrics.find(({ statistic }) => statistic === 'cold')?.scope).toBe('inference');
  });

  test('ends with the most that are asked for', async () => {
    const most = await bench().measure(
      bench().job(model, { asked, streams: 4, iterations: { min: 5, max: 6 }, durationMinNs: 60e9 }),
    );
    expect(most.session.done?.iterations).toBe(6);
  });
});
