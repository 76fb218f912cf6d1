/** Keys and fingerprints are put together from pieces that were made before: they must be what RFC 8785 says, byte for byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, digestOfJson } from '#core/digest.js';
import { cellOf, slugOf } from '#domain/cell.js';
import { Axes, builtInAxes, CellLevels } from '#domain/levels.js';
import { axisName, levelId } from '#domain/names.js';
import { partNames, type Recipe } from '#domain/plan.js';
import { createFingerprints } from '#plan/recipe.js';

// Quotes, controls, and letters that UTF-8 and UTF-16 sort differently.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', '\n', 'é', '☃', '\u{ff21}', '\u{1f600}') });
const named = fc.uniqueArray(fc.oneof(text, fc.constantFrom(...builtInAxes)), { maxLength: 8 });
/** Some axes, and a few combinations of levels of them. */
const combinations = named.chain((names) =>
  fc.record({
    names: fc.constant(names),
    rows: fc.array(fc.array(text, { minLength: names.length, maxLength: names.length }), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
);

describe('a cell', () => {
  it('has the key of its canonical text, also when its axes are shared with others', () => {
    fc.assert(
      fc.property(combinations, ({ names, rows }) => {
        const axes = new Axes(names.map(axisName));
        for (const row of rows) {
          const levels = Object.fromEntries(names.map((name, at) => [name, row[at]]));
          const expected = digestOfJson({ format: 1, levels });
          expect(cellOf(new CellLevels(axes, row.map(levelId))).key).toBe(expected);
          const alone = new Map(names.map((name, at) => [axisName(name), levelId(row[at] ?? '')]));
          expect(cellOf(alone).key).toBe(expected);
        }
      }),
    );
  });

  it('has a slug with the built-in axes first, and the others with their names', () => {
    const [device, threads, model] = ['device', 'threads', 'model'].map(axisName);
    const axes = new Axes([threads, model, device].flatMap((name) => name ?? []));
    const slugs = ['1', '8'].map((count) => slugOf(cellOf(new CellLevels(axes, [count, 'm', 'd'].map(levelId)))));
    expect(slugs).toEqual(['d/m/threads=1', 'd/m/threads=8']);
  });
});

describe('a fingerprint', () => {
  it('is the digest of its canonical text, whichever recipe was before it', () => {
    const digest = fc.constantFrom('a', 'b', 'c').map((content) => digestOf(content));
    const recipe = fc
      .tuple(...partNames.map(() => digest))
      .map((digests) => Object.fromEntries(partNames.map((name, at) => [name, digests[at]])) as Recipe['parts']);
    fc.assert(
      fc.property(fc.array(recipe, { minLength: 1, maxLength: 10 }), (recipes) => {
        const fingerprintOf = createFingerprints();
        for (const parts of recipes)
          expect(fingerprintOf({ format: 1, parts })).toBe(digestOfJson({ format: 1, parts: { ...parts } }));
      }),
    );
  });
});
