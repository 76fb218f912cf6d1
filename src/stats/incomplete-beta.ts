/**
 * The regularised incomplete beta function I_x(a, b), DLMF 8.17, by its continued fraction (DLMF 8.17.22) evaluated with
 * the modified Lentz method (Press et al., Numerical Recipes, 3rd edition, sections 5.2 and 6.4).
 */
import { invariant } from '#core/invariant.js';

/** Absolute error below 1e-12 for the a and b of t intervals. `x` in [0, 1]; a, b > 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  invariant(x >= 0 && x <= 1 && a > 0 && b > 0, `incompleteBeta(${x}, ${a}, ${b}) is not defined`);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast on one side of the mean only; DLMF 8.17.4 mirrors the other one onto it.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return (front * continuedFraction(x, a, b)) / a;
}

const tiny = 1e-300;
const enough = 1e-15;
/** It takes about the square root of max(a, b) turns: sufficient for a million degrees of freedom. */
const maxTurns = 5000;

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= maxTurns; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < enough) return value;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Lanczos, "A precision approximation of the gamma function", SIAM J. Numer. Anal. B 1 (1964); g = 7, nine terms. */
const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
];

/** For arguments of at least a half, which is all that t intervals need. */
function logGamma(z: number): number {
  const base = z - 1 + 7.5;
  const series = lanczos.reduce((sum, term, at) => (at === 0 ? term : sum + term / (z - 1 + at)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(base) - base + Math.log(series);
}
