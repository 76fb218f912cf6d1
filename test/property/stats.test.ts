import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, randomStream } from '#core/random.js';
import { cellLatency } from '#stats/cell-latency.js';
import { ascending, quantile } from '#stats/quantile.js';
import { sessionSummary, summaryStatistics } from '#stats/session-summary.js';
import { studentCdf, studentQuantile } from '#stats/student-t.js';
import { neumaierSum } from '#stats/sum.js';
import { wilson } from '#stats/wilson.js';

const durations = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 200 });
const probability = fc.double({ min: 0, max: 1, noNaN: true });

/** The definition, word for word: interpolate between the two neighbours of (n − 1) p. */
function naiveQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low * (1 - (at - Math.floor(at))) + high * (at - Math.floor(at));
}

/** Box and Muller, Annals of Mathematical Statistics 29 (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

describe('quantiles', () => {
  it('lie between minimum and maximum, grow with p, and are what the definition says', () => {
    fc.assert(
      fc.property(durations, probability, probability, (values, p, q) => {
        const sorted = ascending(values);
        const [low, high] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        const naive = naiveQuantile(values, p);
        expect(Math.abs(quantile(sorted, p) - naive)).toBeLessThanOrEqual(1e-9 * Math.max(1, naive));
      }),
    );
  });
});

describe('summaries', () => {
  it('are ordered, and do not depend on the order of the samples', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const summary = sessionSummary(values, []);
        const ordered = (['min', 'p25', 'median', 'p75', 'p90', 'p95', 'p99', 'max'] as const).flatMap((s) => {
          const found = summary.values[s];
          return found.kind === 'known' ? [found.value] : [];
        });
        expect(ordered).toEqual(ascending(ordered));
        const reversed = sessionSummary([...values].reverse(), []);
        for (const statistic of summaryStatistics)
          expect(reversed.values[statistic]).toEqual(summary.values[statistic]);
      }),
    );
  });

  it('sum integers exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 50 }), (values) => {
        expect(neumaierSum(values)).toBe(Number(values.reduce((sum, value) => sum + BigInt(value), 0n)));
      }),
    );
  });
});

describe('intervals', () => {
  it('of a cell contain its geometric mean, scale with the unit, and ignore the order of sessions', () => {
    const medians = fc.array(fc.double({ min: 1, max: 1e12, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(medians, (values) => {
        const cell = cellLatency(values);
        const { medianNs, interval } = cell;
        if (medianNs === null || interval === null) throw new Error('two sessions give an interval');
        expect(interval.lowNs).toBeLessThanOrEqual(medianNs);
        expect(interval.highNs).toBeGreaterThanOrEqual(medianNs);
        const scaled = cellLatency(values.map((value) => value * 1000).reverse());
        expect((scaled.interval?.highNs ?? 0) / interval.highNs).toBeCloseTo(1000, 5);
      }),
    );
  });

  it.each([3, 5])('of %i log-normal sessions cover the truth in 95 % of 2000 trials', (sessions) => {
    const random = randomStream(20_261_120, `coverage of ${sessions} sessions`);
    const truth = 1e6;
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const medians = Array.from({ length: sessions }, () => truth * Math.exp(0.05 * normal(random)));
      const { interval } = cellLatency(medians);
      if (interval && interval.lowNs <= truth && truth <= interval.highNs) covered += 1;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.97);
  });

  it('of proportions contain the proportion and narrow as more is counted', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (hits, misses) => {
        const counted = hits + misses + 1;
        const { low, high } = wilson(hits, counted);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(hits / counted);
        expect(high).toBeGreaterThanOrEqual(hits / counted);
        expect(high).toBeLessThanOrEqual(1);
        const wider = wilson(hits * 4, counted * 4);
        expect(wider.high - wider.low).toBeLessThan(high - low);
      }),
    );
  });

  it.each([
    [0.4999897016557994, 87],
    [0.5 + 1e-12, 500],
    [0.5 - 1e-9, 1],
  ])('of Student: the quantile inverts the distribution near the middle (%d of %d)', (p, df) => {
    expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 14);
  });

  it('of Student: the quantile inverts the distribution', () => {
    const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(inside, fc.integer({ min: 1, max: 500 }), (p, df) => {
        expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 10);
      }),
    );
  });
});
