import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '#stats/benjamini-hochberg.js';

/** Section 3.2 of Benjamini and Hochberg (1995): fifteen tests of a study of myocardial infarction. */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

describe('Benjamini and Hochberg', () => {
  it('finds what the paper finds: four at 5 %, where Bonferroni finds three', () => {
    expect(benjaminiHochberg(published).filter((q) => q <= 0.05)).toHaveLength(4);
    expect(published.filter((p) => p * published.length <= 0.05)).toHaveLength(3);
  });

  it('agrees with SciPy in every q', () => {
    // scipy.stats.false_discovery_control, SciPy 1.17.1.
    const qs = [
      0.0015, 0.003, 0.0095, 0.035_625, 0.0603, 0.063_857_142_857_142_86, 0.063_857_142_857_142_86, 0.0645, 0.0765,
      0.486, 0.581_181_818_181_818_1, 0.714_875, 0.753_230_769_230_769_3, 0.813_214_285_714_285_7, 1,
    ];
    for (const [at, q] of benjaminiHochberg(published).entries()) expect(q).toBeCloseTo(qs[at] ?? Number.NaN, 12);
  });

  it('is nothing for nothing, and the p itself for one test', () => {
    expect(benjaminiHochberg([])).toEqual([]);
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
  });

  it('refuses what is no probability', () => {
    expect(() => benjaminiHochberg([0.1, 1.1])).toThrow(/p value/);
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(/p value/);
  });
});
