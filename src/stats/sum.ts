/**
 * Sums that do not lose digits: nanosecond counts of a long session add up beyond what a plain loop keeps.
 * Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974) 39–51.
 */

export function neumaierSum(values: Iterable<number>): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** NaN for no values. */
export function mean(values: readonly number[]): number {
  return neumaierSum(values) / values.length;
}

/** Sample standard deviation (n − 1), from squared differences to the mean; NaN for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  return Math.sqrt(neumaierSum(squaresTo(middle, values)) / (values.length - 1));
}

/** One after the other: a copy of ten million would be as large as they are. */
function* squaresTo(middle: number, values: readonly number[]): Generator<number> {
  for (const value of values) yield (value - middle) ** 2;
}
