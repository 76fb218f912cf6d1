import { describe, expect, it } from 'vitest';
import { cellLatency } from '#stats/cell-latency.js';
import { quantile } from '#stats/quantile.js';
import { metricsOf } from '#stats/session-metrics.js';
import { sessionSummary } from '#stats/session-summary.js';
import { mean, neumaierSum, standardDeviation } from '#stats/sum.js';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('quantile', () => {
  it('is type 7: linear between order statistics', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([10, 20, 30, 40, 50], 0.9)).toBe(46);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('refuses nothing and impossible probabilities', () => {
    expect(() => quantile([], 0.5)).toThrow('a quantile of nothing');
    expect(() => quantile([1], 1.1)).toThrow('no probability');
  });
});

describe('sums', () => {
  it('keep what a plain loop loses', () => {
    expect(neumaierSum([1, 1e100, 1, -1e100])).toBe(2);
    expect(mean([9e15, 1, -9e15])).toBeCloseTo(1 / 3, 15);
  });

  it('give the sample standard deviation', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138_089_935, 9);
    expect(standardDeviation([1e15, 1e15 + 2])).toBeCloseTo(Math.SQRT2, 12);
    expect(standardDeviation([3])).toBeNaN();
  });
});

describe('a session', () => {
  it.each([
    [63, 'p90', false],
    [64, 'p90', true],
    [129, 'p95', false],
    [130, 'p95', true],
    [661, 'p99', false],
    [662, 'p99', true],
    [1, 'sd', false],
    [2, 'sd', true],
    [1, 'median', true],
    [0, 'median', false],
  ] as const)('of %i samples: %s known is %s', (count, statistic, known) => {
    expect(sessionSummary(upTo(count), []).values[statistic].kind).toBe(known ? 'known' : 'unknown');
  });

  it('becomes metrics of one identity, absent ones with the reason', () => {
    const metrics = metricsOf(sessionSummary([3, 1, 2], [9, 8]));
    const of = (statistic: string) => metrics.find((m) => m.statistic === statistic);
    const identity = { name: 'latency', scope: 'inference', unit: 'ns', source: 'computed' };
    expect(of('median')).toEqual({ ...identity, statistic: 'median', value: 2, count: 3 });
    expect(of('mean')?.value).toBe(2);
    expect(of('p99')).toEqual({
      ...identity,
      statistic: 'p99',
      value: null,
      unknownBecause: 'fewer than 662 samples',
      count: 3,
    });
    expect(of('cold')).toEqual({ ...identity, statistic: 'cold', value: 9, count: 1 });
    expect(new Set(metrics.map((m) => m.statistic)).size).toBe(metrics.length);
  });

  it('without samples is unknown, never zero', () => {
    const metrics = metricsOf(sessionSummary([], []));
    expect(metrics.every((m) => m.value === null && m.unknownBecause !== undefined)).toBe(true);
  });
});

describe('a cell', () => {
  it('is the geometric mean of its sessions with a t interval on the logarithms', () => {
    const cell = cellLatency([100, 110, 121]);
    expect(cell.medianNs).toBeCloseTo(110, 9);
    // By hand: sd of logs is ln 1.1, t(0.975, 2) = 4.302653.
    const half = (4.302_652_73 * Math.log(1.1)) / Math.sqrt(3);
    expect(cell.interval?.lowNs).toBeCloseTo(110 * Math.exp(-half), 5);
    expect(cell.interval?.highNs).toBeCloseTo(110 * Math.exp(half), 5);
    expect(cell.because).toBeNull();
  });

  it('says why there is no interval', () => {
    const alone = cellLatency([5]);
    expect(alone).toMatchObject({ sessions: 1, interval: null, because: 'fewer than 2 sessions' });
    expect(alone.medianNs).toBeCloseTo(5, 9);
    expect(cellLatency([])).toMatchObject({ medianNs: null, because: 'no sessions' });
    expect(cellLatency([1, 0])).toMatchObject({ medianNs: null, because: 'a session median is not positive' });
  });
});
