import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '#core/glob.js';
import { cellStateKinds } from '#domain/cell-state.js';
import type { FieldValue, Place, Selectable, Selector } from '#domain/selector.js';
import { type Truth, truthOf } from '#matrix/selector.js';
import { parseSelector } from '#matrix/selector-parse.js';
import { printSelector } from '#matrix/selector-print.js';
import { parsed, selectable, withoutPlaces } from '#test/selector.js';

const at: Place = { from: 0, length: 0 };
const axes = ['device', 'precision', 'threads'];
const levels = ['a', 'ab', 'b-1', 'c+d', 'x/y', 'and', 'or'];

const exact = fc.oneof(fc.constantFrom(...levels), fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }));
const glob = fc
  .array(fc.constantFrom('*', '?', 'a', 'b', '-'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  exact.map((text) => ({ kind: 'exact' as const, text, at })),
  glob.filter((text) => /[*?]/.test(text)).map((text) => ({ kind: 'glob' as const, text, at })),
);
const stateValue = fc
  .constantFrom<string>(...cellStateKinds, 'succeeded', 'waiting')
  .map((text) => ({ kind: 'exact' as const, text, at }));
const field: fc.Arbitrary<Selector> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom(...axes, 'cell', 'board'),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
    at: fc.constant(at),
  }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom('state', 'outcome'),
    values: fc.array(stateValue, { minLength: 1, maxLength: 2 }),
    at: fc.constant(at),
  }),
);
const metric: fc.Arbitrary<Selector> = fc.oneof(
  ...(['latency', 'size', 'rate', 'top-1'] as const).map((name) =>
    fc.record({
      kind: fc.constant('metric' as const),
      metric: fc.constant(name),
      operator: fc.constantFrom('<', '<=', '>', '>=', '=', '!='),
      value:
        name === 'top-1'
          ? fc.constantFrom(0, 0.5, 1)
          : fc.oneof(fc.constantFrom(0, 1, 2.5), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })),
      at: fc.constant(at),
    }),
  ),
);
const { selector } = fc.letrec<{ selector: Selector }>((tie) => ({
  selector: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    field,
    metric,
    fc.record({ kind: fc.constant('not' as const), of: tie('selector') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('selector'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

const cell: fc.Arbitrary<Selectable> = fc
  .record({
    levels: fc.record(
      {
        device: fc.constantFrom(...levels),
        precision: fc.constantFrom(...levels),
        threads: fc.constantFrom(...levels),
      },
      { requiredKeys: ['device'] },
    ),
    state: fc.constantFrom(...cellStateKinds, null),
    metrics: fc.dictionary(fc.constantFrom('latency', 'size', 'rate', 'top-1'), fc.constantFrom(0, 0.5, 1, 2.5)),
    boards: fc.subarray(['a', 'ab', 'b-1']),
    key: fc.constantFrom('abcd'.repeat(16), '0123'.repeat(16)),
  })
  .map(selectable);

test('what is printed is read as the same selector', () => {
  fc.assert(
    fc.property(selector, (one) => {
      const again = parsed(printSelector(one));
      expect(withoutPlaces(again)).toEqual(withoutPlaces(one));
    }),
    { numRuns: 2000 },
  );
});

test('what is read was written at the place that is said', () => {
  fc.assert(
    fc.property(selector, (one) => {
      const text = printSelector(one);
      for (const term of terms(parsed(text))) {
        const name = term.kind === 'field' ? `${term.field}:` : term.metric;
        expect(text.slice(term.at.from, term.at.from + term.at.length).startsWith(name)).toBe(true);
      }
    }),
  );
});

function terms(of: Selector): readonly Extract<Selector, { kind: 'field' | 'metric' }>[] {
  if (of.kind === 'field' || of.kind === 'metric') return [of];
  return of.kind === 'not' ? terms(of.of) : of.of.flatMap(terms);
}

/** The tables of Kleene's strong logic, and the meaning of each term, written as plainly as can be. */
function naive(one: Selector, of: Selectable): Truth {
  if (one.kind === 'not') {
    const truth = naive(one.of, of);
    return truth === null ? null : !truth;
  }
  if (one.kind === 'all' || one.kind === 'any') {
    const rank: readonly Truth[] = one.kind === 'all' ? [false, null, true] : [true, null, false];
    const found = one.of.map((part) => naive(part, of));
    return rank.find((truth) => found.includes(truth)) ?? null;
  }
  if (one.kind === 'metric') {
    const known = of.metrics.get(one.metric);
    if (known === undefined) return null;
    const sign = Math.sign(known - one.value);
    const signs = { '<': [-1], '<=': [-1, 0], '>': [1], '>=': [0, 1], '=': [0], '!=': [-1, 1] }[one.operator];
    return signs.some((each) => each === sign);
  }
  const own: Readonly<Record<string, readonly string[]>> = {
    cell: [of.slug],
    board: of.boards,
    state: stateNames(of),
    outcome: stateNames(of),
  };
  const texts = own[one.field] ?? [of.levels[one.field] ?? []].flat();
  return one.values.some(({ kind, text }) => {
    if (one.field === 'cell' && kind === 'exact' && /^[0-9a-f]{4,}$/.test(text) && of.key.startsWith(text)) return true;
    return texts.some((each) => (kind === 'glob' ? matchesGlob(text, each) : each === text));
  });
}

function stateNames({ state }: Selectable): readonly string[] {
  if (state === null) return [];
  return [state, ...(state === 'measured' ? ['succeeded'] : []), ...(state === 'pending' ? ['waiting'] : [])];
}

test('the evaluator says what the tables say', () => {
  fc.assert(
    fc.property(selector, fc.array(cell, { maxLength: 6 }), (one, cells) => {
      // One evaluator for all cells: what it remembers of one must not leak into another.
      expect(cells.map(truthOf(one))).toEqual(cells.map((each) => naive(one, each)));
    }),
    { numRuns: 2000 },
  );
});

test('De Morgan holds, unknown numbers or not', () => {
  fc.assert(
    fc.property(fc.array(selector, { minLength: 2, maxLength: 4 }), cell, (parts, of) => {
      const not = (one: Selector): Selector => ({ kind: 'not', of: one });
      for (const [kind, dual] of [
        ['all', 'any'],
        ['any', 'all'],
      ] as const) {
        const left = truthOf(not({ kind, of: parts }))(of);
        expect(truthOf({ kind: dual, of: parts.map(not) })(of)).toBe(left);
      }
      const [first] = parts;
      if (first) expect(truthOf(not(not(first)))(of)).toBe(truthOf(first)(of));
    }),
  );
});

test('any text is read or refused at a place within it', () => {
  const piece = fc.constantFrom(
    'device:',
    'latency<',
    '10ms',
    'and ',
    ' or',
    'not ',
    '(',
    ')',
    '"',
    "'",
    ',',
    'a',
    '*',
    '|',
    '!',
    ' ',
    '=',
    '\\',
    '%',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (any) => {
      const read = parseSelector(any);
      if (read.ok) return;
      const { from, length } = read.error.at;
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from).toBeLessThanOrEqual(any.length);
      expect(from + length).toBeLessThanOrEqual(any.length + 1);
    }),
    { numRuns: 2000 },
  );
});
