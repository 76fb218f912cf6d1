/** Answers compared: what is near, what is far, and what cannot be compared at all. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '#core/random.js';
import type { Answers } from '#domain/answers.js';
import { limitsFor } from '#domain/check-limits.js';
import { agreementOf, disagreementOf } from '#stats/agreement.js';

const rows = (...all: readonly (readonly number[])[]): Answers => ({ rows: all.map((row) => Float32Array.from(row)) });
const of = (reference: Answers, found: Answers, trained = true) => {
  const agreement = agreementOf(reference, found, trained);
  return agreement.ok ? agreement.value : expect.unreachable(agreement.error);
};
const random = randomStream(7, 'answers');
const some: Answers = rows(
  ...Array.from({ length: 8 }, () => Array.from({ length: 100 }, () => 2 * random.next() - 1)),
);
const scaled = (by: number): Answers => rows(...some.rows.map((row) => [...row].map((value) => value * by)));

describe('agreement', () => {
  it('of a model with itself is whole', () => {
    expect(of(some, some)).toEqual({ items: 8, values: 100, cosine: 1, maxError: 0, top1: 1 });
  });

  it('is computed as the definitions say', () => {
    // Angles of 0 and of 60 degrees; the largest value is 2.
    const found = of(rows([2, 0], [1, 0]), rows([2, 0], [0.5, Math.sqrt(3) / 2]));
    expect(found.cosine).toBeCloseTo(0.5, 6);
    expect(found.maxError).toBeCloseTo(Math.sqrt(3) / 4, 6);
    expect(found.top1).toBe(0.5);
  });

  it('shows a scale in the error and not in the cosine, another order in both', () => {
    const twice = of(some, scaled(2));
    expect([twice.cosine.toFixed(9), twice.maxError.toFixed(6), twice.top1]).toEqual(['1.000000000', '1.000000', 1]);
    const turned = of(some, rows(...some.rows.map((row) => [...row].reverse())));
    expect(turned.cosine).toBeLessThan(0.5);
    expect(turned.maxError).toBeGreaterThan(0.5);
  });

  it('is not asked for the first class where weights are untrained', () => {
    expect(of(rows([1, 0]), rows([0, 1]), false).top1).toBeNull();
  });

  it('has no scale where the source answers zeros', () => {
    expect(of(rows([0, 0]), rows([0, 0]))).toMatchObject({ cosine: 1, maxError: 0 });
    expect(of(rows([0, 0]), rows([0, 1e-9]))).toMatchObject({ cosine: 0, maxError: 1 });
  });

  it.each([
    ['other shapes', rows([1, 2]), rows([1, 2, 3]), 'shape'],
    ['fewer items', rows([1], [2]), rows([1]), 'shape'],
    ['more items', rows([1]), rows([1], [2]), 'shape'],
    ['no items', rows(), rows(), 'shape'],
    ['what is no number', rows([1, 2]), rows([1, Number.NaN]), 'not-a-number'],
    ['what is infinite', rows([1, 2]), rows([1, Number.POSITIVE_INFINITY]), 'not-a-number'],
    ['a source that answers no number', rows([1, Number.NaN]), rows([1, 2]), 'reference-not-a-number'],
  ])('is not computed of %s', (_, reference, found, why) => {
    expect(agreementOf(reference, found, true)).toEqual({ ok: false, error: why });
  });
});

describe('limits', () => {
  it('are looser the coarser the precision is', () => {
    const order = ['fp32', 'fp16', 'bf16', 'int8'].map((precision) => limitsFor(precision, []));
    for (const [at, { cosine, maxError, top1 }] of order.slice(1).entries()) {
      const before = order[at] ?? expect.unreachable();
      expect(cosine).toBeLessThan(before.cosine);
      expect(maxError).toBeGreaterThan(before.maxError);
      expect(top1).toBeLessThan(before.top1);
    }
    expect(limitsFor('constructor', [])).toEqual(limitsFor('int8', []));
  });

  it('are those of the conversions where they say something, the last one first of all', () => {
    const said = [{ cosine: 0.5, top1: 0.1 }, undefined, { cosine: 0.98 }];
    expect(limitsFor('int8', said)).toEqual({ cosine: 0.98, maxError: 0.5, top1: 0.1 });
  });

  it('name the first that is not kept', () => {
    const limits = limitsFor('fp16', []);
    const good = { items: 8, values: 10, cosine: 0.9999, maxError: 0.01, top1: 1 };
    expect(disagreementOf(good, limits)).toBeUndefined();
    expect(disagreementOf({ ...good, cosine: limits.cosine }, limits)).toBeUndefined();
    expect(disagreementOf({ ...good, cosine: 0.99, maxError: 1 }, limits)).toBe('cosine');
    expect(disagreementOf({ ...good, maxError: 0.06 }, limits)).toBe('max-error');
    expect(disagreementOf({ ...good, top1: 0.5 }, limits)).toBe('top-1');
    expect(disagreementOf({ ...good, top1: null }, limits)).toBeUndefined();
  });
});
