/** The route that is chosen is the cheapest there is: held against every walk through small random graphs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form, ModelSource } from '#domain/model.js';
import type { Conversion } from '#domain/toolchain.js';
import { findPath, leadingTo, nameOf } from '#plan/route.js';

const formats = ['a', 'b', 'c', 'd'];
const precisions = ['fp32', 'int8'];
const form = fc.record({ format: fc.constantFrom(...formats), precision: fc.constantFrom(...precisions) });
const edge = fc.record({
  from: fc.record({ format: fc.constantFrom(...formats, 'any'), precision: fc.constantFrom(...precisions, 'any') }),
  to: fc.record({ format: fc.constantFrom(...formats), precision: fc.constantFrom(...precisions, 'same') }),
  cost: fc.integer({ min: 0, max: 4 }),
  where: fc.constantFrom('builder' as const, 'board' as const),
});
const graph = fc.record({
  sources: fc.array(form, { minLength: 1, maxLength: 3 }),
  edges: fc.array(edge, { maxLength: 7 }),
  goal: form,
});
type Graph = typeof graph extends fc.Arbitrary<infer T> ? T : never;

const conversionsOf = ({ edges }: Graph): Conversion[] =>
  edges.map((each, at) => ({ ...each, id: `c${at}`, needs: [], tool: 't', argv: [], files: [], failures: [] }));
const sourcesOf = ({ sources }: Graph): ModelSource[] => sources.map((each, at) => ({ ...each, path: `${at}` }));

/** Ways back to a builder, cost, steps: what is compared, in this order. */
type Price = readonly [number, number, number];

const isLess = (one: Price, other: Price): boolean => {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

/** No walk that is worth its price comes twice to one form in one place: there are at most 16 of these. */
function cheapestByHand(all: Graph): Price | undefined {
  const seen = new Map<string, Price>();
  const walk = (at: Form, onBoard: boolean, price: Price): void => {
    const state = `${nameOf(at)} ${onBoard}`;
    const before = seen.get(state);
    if (before && !isLess(price, before)) return;
    seen.set(state, price);
    for (const { from, to, cost, where } of all.edges) {
      if (from.format !== 'any' && from.format !== at.format) continue;
      if (from.precision !== 'any' && from.precision !== at.precision) continue;
      const precision = to.precision === 'same' ? at.precision : to.precision;
      const back = where === 'builder' && onBoard ? 1 : 0;
      walk({ format: to.format, precision }, where === 'board', [price[0] + back, price[1] + cost, price[2] + 1]);
    }
  };
  for (const source of all.sources) walk(source, false, [0, 0, 0]);
  const ends = [true, false].flatMap((onBoard) => {
    const price = seen.get(`${nameOf(all.goal)} ${onBoard}`);
    return price ? [price] : [];
  });
  return ends.reduce<Price | undefined>((best, each) => (best && !isLess(each, best) ? best : each), undefined);
}

function priceOf(all: Graph): Price | undefined {
  const found = findPath(sourcesOf(all), conversionsOf(all), all.goal);
  if (found.kind === 'none') return undefined;
  let [at, onBoard, back]: [Form, boolean, number] = [found.path.source, false, 0];
  for (const { conversion, to } of found.path.legs) {
    // Each leg takes what the one before gave.
    expect([at.format, 'any']).toContain(conversion.from.format);
    expect([at.precision, 'any']).toContain(conversion.from.precision);
    if (conversion.where === 'builder' && onBoard) back += 1;
    [at, onBoard] = [to, conversion.where !== 'builder'];
  }
  expect(nameOf(at)).toBe(nameOf(all.goal));
  expect(found.path.legs.reduce((sum, { conversion }) => sum + conversion.cost, 0)).toBe(found.cost);
  return [back, found.cost, found.path.legs.length];
}

describe('the route', () => {
  it('is there when there is one, and then the cheapest', () => {
    fc.assert(
      fc.property(graph, (all) => {
        expect(priceOf(all)).toEqual(cheapestByHand(all));
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it('is the same for the same files, and does not hang on conversions that lead nowhere', () => {
    fc.assert(
      fc.property(graph, (all) => {
        const names = (more: readonly Conversion[]) => {
          const found = findPath(sourcesOf(all), [...conversionsOf(all), ...more], all.goal);
          return found.kind === 'none'
            ? null
            : [found.path.source.path, ...found.path.legs.map((leg) => leg.conversion.id)];
        };
        expect(names([])).toEqual(names([]));
        const nowhere = { format: 'nowhere', precision: 'same' };
        const [idle] = conversionsOf({
          ...all,
          edges: [{ from: { format: 'any', precision: 'any' }, to: nowhere, cost: 0, where: 'board' }],
        });
        expect(names(idle ? [idle] : [])).toEqual(names([]));
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('leads from each form that a refusal names', () => {
    fc.assert(
      fc.property(graph, (all) => {
        for (const name of leadingTo(all.goal, conversionsOf(all))) {
          const [format = '', precision = ''] = name.split('/').map((part) => (part === 'any' ? undefined : part));
          const tries = (precision === '' ? precisions : [precision]).map((each) => ({
            format: format || 'a',
            precision: each,
          }));
          const ways = tries.map((start) => priceOf({ ...all, sources: [start] }));
          expect(
            ways.some((way) => way !== undefined),
            name,
          ).toBe(true);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
