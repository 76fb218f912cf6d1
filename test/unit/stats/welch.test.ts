import { describe, expect, it } from 'vitest';
import { welch } from '#stats/welch.js';

function defined<T>(value: T | null): T {
  if (value === null) throw new Error('two values on a side give a test');
  return value;
}

describe("Welch's t test", () => {
  it("agrees with Student's sleep data", () => {
    // Student, Biometrika 6 (1908) 1–25. As `t.test(extra ~ group, sleep)` prints it in the documentation of R:
    // t = -1.8608, df = 17.776, p-value = 0.07939, 95 percent -3.3654832 to 0.2054832; further digits: SciPy 1.17.1.
    const a = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const b = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const found = defined(welch(a, b));
    expect(found.difference / found.standardError).toBeCloseTo(1.860_813_467_486_852_6, 12);
    expect(found.df).toBeCloseTo(17.776_473_516_178_488, 11);
    expect(found.p).toBeCloseTo(0.079_394_140_187_358_3, 12);
    expect(found.low).toBeCloseTo(-0.205_483_230_711_711_37, 11);
    expect(found.high).toBeCloseTo(3.365_483_230_711_710_4, 11);
  });

  it('agrees with SciPy for few unequal sessions on a log scale', () => {
    // scipy.stats.ttest_ind(np.log(b), np.log(a), equal_var=False), SciPy 1.17.1.
    const logs = (values: readonly number[]) => values.map(Math.log);
    const found = defined(welch(logs([1.02e6, 1.05e6, 0.99e6]), logs([1.31e6, 1.22e6, 1.27e6, 1.25e6, 1.4e6])));
    expect(found.df).toBeCloseTo(5.999_268_616_811_36, 9);
    expect(found.p).toBeCloseTo(0.000_201_503_578_686_334_08, 12);
    expect(found.low).toBeCloseTo(0.162_550_089_824_059_33, 11);
    expect(found.high).toBeCloseTo(0.305_425_880_180_194_5, 11);
  });

  it('keeps the digits of a very small p, at any level', () => {
    // SciPy 1.17.1, as above; interval at 99 %.
    const found = defined(welch([3, 3.0001, 2.9999, 3], [3.5, 3.5002, 3.4999], { level: 0.99 }));
    expect(found.p / 4.675_572_805_089_178e-11).toBeCloseTo(1, 6);
    expect(found.low).toBeCloseTo(0.499_437_560_262_278_26, 9);
    expect(found.high).toBeCloseTo(0.500_629_106_404_388, 9);
  });

  it('needs two values on each side', () => {
    expect(welch([1], [1, 2, 3])).toBeNull();
    expect(welch([1, 2, 3], [])).toBeNull();
    expect(welch([1, 2], [1, 2])).not.toBeNull();
  });

  it('calls values that never vary equal when they are, and certain when they are not', () => {
    const equal = defined(welch([7, 7, 7], [7, 7, 7]));
    expect(equal).toMatchObject({ difference: 0, p: 1, low: 0, high: 0 });
    expect(defined(welch([7, 7, 7], [8, 8, 8]))).toMatchObject({ difference: 1, p: 0, low: 1, high: 1 });
  });

  it('believes no less error of a mean than it is told, on either side and however many values there are', () => {
    // The SD of 6, 7, 8 is 1: the mean of three has an error of √(1/3), and so has each side here.
    const spread = defined(welch([6, 7, 8], [7, 8, 9]));
    const leastError = Math.sqrt(1 / 3);
    expect(defined(welch([7, 7, 7], [8, 8, 8], { leastError })).p).toBeCloseTo(spread.p, 12);
    expect(defined(welch([6, 7, 8], [7, 8, 9], { leastError: 0.5 }))).toEqual(spread);
    const many = Array.from({ length: 50 }, () => 7);
    expect(defined(welch(many, many, { leastError })).standardError).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it('has the degrees of freedom of the side that varies when the other does not', () => {
    expect(defined(welch([5, 5, 5, 5], [4, 6, 8])).df).toBeCloseTo(2, 12);
  });
});
