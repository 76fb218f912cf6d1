/** A board against its own past: what is slow, and what may be compared at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds, ns, wallTime } from '#core/units.js';
import { type Canary, type CanaryVerdict, historyMost, slowestOf } from '#domain/canary.js';
import { attemptId, boardId } from '#domain/names.js';
import { judgeCanary, workOf } from '#stats/canary.js';

const at = wallTime('2026-11-21T10:00:00.000Z');
const measure = (ms: number, megabytes = 64) => ({ megabytes, roundsNs: [milliseconds(ms)] });

function canary(ms: number, own: { machine?: string; megabytes?: number; kind?: CanaryVerdict['kind'] } = {}): Canary {
  const { machine = 'm', megabytes = 64, kind = 'good' } = own;
  const durationNs = milliseconds(ms);
  const verdict: CanaryVerdict =
    kind === 'baseline' ? { kind, durationNs } : { kind, durationNs, usualNs: durationNs, of: 1 };
  const end = { at, measure: measure(ms, megabytes), verdict, environment: {} };
  return { id: attemptId(`canary-${ms}`), board: boardId('b'), machine, openedAt: at, end };
}

describe('a canary', () => {
  it('is the baseline when it is the first, and its number is the median of its rounds', () => {
    const rounds = [1200, 1000, 9000, 1010, 1020].map(milliseconds);
    expect(judgeCanary({ megabytes: 64, roundsNs: rounds }, 'm', [])).toEqual({
      kind: 'baseline',
      durationNs: milliseconds(1020),
    });
  });

  it('is suspect when it is slower than 1.3 times the usual, and good at just that', () => {
    const history = [canary(1000, { kind: 'baseline' }), canary(900), canary(1100)];
    expect(judgeCanary(measure(1300), 'm', history)).toMatchObject({
      kind: 'good',
      usualNs: milliseconds(1000),
      of: 3,
    });
    expect(judgeCanary(measure(1310), 'm', history)).toMatchObject({ kind: 'suspect', of: 3 });
  });

  it('learns nothing from what was suspect, and remembers the last ten', () => {
    const slow = Array.from({ length: 20 }, () => canary(5000, { kind: 'suspect' }));
    expect(judgeCanary(measure(2000), 'm', [canary(1000), ...slow])).toMatchObject({ kind: 'suspect', of: 1 });
    const older = Array.from({ length: 30 }, () => canary(9000));
    const newer = Array.from({ length: historyMost }, () => canary(1000));
    expect(judgeCanary(measure(2000), 'm', [...older, ...newer])).toMatchObject({ kind: 'suspect', of: historyMost });
  });

  it('is compared with the same work of the same machine only', () => {
    const history = [canary(10, { machine: 'other' }), canary(10, { megabytes: 8 })];
    expect(judgeCanary(measure(1000), 'm', history)).toMatchObject({ kind: 'baseline' });
    expect(workOf('m', history)).toBe(8);
    expect(workOf('never seen', history)).toBe(0);
    const open: Canary = { ...canary(10), end: null };
    expect(workOf('m', [open, { ...open, end: { at, measure: null, verdict: null, environment: {} } }])).toBe(0);
  });

  it('never calls a board suspect that is as fast as ever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 2000 }),
        fc.double({ min: 0.01, max: slowestOf, noNaN: true }),
        (ms, by) => {
          const verdict = judgeCanary({ megabytes: 64, roundsNs: [ns(ms * 1e6 * by)] }, 'm', [canary(ms)]);
          expect(verdict.kind).toBe('good');
        },
      ),
    );
  });
});
