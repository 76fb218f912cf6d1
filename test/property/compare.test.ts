/** Laws of a comparison, whatever was measured; what its tests claim is counted in compare-noise.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '#compare/compare.js';
import {
  type Arm,
  type Because,
  type Comparison,
  defaultPolicy,
  type LatencyDifference,
  type MetricVerdict,
  type Row,
  type Subject,
  type VerdictKind,
  verdictKinds,
} from '#compare/comparison.js';
import { cellStateKinds } from '#domain/cell-state.js';
import { failure } from '#domain/failure.js';
import { benjaminiHochberg } from '#stats/benjamini-hochberg.js';
import { armOf, hits, recipeOf, sessionsOf, size, subjectOf } from '#test/compare/arms.js';

/** Few choices each, so that sides are often equal and often not. */
const subject: fc.Arbitrary<Subject> = fc
  .record({
    model: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    // Mostly measured: the numbers are what the laws are about.
    state: fc.oneof({ weight: 3, arbitrary: fc.constant('measured' as const) }, fc.constantFrom(...cellStateKinds)),
    because: fc.constantFrom(null, failure('runner/crashed'), failure('board/unreachable')),
    level: fc.constantFrom(900, 1e6, 1.2e6, 3e6),
    spreads: fc.array(fc.constantFrom(0.97, 0.99, 1, 1.02, 1.3), { maxLength: 6 }),
    top: fc.constantFrom(null, 90, 91),
    of: fc.constantFrom(100, 1000),
    bytes: fc.constantFrom(null, 5000, 5001),
    protocol: fc.constantFrom('', '', 'longer'),
    cpu: fc.constantFrom('A76', 'A76', 'N100'),
    kernel: fc.constantFrom('6.1', '6.6'),
  })
  .map(({ model, state, because, level, spreads, top, of, bytes, protocol, cpu, kernel }) =>
    subjectOf(
      { device: 'board', model },
      {
        state,
        because,
        sessions: sessionsOf(...spreads.map((part) => part * level)),
        exact: [...(top === null ? [] : [hits('top-1', top, of)]), ...(bytes === null ? [] : [size(bytes)])],
        recipe: recipeOf({ protocol }),
        environment: { 'cpu.model': [cpu], kernel: [kernel] },
      },
    ),
  );

const arm = (name: string): fc.Arbitrary<Arm> =>
  fc.uniqueArray(subject, { selector: ({ key }) => key, maxLength: 6 }).map((subjects) => armOf(name, subjects));

const arms = fc.tuple(arm('a'), arm('b'));

const comparing = ([a, b]: readonly [Arm, Arm]): Comparison => compare(a, b, defaultPolicy);
const byKey = ({ rows }: Comparison): ReadonlyMap<string, Row> => new Map(rows.map((row) => [row.key, row]));

const mirrors: Readonly<Record<VerdictKind, VerdictKind>> = {
  'newly-failing': 'fixed',
  fixed: 'newly-failing',
  regressed: 'improved',
  improved: 'regressed',
  added: 'removed',
  removed: 'added',
  'not-comparable': 'not-comparable',
  inconclusive: 'inconclusive',
  same: 'same',
  'both-failing': 'both-failing',
};

const metricMirrors: Readonly<Record<MetricVerdict, MetricVerdict>> = {
  regressed: 'improved',
  improved: 'regressed',
  'not-comparable': 'not-comparable',
  inconclusive: 'inconclusive',
  same: 'same',
};

/** A row of several metrics is as grave as the gravest of them, so that its mirror is found from their mirrors. */
function mirroredVerdict({ verdict, latency, exact }: Row): VerdictKind {
  const ofMetrics = [latency?.verdict, ...exact.map((metric) => metric.verdict)].flatMap((one) =>
    one ? [metricMirrors[one]] : [],
  );
  if (ofMetrics.length === 0) return mirrors[verdict];
  const lacks: readonly MetricVerdict[] = latency ? [] : ['not-comparable'];
  const all = [...ofMetrics, ...lacks];
  const order: readonly MetricVerdict[] = ['regressed', 'not-comparable', 'inconclusive', 'improved', 'same'];
  return order.find((one) => all.includes(one)) ?? 'same';
}

function mirroredBecause(because: Because | null): Because | null {
  if (because?.kind === 'too-few-sessions') return { ...because, a: because.b, b: because.a };
  if (because?.kind !== 'unfinished') return because;
  return {
    ...because,
    sides: (['a', 'b'] as const).filter((side) => because.sides.includes(side === 'a' ? 'b' : 'a')),
  };
}

function expectMirrored(one: LatencyDifference, other: LatencyDifference): void {
  expect(other.verdict).toBe(metricMirrors[one.verdict]);
  expect(other.ratio * one.ratio).toBeCloseTo(1, 9);
  expect(other.interval === null).toBe(one.interval === null);
  if (one.interval && other.interval) {
    // Widths reach many powers of ten where three sessions scatter: logarithms compare alike at any size.
    expect(Math.log(other.interval.high)).toBeCloseTo(-Math.log(one.interval.low), 6);
    expect(Math.log(other.interval.low)).toBeCloseTo(-Math.log(one.interval.high), 6);
  }
  expect(other.p === null).toBe(one.p === null);
  expect(other.p ?? 0).toBeCloseTo(one.p ?? 0, 9);
  expect(other.q ?? 0).toBeCloseTo(one.q ?? 0, 9);
}

describe('a comparison', () => {
  it('turned round is its own mirror image', () => {
    fc.assert(
      fc.property(arms, ([a, b]) => {
        const [there, back] = [byKey(comparing([a, b])), byKey(comparing([b, a]))];
        expect([...back.keys()].sort()).toEqual([...there.keys()].sort());
        for (const [key, row] of there) {
          const other = back.get(key);
          expect(other?.verdict).toBe(mirroredVerdict(row));
          expect(other?.because).toEqual(mirroredBecause(row.because));
          expect(other?.exact.map(({ verdict }) => verdict)).toEqual(
            row.exact.map(({ verdict }) => metricMirrors[verdict]),
          );
          if (row.latency && other?.latency) expectMirrored(row.latency, other.latency);
          else expect(other?.latency).toBe(row.latency);
        }
      }),
    );
  });

  it('has one row for each cell that applies somewhere, and counts them', () => {
    fc.assert(
      fc.property(arms, ([a, b]) => {
        const { rows, counts, notApplicable, tests } = comparing([a, b]);
        const keys = new Set([...a.subjects, ...b.subjects].map(({ key }) => key));
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        expect(rows.length + notApplicable).toBe(keys.size);
        expect(tests).toBe(rows.filter(({ latency }) => typeof latency?.p === 'number').length);
        for (const kind of verdictKinds) expect(counts[kind]).toBe(rows.filter((row) => row.verdict === kind).length);
      }),
    );
  });

  it('of a run set with itself finds nothing', () => {
    fc.assert(
      fc.property(arm('a'), (a) => {
        const { counts } = comparing([a, a]);
        expect({ ...counts, inconclusive: 0, same: 0, 'both-failing': 0, 'not-comparable': 0 }).toEqual(
          Object.fromEntries(verdictKinds.map((kind) => [kind, 0])),
        );
      }),
    );
  });

  it('does not depend on the order of cells, nor on that of metrics', () => {
    const turned = ({ runSet, subjects }: Arm): Arm =>
      armOf(
        runSet,
        [...subjects].reverse().map((one) => ({ ...one, exact: [...one.exact].reverse() })),
      );
    fc.assert(
      fc.property(arms, ([a, b]) => {
        const named = ({ rows }: Comparison) =>
          rows.map(({ key, verdict, latency }) => ({ key, verdict, q: latency?.q }));
        expect(named(comparing([turned(a), turned(b)]))).toEqual(named(comparing([a, b])));
      }),
    );
  });

  it('never calls a cell improved that lost a hit, and finds nothing without a q', () => {
    fc.assert(
      fc.property(arms, ([a, b]) => {
        for (const { verdict, exact, latency } of comparing([a, b]).rows) {
          if (verdict === 'improved') expect(exact.map((one) => one.verdict)).not.toContain('regressed');
          if (latency?.verdict !== 'regressed' && latency?.verdict !== 'improved') continue;
          expect(latency.q).toBeLessThanOrEqual(defaultPolicy.alpha);
          expect(Math.abs(Math.log(latency.ratio))).toBeGreaterThanOrEqual(Math.log1p(defaultPolicy.threshold) - 1e-12);
          expect(Math.min(latency.sessions.a, latency.sessions.b)).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });
});

describe('q values', () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });

  it('are at least their p, at most 1, and in the order of the p values', () => {
    fc.assert(
      fc.property(ps, (values) => {
        const pairs = benjaminiHochberg(values).map((q, at) => ({ q, p: values[at] ?? Number.NaN }));
        for (const { p, q } of pairs) {
          expect(q).toBeGreaterThanOrEqual(p);
          expect(q).toBeLessThanOrEqual(1);
          for (const other of pairs) if (other.p < p) expect(other.q).toBeLessThanOrEqual(q);
        }
      }),
    );
  });

  it('do not depend on the order of the tests', () => {
    fc.assert(
      fc.property(ps, (values) => {
        expect([...benjaminiHochberg([...values].reverse())].reverse()).toEqual(benjaminiHochberg(values));
      }),
    );
  });

  it('find what the step-up procedure of the paper finds', () => {
    fc.assert(
      fc.property(ps, (values) => {
        const alpha = 0.05;
        const sorted = [...values].sort((a, b) => a - b);
        // The largest k with p₍ₖ₎ ≤ k alpha / m, and all tests up to it.
        const last = sorted.findLastIndex((p, at) => p <= ((at + 1) * alpha) / values.length);
        // A hair beside the line, two ways of rounding may differ.
        fc.pre(sorted.every((p, at) => Math.abs(p - ((at + 1) * alpha) / values.length) > 1e-15));
        expect(benjaminiHochberg(values).filter((q) => q <= alpha)).toHaveLength(last + 1);
      }),
    );
  });
});
