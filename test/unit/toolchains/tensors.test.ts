/** Where a label comes among the scores, and inputs that are the same everywhere. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runnerPart } from '#test/toolchains/modules.js';

const { randomTensor, rankOf } = await runnerPart('tensors');

test('the rank counts better scores, and equal ones of a lower class', () => {
  expect([0, 1, 2, 3].map((label) => rankOf([0.1, 0.9, 0.9, 0.5], label))).toEqual([3, 0, 1, 2]);
  // A model that answers one number for everything is right about class 0 only.
  expect([0, 1, 2].map((label) => rankOf([7, 7, 7], label))).toEqual([0, 1, 2]);
});

test('ranks are a permutation, whatever the ties', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 }), (scores) => {
      const ranks = scores.map((_, label) => rankOf(scores, label));
      expect([...ranks].sort((a, b) => a - b)).toEqual(scores.map((_, index) => index));
    }),
  );
});

test('a model that answers NaN is never right', () => {
  expect(rankOf([Number.NaN, Number.NaN], 0)).toBe(2);
  expect(rankOf([Number.NaN, 0.5], 1)).toBe(0);
});

test('a label outside the scores is an error, not a miss', () => {
  for (const label of [-1, 3, 1.5, Number.NaN])
    expect(() => rankOf([1, 2, 3], label)).toThrow(`label ${label} is no class`);
});

test('random input depends on the seed and the shape alone', () => {
  const once = randomTensor([2, 3, 64], 1);
  expect(once).toHaveLength(384);
  expect(randomTensor([2, 3, 64], 1)).toEqual(once);
  for (const seed of [0, 2, 3]) expect(randomTensor([2, 3, 64], seed)).not.toEqual(once);
  // Written down from another implementation: inputs of today's experiments and of next year's are to be the same.
  expect(Array.from(randomTensor([3], 1), (value) => value * 0x1000000)).toEqual([10640014, 8439918, 2897145]);
});

test('random input is spread over [0, 1)', () => {
  for (const seed of [0, 1, -1, 2 ** 32 - 1, 12345]) {
    const values = randomTensor([10_000], seed);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Six standard errors of the mean of 10,000 uniform numbers.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0174);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(9_950);
  }
});
