/** Laws of the expansion, over random small matrices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Axis, Block, ExcludeRule } from '#domain/experiment.js';
import { oneOf } from '#domain/match.js';
import { axisName, levelId } from '#domain/names.js';
import { expand } from '#matrix/expand.js';
import { cellsOf, type World, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';

const base = worldOf(experimentText());
const someOf = (levels: readonly string[]) =>
  fc.subarray([...levels], { minLength: 1 }).map((chosen) => chosen.map(levelId));

const levelsOf: Readonly<Record<string, readonly string[]>> = {
  device: ['this-machine'],
  model: ['small', 'large'],
  framework: ['ort', 'web'],
  precision: ['fp32', 'fp16', 'int8'],
  threads: ['1', '2', '4'],
  level: ['basic', 'all'],
};
const axisOf = (name: string): fc.Arbitrary<Axis> =>
  someOf(levelsOf[name] ?? []).map((levels) => ({ name: axisName(name), levels }));
const axes = fc.tuple(...Object.keys(levelsOf).map(axisOf));

const rule: fc.Arbitrary<ExcludeRule> = fc
  .subarray(Object.keys(levelsOf), { minLength: 1, maxLength: 2 })
  .chain((names) =>
    fc.tuple(...names.map((name) => someOf(levelsOf[name] ?? []))).map((levels) => ({
      match: new Map(names.map((name, at) => [axisName(name), oneOf(...(levels[at] ?? []))])),
    })),
  );

const block = fc
  .record({ axes, exclude: fc.array(rule, { maxLength: 3 }) })
  .map((parts): Block => ({ ...parts, zip: [], include: [], requires: [], overrides: [] }));

function withBlocks(...blocks: readonly Block[]): World {
  return { ...base, experiment: { ...base.experiment, blocks } };
}

const keysOf = (world: World): string[] => cellsOf(world).cells.map(({ cell }) => cell.key);
const sorted = (keys: readonly string[]): string[] => [...keys].sort();

describe('expansion', () => {
  it('gives the same cells whatever the order of axes, levels and rules', () => {
    const shuffledBlock = block.chain((one) =>
      fc.record({
        one: fc.constant(one),
        axes: fc.shuffledSubarray([...one.axes], { minLength: one.axes.length }),
        exclude: fc.shuffledSubarray([...one.exclude], { minLength: one.exclude.length }),
      }),
    );
    fc.assert(
      fc.property(shuffledBlock, ({ one, axes: otherAxes, exclude }) => {
        const other = {
          ...one,
          axes: otherAxes.map((axis) => ({ ...axis, levels: [...axis.levels].reverse() })),
          exclude,
        };
        expect(sorted(keysOf(withBlocks(other)))).toEqual(sorted(keysOf(withBlocks(one))));
      }),
      { numRuns: 60 },
    );
  });

  it('never gives a cell twice, and no axis that does nothing', () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const { cells } = cellsOf(withBlocks(one, other));
        expect(new Set(cells.map(({ cell }) => cell.key)).size).toBe(cells.length);
        for (const { cell } of cells) {
          // `web` declares no options.
          if (cell.levels.get(axisName('framework')) === 'web') expect(cell.levels.size).toBe(4);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('loses nothing: what is excluded and what is left make the whole', () => {
    fc.assert(
      fc.property(block, (one) => {
        const whole = keysOf(withBlocks({ ...one, exclude: [] }));
        const { cells, excluded } = cellsOf(withBlocks(one));
        expect(cells.length + excluded.reduce((sum, each) => sum + each.cells, 0)).toBe(whole.length);
        expect(cells.every(({ cell }) => whole.includes(cell.key))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('brings back by include exactly the cells that exclude took', () => {
    fc.assert(
      fc.property(block, (one) => {
        const whole = cellsOf(withBlocks({ ...one, exclude: [] })).cells;
        const left = new Set(keysOf(withBlocks(one)));
        const include = whole.filter(({ cell }) => !left.has(cell.key)).map(({ cell }) => cell);
        const restored = withBlocks({ ...one, include });
        expect(sorted(keysOf(restored))).toEqual(sorted(whole.map(({ cell }) => cell.key)));
        expect(cellsOf(restored).excluded.every(({ cells }) => cells === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('unites blocks in the order of the file', () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const first = keysOf(withBlocks(one));
        const rest = keysOf(withBlocks(other)).filter((key) => !first.includes(key));
        expect(keysOf(withBlocks(one, other))).toEqual([...first, ...rest]);
      }),
      { numRuns: 60 },
    );
  });

  it('never exceeds its limit: it refuses, or gives at most so many', () => {
    fc.assert(
      fc.property(block, fc.integer({ min: 1, max: 80 }), (one, limit) => {
        const { experiment, inventory, toolchains } = withBlocks(one);
        const found = expand(experiment, { devices: inventory.devices, toolchains, limit });
        const product = one.axes.reduce((count, { levels }) => count * levels.length, 1);
        expect(found.ok).toBe(product <= limit);
        if (found.ok) expect(found.value.cells.length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 60 },
    );
  });
});
