/** A model that is proved wrong is the cell's own failure; whatever else keeps a check from being made is not. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { wallTime } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import { onRoute } from '#domain/cell-state.js';
import { type FailureCode, failure } from '#domain/failure.js';
import { attemptId, boardId, type StepKey } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';

const [made, check] = [digestOf('made') as StepKey, digestOf('check') as StepKey];
const at = wallTime('2026-01-01T00:00:00.000Z');
const ended = (step: StepKey, outcome: Outcome): readonly [StepKey, Attempt[]] => [
  step,
  [
    {
      id: attemptId(`set.${step.slice(0, 4)}.1`),
      work: { kind: 'conversion', step },
      board: boardId('a'),
      try: 1,
      openedAt: at,
      endedAt: at,
      outcome,
    },
  ],
];
const stateAfter = (...outcomes: readonly (readonly [StepKey, Attempt[]])[]) =>
  onRoute({ kind: 'pending' }, { steps: [made, check], boards: [boardId('a')] }, new Map(outcomes));
const failed = (code: FailureCode): Outcome => ({ kind: 'failed', failure: failure(code) });
const good = ended(made, { kind: 'succeeded' });

describe('a cell whose model was checked', () => {
  it('is failed by another answer, and blocked by nothing', () => {
    const state = stateAfter(good, ended(check, failed('conversion/changed-answer')));
    expect(state).toEqual({ kind: 'failed', because: failure('conversion/changed-answer') });
  });

  it('waits where it answers like its source, or answered nothing', () => {
    expect(stateAfter(good, ended(check, { kind: 'succeeded' }))).toEqual({ kind: 'pending' });
    expect(stateAfter(good, ended(check, { kind: 'invalid', doubts: [{ code: 'answers/none', facts: {} }] }))).toEqual({
      kind: 'pending',
    });
  });

  it('is blocked by a conversion or a check that did not come to an end', () => {
    expect(stateAfter(ended(made, failed('conversion/failed')))).toMatchObject({ kind: 'blocked', step: made });
    expect(stateAfter(good, ended(check, failed('runner/crashed')))).toMatchObject({ kind: 'blocked', step: check });
  });
});
