/** Laws of the expansion, over random small matrices with every kind of rule. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf } from '#domain/cell.js';
import type { Expansion } from '#domain/expansion.js';
import type { Block, Experiment } from '#domain/experiment.js';
import { oneOf } from '#domain/match.js';
import { axisName, levelId } from '#domain/names.js';
import { expand } from '#matrix/expand.js';
import { block, excludeRule, matchOf } from '#test/matrix/blocks.js';
import { agrees, cellsByDefinition, nameOf } from '#test/matrix/by-definition.js';
import { cellsOf, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';

const base = worldOf(experimentText());
const withBlocks = (...blocks: readonly Block[]): Experiment => ({ ...base.experiment, blocks });
const expansionOf = (...blocks: readonly Block[]): Expansion => cellsOf({ ...base, experiment: withBlocks(...blocks) });
const keysOf = (...blocks: readonly Block[]): string[] => expansionOf(...blocks).cells.map(({ cell }) => cell.key);
const sorted = (keys: readonly string[]): string[] => [...keys].sort();
const hasOption = (framework: string, axis: string): boolean =>
  !['threads', 'level'].includes(axis) || framework === 'ort';
type Given<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };
function law<T extends [unknown, ...unknown[]]>(...given: [...Given<T>, (...values: T) => void]): void {
  // Seeded, because some laws also assert that they met what they are about.
  fc.assert(fc.property<T>(...given), { numRuns: 60, seed: 3 });
}

describe('expansion', () => {
  it('gives the cells of the definition', () => {
    law(block, (one) => {
      const cells = expansionOf(one).cells.map(({ cell }) => nameOf(Object.fromEntries(cell.levels)));
      expect(sorted(cells)).toEqual(cellsByDefinition(one, hasOption));
    });
  });

  it('gives the same cells whatever the order of axes, levels and rules', () => {
    const shuffled = block.chain((one) =>
      fc.record({
        one: fc.constant(one),
        axes: fc.shuffledSubarray([...one.axes], { minLength: one.axes.length }),
        exclude: fc.shuffledSubarray([...one.exclude], { minLength: one.exclude.length }),
        include: fc.shuffledSubarray([...one.include], { minLength: one.include.length }),
      }),
    );
    law(shuffled, ({ one, axes, exclude, include }) => {
      const reversed = axes.map((axis) => ({ ...axis, levels: [...axis.levels].reverse() }));
      const zip = one.zip.map((group) => [...group].reverse());
      expect(sorted(keysOf({ ...one, axes: reversed, zip, exclude, include }))).toEqual(sorted(keysOf(one)));
    });
  });

  it('gives a cell the same key whatever the order of its axes', () => {
    const levels = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([axis]) => axis, minLength: 2 });
    law(levels, (entries) => {
      const named = entries.map(([axis, level]) => [axisName(axis), levelId(level)] as const);
      expect(cellOf(new Map([...named].reverse())).key).toBe(cellOf(new Map(named)).key);
      expect(cellOf(new Map(named.slice(1))).key).not.toBe(cellOf(new Map(named)).key);
    });
  });

  it('never gives a cell twice, and counts every step: the sum is right', () => {
    law(block, block, (one, other) => {
      const { cells, counts } = expansionOf(one, other);
      expect(new Set(cells.map(({ cell }) => cell.key)).size).toBe(cells.length);
      const { combinations, collapsed, excluded, included, shared } = counts;
      expect(combinations - collapsed - excluded + included - shared).toBe(cells.length);
    });
  });
});

describe('rules', () => {
  const bare = block.map((one): Block => ({ ...one, exclude: [], include: [] }));

  it('take exactly what matches, and what is left is what does not', () => {
    law(bare, excludeRule, (one, rule) => {
      const whole = expansionOf(one).cells.map(({ cell }) => cell);
      const left = keysOf({ ...one, exclude: [rule] });
      const kept = whole.filter(({ levels }) => !agrees(rule.match, Object.fromEntries(levels)));
      expect(left).toEqual(kept.map(({ key }) => key));
    });
  });

  it('part the cells that have the axis in two, by a pattern and its negation', () => {
    law(bare, matchOf(['precision', 'threads', 'level'], 1), (one, match) => {
      const [axis, test] = [...match][0] ?? [axisName(''), oneOf()];
      const pattern = [...test.some, ...test.none].slice(0, 1);
      const without = (wanted: { some: string[]; none: string[] }) =>
        keysOf({ ...one, exclude: [{ match: new Map([[axis, wanted]]) }] });
      const [others, these] = [without({ some: pattern, none: [] }), without({ some: [], none: pattern })];
      const cells = expansionOf(one).cells.map(({ cell }) => cell);
      const lacking = cells.filter(({ levels }) => !levels.has(axis)).map(({ key }) => key);
      expect(sorted([...others, ...these])).toEqual(sorted([...cells.map(({ key }) => key), ...lacking]));
      expect(others.filter((key) => these.includes(key))).toEqual(lacking);
    });
  });

  it('say nothing new when they are said twice', () => {
    law(block, (one) => {
      const twice = { ...one, exclude: [...one.exclude, ...one.exclude], include: [...one.include, ...one.include] };
      expect(keysOf(twice)).toEqual(keysOf(one));
      expect(keysOf(one, one)).toEqual(keysOf(one));
    });
  });

  it('bring back by include exactly the cells that exclude took', () => {
    law(block, (one) => {
      const whole = expansionOf({ ...one, exclude: [] }).cells;
      const left = new Set(keysOf(one));
      const include = whole.filter(({ cell }) => !left.has(cell.key)).map(({ cell }) => ({ levels: cell.levels }));
      const restored = expansionOf({ ...one, include: [...one.include, ...include] });
      expect(sorted(restored.cells.map(({ cell }) => cell.key))).toEqual(sorted(whole.map(({ cell }) => cell.key)));
      expect(restored.excluded.every(({ cells }) => cells === 0)).toBe(true);
    });
  });

  it('that are warned of can be removed, and the cells stay the same', () => {
    const marked = block.map((one): Block => {
      const at = (line: number) => ({ file: 'x', span: { line, column: 1, length: 1 } });
      return {
        ...one,
        exclude: one.exclude.map((rule, index) => ({ ...rule, at: at(100 + index) })),
        include: one.include.map((rule, index) => ({ ...rule, at: at(200 + index) })),
      };
    });
    let removed = 0;
    law(marked, (one) => {
      const idle = expansionOf(one)
        .warnings.filter(({ code }) => code === 'matrix/no-match' || code === 'matrix/include-known')
        .map(({ span }) => span?.line);
      const busy = ({ at }: { readonly at?: { readonly span?: { readonly line: number } } }): boolean =>
        !idle.includes(at?.span?.line);
      removed += idle.length;
      expect(keysOf({ ...one, exclude: one.exclude.filter(busy), include: one.include.filter(busy) })).toEqual(
        keysOf(one),
      );
    });
    // Otherwise the law would have been about nothing.
    expect(removed).toBeGreaterThan(0);
  });
});

describe('blocks', () => {
  it('are united in the order of the file, and the set does not depend on it', () => {
    law(block, block, (one, other) => {
      const first = keysOf(one);
      const rest = keysOf(other).filter((key) => !first.includes(key));
      expect(keysOf(one, other)).toEqual([...first, ...rest]);
      expect(sorted(keysOf(other, one))).toEqual(sorted([...first, ...rest]));
    });
  });

  it('that are warned to add nothing can be removed', () => {
    law(block, block, (one, other) => {
      const idle = expansionOf(one, other).warnings.some(({ code }) => code === 'matrix/block-adds-nothing');
      const [alone, both] = [keysOf(one), keysOf(one, other)];
      expect(idle).toBe(alone.length === both.length || alone.length === 0);
    });
  });
});

describe('the limit', () => {
  const within = (limit: number | undefined, ...blocks: readonly Block[]) =>
    expand(withBlocks(...blocks), {
      inventory: base.inventory,
      toolchains: base.toolchains,
      ...(limit === undefined ? {} : { limit }),
    });
  const countOf = ({ axes, zip, include }: Block): number =>
    axes.reduce((count, { levels }) => count * levels.length, 1) *
      zip.reduce((count, group) => count * (group[0]?.levels.length ?? 1), 1) +
    include.length;

  it('is never exceeded: it refuses, or gives at most so many', () => {
    law(block, block, fc.integer({ min: 1, max: 160 }), (one, other, limit) => {
      const found = within(limit, one, other);
      expect(found.ok).toBe(countOf(one) + countOf(other) <= limit);
      if (found.ok) expect(found.value.cells.length).toBeLessThanOrEqual(limit);
    });
  });

  it('is counted before a single cell is made: 10^24 combinations are refused, not begun', () => {
    const levels = Array.from({ length: 10_000 }, (_, at) => levelId(`l${at}`));
    const huge: Block = {
      axes: ['device', 'model', 'framework'].map((name) => ({ name: axisName(name), levels })),
      zip: ['precision', 'threads', 'level'].map((name) => [{ name: axisName(name), levels }]),
      exclude: [{ match: new Map([[axisName('device'), oneOf('l1')]]) }],
      include: [],
      requires: [],
      overrides: [],
    };
    const found = within(undefined, huge);
    expect(found.ok ? [] : found.error.map(({ code, facts }) => [code, facts])).toEqual([
      ['matrix/too-many-cells', { cells: 1e24, limit: 1_000_000 }],
    ]);
  });
});
