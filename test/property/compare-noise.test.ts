/** Proof on diffs whose truth is known: what the verdicts on speed claim, counted over seeded trials. */
import { describe, expect, it } from 'vitest';
import { type ComparePolicy, defaultPolicy } from '#compare/comparison.js';
import { detectableEffect } from '#compare/resolution.js';
import { pooledFindings } from '#test/compare/pooled.js';
import { compared, countOf, findsPlanted, hasFinding, type Simulated } from '#test/compare/simulated.js';

const trials = 250;
/** Every effect counts: the test alone has to hold, with no threshold to hide behind. */
const bare = { ...defaultPolicy, threshold: 0 };

const nothing = (between: number, sessions: number) => ({
  cells: 20,
  sessions,
  noise: { between, within: 0.01 },
  planted: 1,
});

const conditions = [0.01, 0.03, 0.1].flatMap((between) => [3, 5, 8].map((sessions) => ({ between, sessions })));

describe('where nothing differs', () => {
  it.each(conditions)(
    'at most 5 % of diffs find anything: SD $between, $sessions sessions',
    ({ between, sessions }) => {
      const found = countOf(trials, nothing(between, sessions), (made) => hasFinding(compared(made, defaultPolicy)));
      expect(found / trials).toBeLessThanOrEqual(0.05);
    },
  );

  it.each([3, 5])('nor do more without a threshold: %i sessions', (sessions) => {
    const found = countOf(trials, nothing(0.03, sessions), (made) => hasFinding(compared(made, bare)));
    // 5 % and three standard errors of so many trials.
    expect(found / trials).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
  });

  it('a test of pooled iterations finds something in most diffs: the session is the unit', () => {
    const pooled = (policy: ComparePolicy) => (made: Simulated) => pooledFindings(made, policy) > 0;
    expect(countOf(100, nothing(0.1, 5), pooled(defaultPolicy))).toBeGreaterThan(80);
    expect(countOf(100, nothing(0.03, 5), pooled(bare))).toBeGreaterThan(95);
  });
});

describe('where one cell of twenty is 20 % slower', () => {
  const slower = (sessions: number) => ({ ...nothing(0.03, sessions), planted: 1.2 });

  it('five sessions find it in at least 90 % of diffs, SD 3 %', () => {
    const found = countOf(trials, slower(5), (made) => findsPlanted(compared(made, defaultPolicy)));
    expect(found / trials).toBeGreaterThanOrEqual(0.9);
  });

  it('and it alone in at least 95 %', () => {
    const more = countOf(trials, slower(5), (made) => {
      const { counts } = compared(made, defaultPolicy);
      return counts.regressed + counts.improved > 1;
    });
    expect(more / trials).toBeLessThanOrEqual(0.05);
  });
});

describe('the detectable effect', () => {
  it.each([
    [0.03, 3],
    [0.03, 5],
    [0.1, 5],
    [0.01, 8],
  ])('is found in about nine of ten diffs, eight at three sessions: SD %f, %i sessions', (between, sessions) => {
    const planted = 1 + detectableEffect({ spread: between, sessions, tests: 20 }, defaultPolicy);
    const trial = { ...nothing(between, sessions), planted };
    const found = countOf(trials, trial, (made) => findsPlanted(compared(made, defaultPolicy)));
    expect(found / trials).toBeGreaterThan(sessions === 3 ? 0.75 : 0.85);
    expect(found / trials).toBeLessThan(0.98);
  });
});
