import { describe, expect, it } from 'vitest';
import { compare } from '#compare/compare.js';
import { defaultPolicy, type Row, type Subject } from '#compare/comparison.js';
import { armOf, hits, recipeOf, sessionsOf, size, subjectOf } from '#test/compare/arms.js';

const cell = { device: 'board', model: 'digits' };
const steady = [0.99, 1, 1.01, 1.005, 0.995];
const at = (ms: number): Partial<Subject> => ({ sessions: sessionsOf(...steady.map((part) => part * ms * 1e6)) });
/** So wide that nothing can be said. */
const noisy: Partial<Subject> = { sessions: sessionsOf(0.5e6, 1.9e6, 1e6, 1.4e6, 0.7e6) };

function rowOf(a: Partial<Subject>, b: Partial<Subject>, allow: readonly string[] = []): Row {
  const policy = { ...defaultPolicy, allow };
  const { rows } = compare(armOf('a', [subjectOf(cell, a)]), armOf('b', [subjectOf(cell, b)]), policy);
  const [row] = rows;
  if (!row) throw new Error('a cell of both sides has a row');
  return row;
}

describe('speed', () => {
  it.each([
    ['regressed', 1.2],
    ['improved', 1 / 1.2],
    ['regressed', 1.101],
    ['improved', 1 / 1.101],
    ['same', 1.05],
    ['same', 1],
    // The estimate is inside the threshold and its interval is not.
    ['inconclusive', 1.097],
    ['inconclusive', 1 / 1.097],
  ])('is %s at a factor of %f', (verdict, factor) => {
    const row = rowOf(at(1), at(factor));
    expect(row.verdict).toBe(verdict);
    expect(row.latency?.ratio).toBeCloseTo(factor, 10);
    expect(row.latency?.interval?.low).toBeLessThan(factor);
    expect(row.latency?.interval?.high).toBeGreaterThan(factor);
    expect(row.because).toBeNull();
  });

  it('has geometric means of the session medians', () => {
    const row = rowOf({ sessions: sessionsOf(1e6, 4e6, 2e6) }, { sessions: sessionsOf(8e6, 8e6, 8e6) });
    expect(row.latency?.aNs).toBeCloseTo(2e6, 3);
    expect(row.latency?.ratio).toBeCloseTo(4, 9);
  });

  it.each([
    [2, 5],
    [5, 2],
    [1, 1],
  ])('has no test for %i and %i sessions, and shows the effect', (a, b) => {
    const some = (n: number, ns: number) => ({ sessions: sessionsOf(...Array.from({ length: n }, () => ns)) });
    const row = rowOf(some(a, 1e6), some(b, 3e6));
    expect(row).toMatchObject({
      verdict: 'inconclusive',
      because: { kind: 'too-few-sessions', a, b, needed: 3 },
      latency: { p: null, q: null, verdict: 'inconclusive', sessions: { a, b } },
    });
    expect(row.latency?.ratio).toBeCloseTo(3, 9);
    expect(row.latency?.interval === null).toBe(a < 2 || b < 2);
  });

  it('of medians that never vary is judged by what a clock can tell apart', () => {
    const always = (ns: number) => ({ sessions: sessionsOf(ns, ns, ns, ns, ns) });
    expect(rowOf(always(1e6), always(1e6)).verdict).toBe('same');
    expect(rowOf(always(1e6), always(1.2e6)).verdict).toBe('regressed');
    // Less than one tick of a clock of 19.2 MHz apart: a third more, and nothing is known.
    expect(rowOf(always(120), always(160)).verdict).toBe('inconclusive');
    expect(rowOf(always(120), always(160)).latency?.p).toBeGreaterThan(0.1);
  });

  it('as a tool reported it is never held against one that is computed', () => {
    const reported = { sessions: sessionsOf(1e6, 1e6, 1e6).map((one) => ({ ...one, reported: true as const })) };
    const row = rowOf(at(1), reported);
    expect(row).toMatchObject({ verdict: 'not-comparable', because: { kind: 'reported', sides: ['b'] } });
    expect(row.latency).toMatchObject({ verdict: 'not-comparable', p: null, q: null });
    expect(rowOf(reported, at(1)).because).toEqual({ kind: 'reported', sides: ['a'] });
    expect(rowOf(reported, reported)).toMatchObject({ verdict: 'same', because: null });
  });

  it('cannot be compared when a side has no median', () => {
    const row = rowOf(at(1), { sessions: sessionsOf() });
    expect(row).toMatchObject({ verdict: 'not-comparable', latency: null, because: { kind: 'no-latency' } });
  });
});

describe('exact metrics', () => {
  it.each([
    ['regressed', 930, 929],
    ['improved', 930, 931],
    ['same', 930, 930],
  ])('hits: %s from %i to %i of 1000', (verdict, a, b) => {
    const row = rowOf({ ...at(1), exact: [hits('top-1', a)] }, { ...at(1), exact: [hits('top-1', b)] });
    expect(row.verdict).toBe(verdict);
    expect(row.exact).toMatchObject([{ metric: 'top-1', verdict }]);
  });

  it.each([
    ['regressed', 5000, 5001],
    ['improved', 5001, 5000],
    ['same', 5000, 5000],
  ])('bytes: %s from %i to %i', (verdict, a, b) => {
    expect(rowOf({ ...at(1), exact: [size(a)] }, { ...at(1), exact: [size(b)] }).verdict).toBe(verdict);
  });

  it('of another number of items have nothing to be compared with', () => {
    const row = rowOf({ exact: [hits('top-1', 90, 100)] }, { exact: [hits('top-1', 930, 1000)] });
    expect(row).toMatchObject({
      verdict: 'not-comparable',
      because: { kind: 'metrics', metrics: ['top-1'] },
      latency: { verdict: 'same' },
    });
  });

  it('that one side lacks are unknown, not equal', () => {
    const row = rowOf({ exact: [hits('top-1', 930), size(5)] }, { exact: [size(5)] });
    expect(row.verdict).toBe('not-comparable');
    expect(row.exact).toMatchObject([
      { metric: 'model-size', verdict: 'same' },
      { metric: 'top-1', b: null, verdict: 'not-comparable' },
    ]);
  });
});

describe('a row of several metrics has the gravest of their verdicts', () => {
  const top = (value: number) => ({ exact: [hits('top-1', value)] });
  it.each<[string, string, Partial<Subject>, Partial<Subject>]>([
    ['faster with fewer hits', 'regressed', { ...at(2), ...top(930) }, { ...at(1), ...top(900) }],
    ['slower with more hits', 'regressed', { ...at(1), ...top(900) }, { ...at(2), ...top(930) }],
    ['faster and bigger', 'regressed', { ...at(2), exact: [size(5)] }, { ...at(1), exact: [size(6)] }],
    ['fewer hits at unknown speed', 'regressed', { ...noisy, ...top(930) }, { ...noisy, ...top(900) }],
    ['more hits at unknown speed', 'inconclusive', { ...noisy, ...top(900) }, { ...noisy, ...top(930) }],
    ['faster, its hits unknown', 'not-comparable', { ...at(2), ...top(900) }, at(1)],
    ['slower, its hits unknown', 'regressed', { ...at(1), ...top(900) }, at(2)],
    ['faster with as many hits', 'improved', { ...at(2), ...top(930) }, { ...at(1), ...top(930) }],
    ['as fast with more hits', 'improved', { ...at(1), ...top(900) }, { ...at(1), ...top(930) }],
  ])('%s: %s', (_, verdict, a, b) => {
    expect(rowOf(a, b).verdict).toBe(verdict);
  });

  it('keeps the verdict of each', () => {
    const row = rowOf({ ...at(2), ...top(930) }, { ...at(1), ...top(900) });
    expect(row.latency?.verdict).toBe('improved');
    expect(row.exact[0]?.verdict).toBe('regressed');
  });
});

describe('what differs', () => {
  const exact = [hits('top-1', 930), size(5)];

  it.each<[string, string, string]>([
    ['source', 'regressed', 'same'],
    ['route', 'regressed', 'same'],
    ['runner', 'regressed', 'same'],
    ['settings', 'regressed', 'same'],
    ['preprocess', 'regressed', 'not-comparable'],
    ['data', 'not-comparable', 'not-comparable'],
    ['protocol', 'not-comparable', 'same'],
    ['target', 'not-comparable', 'same'],
  ])('part %s: speed %s, hits %s, size same', (part, speed, answers) => {
    const b = { ...at(2), exact, recipe: recipeOf({ [part]: 'changed' }) };
    const row = rowOf({ ...at(1), exact }, b);
    expect(row.differs.parts).toEqual([part]);
    expect(row.latency?.verdict).toBe(speed);
    expect(row.exact.map(({ verdict }) => verdict)).toEqual(['same', answers]);
    const forbidden = speed === 'not-comparable' || answers === 'not-comparable';
    expect(row.because).toEqual(forbidden ? { kind: 'differs', parts: [part], facts: [] } : null);
    const allowed = rowOf({ ...at(1), exact }, b, [part]);
    expect(allowed).toMatchObject({ verdict: 'regressed', because: null, differs: { parts: [part] } });
  });

  it.each<[string, string, string]>([
    ['arch', 'not-comparable', 'not-comparable'],
    ['cpu.model', 'not-comparable', 'not-comparable'],
    ['cpu.count', 'not-comparable', 'same'],
    ['memory.bytes', 'not-comparable', 'same'],
    ['kernel', 'regressed', 'same'],
    ['os', 'regressed', 'same'],
    ['governor', 'regressed', 'same'],
    ['board', 'regressed', 'same'],
    ['runner.onnxruntime', 'regressed', 'same'],
  ])('fact %s: speed %s, hits %s', (fact, speed, answers) => {
    const on = (value: string): Partial<Subject> => ({ exact, environment: { [fact]: [value] } });
    const row = rowOf({ ...at(1), ...on('4') }, { ...at(2), ...on('8') });
    expect(row.differs.environment).toEqual([{ fact, a: ['4'], b: ['8'] }]);
    expect(row.latency?.verdict).toBe(speed);
    expect(row.exact.map(({ verdict }) => verdict)).toEqual(['same', answers]);
    expect(rowOf({ ...at(1), ...on('4') }, { ...at(2), ...on('8') }, [fact]).verdict).toBe('regressed');
  });

  it('makes no test of what must not be compared', () => {
    const b = { ...at(2), recipe: recipeOf({ protocol: 'longer' }) };
    expect(rowOf(at(1), b).latency).toMatchObject({ p: null, q: null, verdict: 'not-comparable' });
  });

  it('never hides fewer hits behind another protocol', () => {
    const b = { exact: [hits('top-1', 900)], recipe: recipeOf({ protocol: 'longer' }) };
    expect(rowOf({ exact: [hits('top-1', 930)] }, b).verdict).toBe('regressed');
  });

  it('is no fact that only one side knows, and no order of sessions', () => {
    const a = { environment: { arch: ['arm64'], kernel: ['6.1', '6.6'] } };
    const b = { environment: { kernel: ['6.6', '6.1', '6.6'], 'cpu.model': ['N100'] } };
    expect(rowOf(a, b)).toMatchObject({ verdict: 'same', differs: { environment: [] } });
  });

  it('is no memory that a kernel keeps for itself, but half of it', () => {
    const memory = (bytes: number) => ({ environment: { 'memory.bytes': [String(bytes)] } });
    expect(rowOf(memory(8_200_000_000), memory(8_050_000_000)).differs.environment).toEqual([]);
    expect(rowOf(memory(8_200_000_000), memory(4_100_000_000)).verdict).toBe('not-comparable');
  });
});
