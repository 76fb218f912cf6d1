/**
 * What is the same in every session: hits of n items, bytes of a model. No statistics; any difference is one. Whoever loses
 * one hit of a thousand, or gains one byte, is told so.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import type { ExactDifference, ExactNumber, MetricVerdict } from './comparison.js';

/** Of all metrics that either side has, by name. `answers`: whether top-k hits may be compared at all. */
export function exactDifferences(
  a: readonly ExactNumber[],
  b: readonly ExactNumber[],
  answers: boolean,
): readonly ExactDifference[] {
  const metrics = [...new Set([...a, ...b].map(({ metric }) => metric))].sort(byCodeUnit);
  return metrics.map((metric) => {
    const [ofA, ofB] = [find(a, metric), find(b, metric)];
    return { metric, a: ofA, b: ofB, verdict: verdictOf(ofA, ofB, answers) };
  });
}

/** Hits of so many depend on what was asked and on the arithmetic; a size does not. */
export function isAnswer({ a, b }: ExactDifference): boolean {
  return (a ?? b)?.of !== null;
}

/** A number that one side lacks, or that was counted over another number of items, has nothing to be compared with. */
function verdictOf(a: ExactNumber | null, b: ExactNumber | null, answers: boolean): MetricVerdict {
  if (!a || !b || a.of !== b.of) return 'not-comparable';
  if (a.of !== null && !answers) return 'not-comparable';
  if (a.value === b.value) return 'same';
  return b.value > a.value === (b.direction === 'higher') ? 'improved' : 'regressed';
}

function find(numbers: readonly ExactNumber[], metric: string): ExactNumber | null {
  return numbers.find((number) => number.metric === metric) ?? null;
}
