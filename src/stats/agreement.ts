/**
 * How near the answers of a converted model are to those of its source. Cosine: the angle between two answers, whatever their
 * scale. Largest error: of one value, as a share of the largest value of the source, so that a model of small numbers is held
 * to the same. First class: the position of the largest value, which is what a classifier is for.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Agreement, Answers, Disagreement } from '#domain/answers.js';
import type { CheckLimits } from '#domain/toolchain.js';

type Incomparable = Extract<Disagreement, 'shape' | 'not-a-number' | 'reference-not-a-number'>;

/** `trained`: of untrained weights the first class hangs on the last bit, and is not asked for. */
export function agreementOf(reference: Answers, found: Answers, trained: boolean): Result<Agreement, Incomparable> {
  const pairs = reference.rows.flatMap((row, at) => {
    const other = found.rows[at];
    return other?.length === row.length ? [{ row, other }] : [];
  });
  const [first] = pairs;
  if (!first || pairs.length !== found.rows.length || pairs.length !== reference.rows.length) return err('shape');
  if (!reference.rows.every(isFinite)) return err('reference-not-a-number');
  if (!found.rows.every(isFinite)) return err('not-a-number');
  const largest = Math.max(...reference.rows.map(largestOf));
  const error = Math.max(...pairs.map(({ row, other }) => largestDifference(row, other)));
  const same = pairs.filter(({ row, other }) => firstClass(row) === firstClass(other)).length;
  return ok({
    items: pairs.length,
    values: first.row.length,
    cosine: Math.min(...pairs.map(({ row, other }) => cosineOf(row, other))),
    // A source that answers nothing but zeros has no scale: any difference is all of it.
    maxError: largest > 0 ? error / largest : error > 0 ? 1 : 0,
    top1: trained ? same / pairs.length : null,
  });
}

/** The first of its limits that the agreement does not keep; undefined: it is believed. */
export function disagreementOf(
  { cosine, maxError, top1 }: Agreement,
  limits: Required<CheckLimits>,
): Disagreement | undefined {
  if (cosine < limits.cosine) return 'cosine';
  if (maxError > limits.maxError) return 'max-error';
  return top1 !== null && top1 < limits.top1 ? 'top-1' : undefined;
}

function isFinite(row: Float32Array): boolean {
  return row.every(Number.isFinite);
}

/** In doubles: squares of float32 would overflow at 1.8e19. Two answers of nothing but zeros are the same answer. */
function cosineOf(row: Float32Array, other: Float32Array): number {
  let [product, own, others] = [0, 0, 0];
  for (let at = 0; at < row.length; at++) {
    const [a, b] = [row[at] ?? 0, other[at] ?? 0];
    product += a * b;
    own += a * a;
    others += b * b;
  }
  if (own === 0 || others === 0) return own === others ? 1 : 0;
  // Rounding may put it beyond 1 by some 1e-16.
  return Math.min(1, product / Math.sqrt(own * others));
}

function largestOf(row: Float32Array): number {
  return row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(row: Float32Array, other: Float32Array): number {
  return row.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);
}

/** Of equal values the first. */
function firstClass(row: Float32Array): number {
  return row.reduce((best, value, at) => (value > (row[best] ?? 0) ? at : best), 0);
}
