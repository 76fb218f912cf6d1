import { describe, expect, it } from 'vitest';
import { incompleteBeta } from '#stats/incomplete-beta.js';
import { studentCdf, studentQuantile } from '#stats/student-t.js';
import { wilson } from '#stats/wilson.js';

describe('Student t', () => {
  // Two-sided 95 % and 99 % points as printed in the NIST/SEMATECH e-Handbook, section 1.3.6.7.2.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.975, 29, 2.045],
    [0.975, 100, 1.984],
    [0.995, 1, 63.657],
    [0.995, 5, 4.032],
    [0.995, 60, 2.66],
    [0.9, 3, 1.638],
  ])('the %f quantile at %i degrees is %f', (p, df, t) => {
    expect(studentQuantile(p, df)).toBeCloseTo(t, 3);
    expect(studentQuantile(1 - p, df)).toBeCloseTo(-t, 3);
  });

  it('has the closed forms of one and two degrees of freedom', () => {
    for (const t of [-40, -3, -0.2, 0, 0.7, 5, 300]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    }
  });

  it('inverts its distribution and tends to the normal one', () => {
    expect(studentCdf(studentQuantile(0.83, 7), 7)).toBeCloseTo(0.83, 12);
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(1.95996, 4);
    expect(studentQuantile(0.5, 3)).toBe(0);
  });
});

describe('the incomplete beta function', () => {
  it('is the binomial tail for whole arguments', () => {
    // I_x(a, b) = P(at least a of a + b − 1), DLMF 8.17.5.
    expect(incompleteBeta(0.3, 2, 3)).toBeCloseTo(1 - 0.7 ** 4 - 4 * 0.3 * 0.7 ** 3, 12);
    expect(incompleteBeta(0.9, 2, 3)).toBeCloseTo(1 - 0.1 ** 4 - 4 * 0.9 * 0.1 ** 3, 12);
  });

  it.each([
    [0.9, 64],
    [0.95, 130],
    [0.99, 662],
  ])('gives the sample counts of the early stopping table: p%f needs %i', (p, needed) => {
    expect(incompleteBeta(p, needed - 1, 2)).toBeLessThanOrEqual(0.01);
    expect(incompleteBeta(p, needed - 2, 2)).toBeGreaterThan(0.01);
  });
});

describe('wilson', () => {
  it('agrees with a worked example', () => {
    // 81 of 263: 0.2553 to 0.3662 (Newcombe, Statistics in Medicine 17 (1998), table I).
    const { low, high } = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('has a width where all or none are hit, and knows nothing of nothing', () => {
    expect(wilson(0, 10).low).toBe(0);
    expect(wilson(0, 10).high).toBeCloseTo(0.2775, 4);
    expect(wilson(10, 10).low).toBeCloseTo(0.7225, 4);
    expect(wilson(10, 10).high).toBe(1);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(() => wilson(3, 2)).toThrow(/3 hits of 2/);
  });
});
