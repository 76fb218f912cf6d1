/**
 * Do two groups have one mean? Unequal variances allowed: Welch, "The generalization of 'Student's' problem when several
 * different population variances are involved", Biometrika 34 (1947) 28–35; degrees of freedom by Satterthwaite,
 * Biometrics Bulletin 2 (1946) 110–114. Whoever compares factors hands in logarithms.
 */
import { incompleteBeta } from './incomplete-beta.js';
import { studentQuantile } from './student-t.js';
import { mean, standardDeviation } from './sum.js';

export interface Welch {
  /** Mean of b less mean of a. */
  readonly difference: number;
  readonly standardError: number;
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
  /** Of the difference. */
  readonly low: number;
  readonly high: number;
}

export interface WelchOptions {
  /**
   * The least standard error that the mean of a group is believed to have, in the unit of the values. Groups that never vary
   * would else differ with certainty however little. Values read from a clock share its rounding, and no number of them
   * averages that away.
   */
  readonly leastError?: number;
  /** Of the two-sided interval. */
  readonly level?: number;
}

/** Null for fewer than two values on a side: nothing is then known of the spread. */
export function welch(
  a: readonly number[],
  b: readonly number[],
  { leastError = 0, level = 0.95 }: WelchOptions = {},
): Welch | null {
  if (a.length < 2 || b.length < 2) return null;
  const difference = mean(b) - mean(a);
  const [ofA, ofB] = [squaredError(a, leastError), squaredError(b, leastError)];
  const squared = ofA + ofB;
  // No spread at all: equal is equal, and unequal is certain. Only a least error makes the second believable.
  if (squared === 0) return certain(difference, a.length + b.length - 2);
  const df = squared ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
  const standardError = Math.sqrt(squared);
  const half = studentQuantile(1 - (1 - level) / 2, df) * standardError;
  return {
    difference,
    standardError,
    df,
    p: twoSided(difference / standardError, df),
    low: difference - half,
    high: difference + half,
  };
}

/** Of the mean. */
function squaredError(values: readonly number[], leastError: number): number {
  return Math.max(standardDeviation(values) / Math.sqrt(values.length), leastError) ** 2;
}

function certain(difference: number, df: number): Welch {
  return { difference, standardError: 0, df, p: difference === 0 ? 1 : 0, low: difference, high: difference };
}

/** P(|T| ≥ |t|), DLMF 8.17: not as one less a probability near one, which would round small ones to nothing. */
function twoSided(t: number, df: number): number {
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}
