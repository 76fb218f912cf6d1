/** What an answer that is far from its source's comes to hangs on what computed it. */
import { expect, test } from 'vitest';
import type { Outcome } from '#domain/outcome.js';
import { outcomeOf, verdictOn } from '#engine/verdict.js';
import { stepKey } from '#test/report/plans.js';

const against = { step: stepKey('reference'), limits: { cosine: 0.99, maxError: 0.1, top1: 1 }, trained: true };
const source = { rows: [Float32Array.of(1, 2, 3)] };
const turned = { rows: [Float32Array.of(3, -2, 1)] };
const by = { toolchain: 'tool', conversion: 'shrink' };

function doubted(code: 'execution/arithmetic' | 'execution/provider'): Outcome {
  return { kind: 'invalid', doubts: [{ code, facts: { asked: 'fp16', used: 'bf16' } }] };
}

test('a wrong answer in the arithmetic that was asked for fails the conversion, by name', () => {
  for (const said of [{ kind: 'succeeded' } as const, doubted('execution/provider')]) {
    const outcome = outcomeOf(verdictOn(source, turned, against), said, by);
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'conversion/changed-answer', facts: { why: 'cosine', ...by } },
    });
  }
});

test('a wrong answer in another arithmetic proves nothing against the model: the doubt is kept', () => {
  const said = doubted('execution/arithmetic');
  expect(outcomeOf(verdictOn(source, turned, against), said, by)).toEqual(said);
});

test('a right answer is believed whatever computed it', () => {
  const verdict = verdictOn(source, source, against);
  expect(outcomeOf(verdict, doubted('execution/arithmetic'), by)).toEqual({ kind: 'succeeded' });
});
