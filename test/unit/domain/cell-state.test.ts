import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellStateKinds, countStates, type Standing, standingsOf } from '#domain/cell-state.js';
import type { Outcome } from '#domain/outcome.js';
import type { AttemptRecord } from '#domain/record.js';
import { accuracy, conversion, failed, fellBack, session, succeeded, unsupported } from '#test/report/attempts.js';
import { planOf, runCell, settledCell, stepKey } from '#test/report/plans.js';

const levels = { device: 'local', model: 'cnn' };
const cell = runCell(levels, { steps: [stepKey('optimise')] });
const plan = planOf([cell]);

function standing(...attempts: readonly AttemptRecord[]): Standing {
  const [only] = standingsOf(plan, attempts);
  if (!only) throw new Error('no standing');
  return only;
}

const three = [session(cell, 1, succeeded), session(cell, 2, succeeded), session(cell, 3, succeeded)];

describe('the state of a cell', () => {
  test('is pending without attempts, running with an open one', () => {
    expect(standing().state.kind).toBe('pending');
    expect(standing(session(cell, 1)).state.kind).toBe('running');
    expect(standing(accuracy(cell)).state.kind).toBe('running');
  });

  test('is measured when all planned sessions are accepted, whatever accuracy does', () => {
    const done = standing(...three, accuracy(cell, failed('runner/crashed')));
    expect(done).toMatchObject({
      state: { kind: 'measured' },
      sessions: { accepted: 3, planned: 3 },
      accuracy: 'failed',
    });
    expect(standing(...three).accuracy).toBe('pending');
    expect(standing(...three, accuracy(cell, succeeded)).accuracy).toBe('done');
  });

  test('is partial with some sessions, and says what the last failure was', () => {
    const some = standing(session(cell, 1, succeeded), session(cell, 2, failed('runner/timeout')));
    expect(some.state).toMatchObject({ kind: 'partial', last: { code: 'runner/timeout' } });
    expect(standing(session(cell, 1, succeeded)).state).toEqual({ kind: 'partial', last: null });
  });

  test('counts only attempts at the planned fingerprint, and only planned ordinals', () => {
    const earlier = runCell(levels, { steps: [stepKey('optimise')], recipe: 'earlier' });
    expect(earlier.key).toBe(cell.key);
    expect(standing(session(earlier, 1, succeeded), session(earlier, 2, fellBack)).state.kind).toBe('pending');
    expect(standing(session(cell, 4, succeeded)).sessions.accepted).toBe(0);
  });

  test('lets the latest try of a session speak', () => {
    const mended = [session(cell, 1, failed('attempt/vanished')), session(cell, 1, succeeded, { try: 2 })];
    expect(standing(...mended).state).toEqual({ kind: 'partial', last: null });
    expect(standing(...mended.toReversed()).sessions.accepted).toBe(1);
  });

  test('is settled by a refusal and by a doubt', () => {
    expect(standing(session(cell, 1, unsupported('toolchain/refused'))).state.kind).toBe('unsupported');
    expect(standing(session(cell, 1, fellBack), session(cell, 2, succeeded)).state.kind).toBe('invalid');
  });

  test('is failed, or blocked, or unsupported by its conversion', () => {
    expect(standing(session(cell, 1, failed('runner/crashed'))).state.kind).toBe('failed');
    const blocked = standing(conversion('optimise', failed('conversion/failed'))).state;
    expect(blocked).toMatchObject({ kind: 'blocked', because: { code: 'conversion/failed' } });
    expect(standing(conversion('optimise', unsupported('conversion/refused'))).state.kind).toBe('unsupported');
    expect(standing(conversion('another', failed('conversion/failed'))).state.kind).toBe('pending');
    const mended = [conversion('optimise', failed('conversion/failed')), conversion('optimise', succeeded, { try: 2 })];
    expect(standing(...mended).state.kind).toBe('pending');
  });

  test('goes back to pending when all was cancelled', () => {
    expect(standing(session(cell, 1, { kind: 'cancelled', by: 'user' })).state.kind).toBe('pending');
  });

  test('is what the plan says for a cell that is not run', () => {
    for (const kind of ['not-applicable', 'unsupported', 'unavailable'] as const) {
      const [only] = standingsOf(planOf([settledCell(levels, kind)]), []);
      expect(only).toMatchObject({ state: { kind }, sessions: { accepted: 0, planned: 0 } });
    }
  });
});

const outcomes: readonly (Outcome | undefined)[] = [
  undefined,
  succeeded,
  fellBack,
  failed('attempt/vanished'),
  failed('runner/crashed'),
  unsupported('toolchain/refused'),
  { kind: 'cancelled', by: 'sibling' },
];

test('every cell has exactly one state, whatever was tried', () => {
  const attempt = fc.record({
    what: fc.constantFrom('session' as const, 'accuracy' as const, 'conversion' as const),
    ordinal: fc.integer({ min: 1, max: 4 }),
    outcome: fc.constantFrom(...outcomes),
    try: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 12 }), (tried) => {
      const attempts = tried.map(({ what, ordinal, outcome, try: count }) => {
        if (what === 'session') return session(cell, ordinal, outcome, { try: count });
        return what === 'accuracy'
          ? accuracy(cell, outcome, { try: count })
          : conversion('optimise', outcome, { try: count });
      });
      const standings = standingsOf(plan, attempts);
      const counts = countStates(standings);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(Object.keys(counts).sort()).toEqual([...cellStateKinds].sort());
      const [only] = standings;
      if (only?.state.kind === 'measured') expect(only.sessions.accepted).toBe(3);
      if (only?.state.kind === 'partial') expect(only.sessions.accepted).toBeGreaterThan(0);
      if (only?.state.kind === 'pending') expect(only.sessions.accepted).toBe(0);
    }),
  );
});
