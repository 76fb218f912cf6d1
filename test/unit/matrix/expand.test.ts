/** The fixed order of the rules, one by one. */
import { describe, expect, it } from 'vitest';
import { slugOf } from '#domain/cell.js';
import type { Expansion } from '#domain/expansion.js';
import { oneOf } from '#domain/match.js';
import { axisName, levelId } from '#domain/names.js';
import { expand } from '#matrix/expand.js';
import { readInventory } from '#spec/inventory.js';
import { cellsOf, errors, read, value, worldOf } from '#test/spec/road.js';
import { experimentText, type TextParts } from '#test/spec/texts.js';

const axes = '{ device: [this-machine], model: [small, large], framework: [ort, web], precision: [fp32, int8] }';
const threaded =
  '{ device: [this-machine], model: [small], framework: [ort, web], precision: [fp32], threads: [1, 4] }';

const expansion = (parts: TextParts = {}): Expansion => cellsOf(worldOf(experimentText({ axes, ...parts })));
const slugs = (parts: TextParts = {}): string[] =>
  expansion(parts).cells.map(({ cell }) => slugOf(cell).replace('this-machine/', ''));

describe('product', () => {
  it('goes in the order of the file, the last axis fastest', () => {
    expect(slugs()).toEqual([
      'small/ort/fp32',
      'small/ort/int8',
      'small/web/fp32',
      'small/web/int8',
      'large/ort/fp32',
      'large/ort/int8',
      'large/web/fp32',
      'large/web/int8',
    ]);
  });

  it('turns a zip group as one axis', () => {
    const zipped = slugs({
      axes: threaded.replace(', threads: [1, 4]', '').replace('ort, web', 'ort'),
      rules: '  zip: [{ threads: [1, 4, 8], level: [basic, extended, all] }]\n',
    });
    expect(zipped).toEqual([
      'small/ort/fp32/level=basic/threads=1',
      'small/ort/fp32/level=extended/threads=4',
      'small/ort/fp32/level=all/threads=8',
    ]);
  });

  const zipped = (group: string, frameworks = 'ort') =>
    slugs({
      axes: threaded.replace(', threads: [1, 4]', '').replace('ort, web', frameworks),
      rules: `  zip: [${group}]\n`,
    });

  it('takes a zip group of one axis for that axis', () => {
    expect(zipped('{ threads: [1, 4] }')).toEqual(['small/ort/fp32/threads=1', 'small/ort/fp32/threads=4']);
  });

  it('multiplies groups with each other', () => {
    expect(zipped('{ threads: [1, 4] }, { level: [basic, all] }')).toEqual([
      'small/ort/fp32/level=basic/threads=1',
      'small/ort/fp32/level=all/threads=1',
      'small/ort/fp32/level=basic/threads=4',
      'small/ort/fp32/level=all/threads=4',
    ]);
  });

  it('keeps the partners of an axis that collapses, and makes a cell once', () => {
    const level = 'level: { values: [basic, all, all], only: { threads: "!1" } }';
    expect(zipped(`{ threads: [1, 1, 4], ${level} }`)).toEqual([
      'small/ort/fp32/threads=1',
      'small/ort/fp32/level=all/threads=4',
    ]);
    // The whole group is gone where the framework has neither option.
    expect(zipped(`{ threads: [1, 4, 8], ${level} }`, 'web, ort').slice(0, 2)).toEqual([
      'small/web/fp32',
      'small/ort/fp32/threads=1',
    ]);
    expect(zipped('{ threads: [4, 4], level: [all, all] }')).toEqual(['small/ort/fp32/level=all/threads=4']);
  });

  it('refuses groups of unequal length, and says how long each axis is', () => {
    const text = experimentText({
      axes,
      rules: '  zip: [{ threads: [1, 4], level: { values: [all], only: { model: small } } }]\n',
    });
    expect(errors(read(text)).map(({ code, facts }) => [code, facts])).toEqual([
      ['spec/zip-unequal', { lengths: ['threads: 2', 'level: 1'] }],
    ]);
  });
});

describe('conditional axes', () => {
  it('collapse where the toolchain has no such option', () => {
    expect(slugs({ axes: threaded })).toEqual([
      'small/ort/fp32/threads=1',
      'small/ort/fp32/threads=4',
      'small/web/fp32',
    ]);
  });

  it('collapse where `only` fails, also when it asks for an axis that has collapsed itself', () => {
    const chained = threaded.replace(
      'threads: [1, 4]',
      'level: { values: [basic, all], only: { model: large } }, threads: { values: [1, 4], only: { level: basic } }',
    );
    expect(slugs({ axes: chained })).toEqual(['small/ort/fp32', 'small/web/fp32']);
    // The one that depends may stand in front of the one it depends on.
    const before = threaded.replace(
      'threads: [1, 4]',
      'threads: { values: [1, 4], only: { level: basic } }, level: { values: [basic, all], only: { model: large } }',
    );
    expect(slugs({ axes: before })).toEqual(['small/ort/fp32', 'small/web/fp32']);
    expect(slugs({ axes: chained.replace('[small]', '[large]') })).toEqual([
      'large/ort/fp32/level=basic/threads=1',
      'large/ort/fp32/level=basic/threads=4',
      'large/ort/fp32/level=all',
      'large/web/fp32',
    ]);
  });
});

describe('exclude and include', () => {
  it('counts what each rule took, by the first that matches', () => {
    const rules =
      '  exclude: [{ framework: web, because: "slow" }, { precision: int8 }, { model: [small, large], framework: web }]\n';
    const found = expansion({ rules });
    expect(found.cells).toHaveLength(2);
    expect(found.excluded).toEqual([
      { rule: 'framework: web', because: 'slow', cells: 4 },
      { rule: 'precision: int8', because: null, cells: 2 },
      { rule: 'model: [small, large], framework: web', because: null, cells: 0 },
    ]);
    expect(found.warnings).toEqual([]);
  });

  it('warns of a rule that matches nothing, with its place', () => {
    const { warnings } = expansion({
      rules:
        '  exclude: [{ model: small, precision: fp16 }]\n  overrides: [{ match: { precision: fp16 }, set: { measure.sessions: 1 } }]\n',
    });
    expect(warnings.map(({ code, severity, span, facts }) => [code, severity, span?.line, facts['rule']])).toEqual([
      ['matrix/no-match', 'warning', 5, 'exclude'],
      ['matrix/no-match', 'warning', 6, 'override'],
    ]);
  });

  it('adds whole cells, also excluded ones, which are no longer counted as excluded', () => {
    const rules = `  exclude: [{ framework: web }]
  include:
    - { device: this-machine, model: small, framework: web, precision: int8 }
    - { device: this-machine, model: small, framework: web, precision: fp16, threads: 4 }\n`;
    const found = expansion({ rules });
    expect(found.cells.map(({ cell }) => slugOf(cell)).slice(-2)).toEqual([
      'this-machine/small/web/int8',
      'this-machine/small/web/fp16',
    ]);
    expect(found.excluded[0]?.cells).toBe(3);
  });

  it('says when nothing is left', () => {
    expect(expansion({ rules: '  exclude: [{ device: this-machine }]\n' }).warnings.map(({ code }) => code)).toEqual([
      'matrix/no-cells',
    ]);
  });
});

describe('requires', () => {
  const inventory = (attributes: string) =>
    value(
      readInventory({
        name: 'lab.yaml',
        text: `schema: 1\ndevices: { this-machine: { units: [cpu], attributes: {${attributes}} } }\nboards: { a: { local: true, device: this-machine } }`,
      }),
    );
  const withAttributes = (attributes: string, rules: string): Expansion =>
    cellsOf(worldOf(experimentText({ axes, rules }), { inventory: inventory(attributes) }));
  const rule = '  requires: ["device.memory_mb >= model.min_memory_mb"]\n';

  it('keeps what fails, with the rule and both sides', () => {
    const failed = withAttributes('memory_mb: 200', rule).cells.filter(({ notApplicable }) => notApplicable);
    expect(failed.map(({ cell }) => cell.levels.get(axisName('model')))).toEqual(['small', 'small', 'small', 'small']);
    expect(failed[0]?.notApplicable).toEqual({
      code: 'cell/not-applicable',
      class: 'deterministic',
      facts: { rule: 'device.memory_mb >= model.min_memory_mb', left: '200', right: '300' },
    });
  });

  it('holds against include', () => {
    const include = `  exclude: [{ model: small }]\n  include: [{ device: this-machine, model: small, framework: ort, precision: fp32 }]\n${rule}`;
    const failed = withAttributes('memory_mb: 200', include).cells.filter(({ notApplicable }) => notApplicable);
    expect(failed.map(({ cell }) => slugOf(cell))).toEqual(['this-machine/small/ort/fp32']);
  });

  it('keeps what it cannot decide, and says so once with the count', () => {
    const { cells, warnings } = withAttributes('memory_mb: 400', rule);
    expect(cells.every(({ notApplicable }) => notApplicable === null)).toBe(true);
    expect(warnings.map(({ code, facts }) => [code, facts['cells'], facts['attributes']])).toEqual([
      ['matrix/unknown-attribute', 4, ['model.min_memory_mb']],
    ]);
  });

  it.each([
    ['device.soc == "x1"', true],
    ['device.soc != "x1"', false],
    ['device.fan == true', true],
    ['device.memory_mb < 1e3', true],
    ['400 <= device.memory_mb', true],
    ['device.memory_mb > 400', false],
    ['device.soc == 400', false],
  ])('decides %s', (text, holds) => {
    const { cells, warnings } = withAttributes('memory_mb: 400, soc: x1, fan: true', `  requires: ['${text}']\n`);
    expect(cells.every(({ notApplicable }) => (notApplicable === null) === holds)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('has no answer for an order between unlike things', () => {
    const { warnings } = withAttributes('soc: x1', '  requires: ["device.soc < 3"]\n');
    expect(warnings.map(({ code }) => code)).toEqual(['matrix/unknown-attribute']);
  });
});

describe('overrides and blocks', () => {
  it('change how cells are measured, later rules last, and create none', () => {
    const rules =
      '  overrides:\n    - { match: { model: small }, set: { measure.sessions: 7, measure.warmup.max: 1s } }\n    - { match: { precision: int8 }, set: { measure.sessions: 2 } }\n';
    const found = expansion({ rules }).cells.map(({ protocol }) => [protocol.sessions, protocol.warmup.maxNs]);
    expect(found).toEqual([
      [7, 1e9],
      [2, 1e9],
      [7, 1e9],
      [2, 1e9],
      [3, 30e9],
      [2, 30e9],
      [3, 30e9],
      [2, 30e9],
    ]);
  });

  it('unites blocks and drops what stands in both', () => {
    const matrix = `  - axes: ${axes}\n    exclude: [{ framework: web }]\n  - axes: ${axes.replace('small, large', 'small')}\n`;
    const found = expansion({ matrix });
    expect(found.cells).toHaveLength(6);
    expect(found.excluded).toEqual([{ rule: 'framework: web', because: null, cells: 2 }]);
  });

  const twice = (override: string): TextParts => ({
    matrix: `  - axes: ${axes}\n  - axes: ${axes}\n    overrides: [{ match: { model: small }, set: ${override} }]\n`,
  });

  it('refuses a cell that two blocks measure differently', () => {
    const world = worldOf(experimentText(twice('{ measure.sessions: 9 }')));
    const found = errors(expand(world.experiment, { inventory: world.inventory, toolchains: world.toolchains }));
    expect(found.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'matrix/override-conflict'));
    expect(found[0]).toMatchObject({ facts: { cell: 'this-machine/small/ort/fp32' }, span: { line: 6 } });
    expect(expansion(twice('{ measure.sessions: 3 }')).cells).toHaveLength(8);
  });

  it('refuses overrides that leave no number of iterations', () => {
    const world = worldOf(
      experimentText({
        axes,
        rules: '  overrides: [{ match: { model: small }, set: { measure.iterations.max: 50 } }]\n',
      }),
    );
    const found = errors(expand(world.experiment, { inventory: world.inventory, toolchains: world.toolchains }));
    expect(found).toMatchObject([{ code: 'matrix/override-invalid', facts: { min: 100, max: 50 } }]);
  });

  it('counts before it expands', () => {
    const many = (count: number): string => `[${Array.from({ length: count }, (_, at) => `p${at}`).join(', ')}]`;
    const levels = Array.from({ length: 64 }, (_, at) => at + 1).join(', ');
    const huge = axes
      .replace('[fp32, int8]', many(20_000))
      .replace(' }', `, threads: [${levels}], level: [basic, extended, all] }`);
    const world = worldOf(experimentText({ axes: huge }));
    const found = errors(expand(world.experiment, { inventory: world.inventory, toolchains: world.toolchains }));
    expect(found).toMatchObject([
      { code: 'matrix/too-many-cells', facts: { cells: 4 * 20_000 * 64 * 3, limit: 1_000_000 }, span: { line: 4 } },
    ]);
  });

  it('counts what its rules cost before it asks one', () => {
    const world = worldOf(experimentText({ axes }));
    const [block] = world.experiment.blocks;
    if (!block) throw new Error('there is a block');
    const context = { inventory: world.inventory, toolchains: world.toolchains };
    const codes = (pattern: string): string[] => {
      const levels = Array.from({ length: 1000 }, (_, at) => levelId(`p${at}`));
      const wide = [...block.axes.slice(0, 3), { name: axisName('precision'), levels }];
      const exclude = Array.from({ length: 300 }, () => ({
        match: new Map([[axisName('precision'), oneOf(pattern)]]),
      }));
      const found = expand({ ...world.experiment, blocks: [{ ...block, axes: wide, exclude }] }, context);
      return found.ok ? [] : found.error.map(({ code }) => code);
    };
    // A glob can take thousands of steps on a long level; a level is compared at once.
    expect(codes('p*9')).toEqual(['matrix/too-many-rules']);
    expect(codes('p9')).toEqual([]);
  });
});
