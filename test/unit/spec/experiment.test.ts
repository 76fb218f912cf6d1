/** Reading experiments: what is accepted, and that everything else is refused in its place, all at once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '#domain/diagnostic.js';
import { axisName } from '#domain/names.js';
import { inventoryPathOf } from '#spec/experiment.js';
import { errors, read, toolchainsOf, value } from '#test/spec/road.js';
import { experimentText, nodeToolchain, type TextParts } from '#test/spec/texts.js';

function codes(parts: TextParts): string[] {
  return errors(read(experimentText(parts))).map(({ code }) => code);
}

/** The one problem of a text, with the text that its mark underlines. */
function only(parts: TextParts): Diagnostic & { readonly marked: string } {
  const found = errors(read(experimentText(parts)));
  expect(found.map(({ code, facts }) => [code, facts])).toHaveLength(1);
  const [first] = found;
  if (!first?.span) throw new Error('no span');
  const { column, length } = first.span;
  return { ...first, marked: (first.excerpt ?? '').slice(column - 1, column - 1 + length) };
}

const axesWith = (more: string): string =>
  `{ device: [this-machine], model: [small], framework: [ort, web], precision: [fp32]${more} }`;

describe('an experiment that is right', () => {
  it('reads the quickstart', () => {
    const text = readFileSync('experiments/quickstart.yaml', 'utf8');
    const toolchains = toolchainsOf(nodeToolchain('onnxruntime'), nodeToolchain('onnxruntime-web'));
    const experiment = value(read(text, toolchains));
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schemas/experiment.schema.json');
    expect(experiment.blocks[0]?.axes.map(({ levels }) => levels.length)).toEqual([1, 2, 2, 3]);
    expect(experiment.protocol).toMatchObject({
      sessions: 3,
      durationMinNs: 600e6,
      input: 'data',
      inputData: 'digits',
    });
  });

  it('has the defaults of format 1', () => {
    const { protocol, limits, seed } = value(read(experimentText({ measure: '{}' })));
    expect(protocol).toEqual({
      sessions: 5,
      warmup: { iterations: 10, maxNs: 30e9 },
      iterations: { min: 100, max: 100_000 },
      durationMinNs: 5e9,
      scenario: 'single-stream',
      input: 'random',
      order: 'interleaved',
    });
    expect(limits).toEqual({ convertNs: 3600e9, loadNs: 300e9, measureNs: 'auto', accuracyNs: 'auto', retries: 2 });
    expect(seed).toBe(1);
  });

  it('takes the input from the data set of accuracy, or from its own', () => {
    expect(value(read(experimentText())).protocol).toMatchObject({ input: 'data', inputData: 'digits' });
    const own = '{ input: repeat-one, data: bare, accuracy: { data: digits, top: [1] } }';
    expect(value(read(experimentText({ measure: own }))).protocol).toMatchObject({
      input: 'repeat-one',
      inputData: 'bare',
      accuracy: { data: 'digits', top: [1] },
    });
  });

  it('reads small whole numbers and quoted text as level ids', () => {
    const { blocks } = value(
      read(experimentText({ axes: axesWith(', threads: { values: [1, 4, "8"], only: { framework: ort } }') })),
    );
    const threads = blocks[0]?.axes.at(-1);
    expect(threads?.levels).toEqual(['1', '4', '8']);
    expect(threads?.only?.get(axisName('framework'))).toMatchObject({ some: ['ort'], none: [] });
  });

  it('knows a bare toolchain name as a framework, and aliases with their options', () => {
    const more = 'frameworks:\n  fast: { toolchain: ort, version: 1.20.1, options: { threads: 4 } }';
    const experiment = value(read(experimentText({ axes: axesWith('').replace('ort, web', 'fast, web'), more })));
    expect([...experiment.frameworks.keys()]).toEqual(['fast', 'web']);
    expect(experiment.frameworks.get('fast')).toEqual({
      name: 'fast',
      toolchain: 'ort',
      version: '1.20.1',
      options: { threads: '4' },
    });
  });

  it('reads durations with their units', () => {
    const more = 'limits: { convert: 3h, load: 90s, measure: 1.5m, accuracy: 250ms }';
    expect(value(read(experimentText({ more }))).limits).toMatchObject({
      convertNs: 10800e9,
      loadNs: 90e9,
      measureNs: 90e9,
      accuracyNs: 250e6,
    });
  });

  it('reads rules, with the place where each was written', () => {
    const rules = `  exclude: [{ framework: web, precision: [int8], because: "no kernels" }]
  requires: ["device.memory_mb >= model.min_memory_mb", "model.kind == 'cnn'"]
  include: [{ device: this-machine, model: small, framework: ort, precision: int8 }]
  overrides: [{ match: { model: large }, set: { measure.iterations.min: 20, measure.duration.min: 2s } }]\n`;
    const [block] = value(read(experimentText({ rules }))).blocks;
    expect(block?.exclude[0]).toMatchObject({ because: 'no kernels', at: { span: { line: 5, column: 13 } } });
    expect(block?.requires[0]).toMatchObject({
      operator: '>=',
      left: { kind: 'attribute', of: 'device', name: 'memory_mb' },
    });
    expect(block?.requires[1]?.right).toEqual({ kind: 'literal', value: 'cnn' });
    expect(block?.include[0]?.levels.get(axisName('precision'))).toBe('int8');
    expect(block?.overrides[0]?.set).toEqual({ iterationsMin: 20, durationMinNs: 2e9 });
  });
});

describe('names and levels', () => {
  it('suggests the nearest key', () => {
    const found = only({ measure: '{ sessons: 3 }' });
    expect(found).toMatchObject({ code: 'spec/unknown-key', marked: 'sessons', facts: { suggestion: 'sessions' } });
  });

  it.each([
    ['device', 'device: [this-machine]', 'device: [this-machin]', 'this-machine'],
    ['model', 'model: [small]', 'model: [smal]', 'small'],
    ['framework', 'framework: [ort, web]', 'framework: [ort, wbe]', 'web'],
  ])('suggests the nearest %s', (axis, right, wrong, suggestion) => {
    const found = only({ axes: axesWith('').replace(right, wrong) });
    expect(found).toMatchObject({ code: 'spec/unknown-level', facts: { axis, suggestion } });
  });

  it('refuses an axis that does nothing', () => {
    expect(only({ axes: axesWith(', thread: [1, 2]') })).toMatchObject({
      code: 'spec/unbound-axis',
      marked: 'thread',
      facts: { suggestion: 'threads' },
    });
    // `web` declares no options: where only `web` is used, `threads` does nothing.
    expect(codes({ axes: axesWith(', threads: [1]').replace('ort, web', 'web') })).toEqual(['spec/unbound-axis']);
  });

  it('refuses a level outside what an option takes', () => {
    expect(only({ axes: axesWith(', threads: [1, 65]') })).toMatchObject({ code: 'spec/bad-option', marked: '65' });
    expect(only({ axes: axesWith(', level: [al]') })).toMatchObject({
      code: 'spec/bad-option',
      facts: { suggestion: 'all' },
    });
  });

  it.each([
    '3.10',
    'no',
    'Yes',
    'on',
    'off',
    'null',
    '~',
    'true',
    '2026-01-31',
    '0x10',
    '0o17',
    '010',
    '1e3',
    '1_000',
    '12:30',
    '.5',
    '.inf',
    'y',
  ])('wants %s quoted', (word) => {
    const found = only({ axes: axesWith('').replace('[fp32]', `[fp32, ${word}]`) });
    expect(found).toMatchObject({ code: 'spec/ambiguous-scalar', marked: word, facts: { text: word } });
    expect(
      value(
        read(experimentText({ axes: axesWith('').replace('[fp32]', `[fp32, "x${word.replace(/[^a-z0-9]/gi, '')}"]`) })),
      ),
    ).toBeDefined();
  });

  it('wants an ambiguous model name quoted where it is declared', () => {
    const models =
      '  1.10: { sources: [{ format: onnx, precision: fp32, path: m.onnx }], inputs: [{ name: i, shape: [1] }] }';
    const axes = axesWith('').replace('[small]', '["1.10"]');
    expect(only({ axes, models })).toMatchObject({ code: 'spec/ambiguous-scalar', marked: '1.10' });
    expect(read(experimentText({ axes, models: models.replace('1.10', '"1.10"') })).ok).toBe(true);
  });

  it('refuses duplicates: levels, axes, keys', () => {
    expect(only({ axes: axesWith('').replace('[small]', '[small, small]') })).toMatchObject({
      code: 'spec/duplicate-level',
    });
    expect(codes({ rules: '  zip: [{ model: [small, large] }]\n' })).toEqual(['spec/duplicate-axis']);
    expect(codes({ more: 'name: again' })).toEqual(['spec/duplicate-key']);
  });

  it('refuses lists that are too long or say one thing twice', () => {
    const top = (list: string) => only({ measure: `{ accuracy: { data: digits, top: [${list}] } }` });
    expect(top('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11')).toMatchObject({
      code: 'spec/too-many',
      facts: { name: 'top', limit: '10' },
    });
    const twice = top('5, 1, 5');
    expect(twice).toMatchObject({ code: 'spec/repeated', marked: '5', facts: { value: '5' } });
    // The later one, as with keys.
    expect(twice.span?.column).toBe((twice.excerpt ?? '').lastIndexOf('5') + 1);
  });

  it('refuses zip groups of unequal lengths', () => {
    const rules = '  zip: [{ threads: [1, 4], level: [basic, extended, all] }]\n';
    expect(only({ rules })).toMatchObject({ code: 'spec/zip-unequal', facts: { lengths: ['threads: 2', 'level: 3'] } });
  });
});

describe('rules', () => {
  it('refuses rules about axes that the block does not have', () => {
    expect(only({ rules: '  exclude: [{ precison: int8 }]\n' })).toMatchObject({
      code: 'spec/unknown-axis',
      marked: 'precison',
      facts: { suggestion: 'precision' },
    });
    expect(codes({ axes: axesWith(', threads: { values: [1], only: { frame: ort } }') })).toEqual([
      'spec/unknown-axis',
    ]);
  });

  it('refuses empty matches', () => {
    expect(codes({ rules: '  exclude: [{ because: everything }]\n' })).toEqual(['spec/empty']);
    expect(codes({ rules: '  overrides: [{ match: {}, set: { measure.sessions: 1 } }]\n' })).toContain('spec/empty');
  });

  it('wants whole cells in include, without the axes that collapse', () => {
    const axes = axesWith(', threads: [1, 2]');
    const row = (text: string): string => `  include: [{ device: this-machine, model: small, ${text} }]\n`;
    expect(only({ axes, rules: row('framework: ort, precision: int8') })).toMatchObject({
      code: 'spec/missing-axis',
      facts: { axis: 'threads' },
    });
    expect(read(experimentText({ axes, rules: row('framework: web, precision: int8') })).ok).toBe(true);
    expect(only({ axes, rules: row('framework: web') })).toMatchObject({
      code: 'spec/missing-axis',
      facts: { axis: 'precision' },
    });
  });

  it('says where an expression goes wrong', () => {
    const found = only({ rules: '  requires: ["device.memory_mb => 3"]\n' });
    expect(found).toMatchObject({ code: 'spec/bad-expression', marked: '=', facts: { expected: 'operator' } });
    expect(only({ rules: '  requires: [device.a < builder.b]\n' })).toMatchObject({
      marked: 'builder.b',
      facts: { expected: 'operand' },
    });
  });
});

describe('how it is measured', () => {
  it('refuses accuracy without labels, input without data or shape, and least above greatest', () => {
    expect(only({ measure: '{ accuracy: { data: bare } }' })).toMatchObject({
      code: 'spec/data-without-labels',
      marked: 'bare',
    });
    expect(only({ measure: '{ input: data }' })).toMatchObject({ code: 'spec/input-without-data' });
    expect(only({ measure: '{ iterations: { min: 5, max: 2 } }' })).toMatchObject({
      code: 'spec/min-above-max',
      marked: '5',
    });
    const models = '  small: { sources: [{ format: onnx, precision: fp32, path: m.onnx }] }';
    expect(only({ axes: axesWith(''), models, measure: '{}' })).toMatchObject({
      code: 'spec/input-without-shape',
      marked: 'small',
    });
  });

  it.each(['5', '5 s', '5sec', '-1s', '31d', '1000h'])('refuses %s as a duration', (text) => {
    const found = only({ measure: `{ duration: { min: "${text}" } }` });
    expect(found.code).toBe('spec/bad-duration');
  });

  it('suggests the nearest data set and toolchain', () => {
    expect(only({ measure: '{ accuracy: { data: digit } }' })).toMatchObject({
      code: 'spec/unknown-name',
      facts: { suggestion: 'digits' },
    });
    expect(only({ more: 'frameworks: { mine: { toolchain: otr } }' })).toMatchObject({
      code: 'spec/unknown-name',
      facts: { suggestion: 'ort' },
    });
    expect(only({ more: 'frameworks: { mine: { toolchain: ort, options: { thread: 2 } } }' })).toMatchObject({
      code: 'spec/unknown-option',
      facts: { suggestion: 'threads' },
    });
  });
});

describe('the text itself', () => {
  it('gives all errors at once, in the order of the file', () => {
    const found = errors(
      read(
        experimentText({
          axes: '{ device: [this-machin], model: [small, 3.10], framework: [ort], precision: [fp32], colour: [red] }',
          rules: '  exclude: [{ quantisation: int8 }]\n  unknwn: 3\n',
          measure: '{ sessions: many, scenario: offline }',
        }),
      ),
    );
    expect(found.map(({ code }) => code)).toEqual([
      'spec/unknown-level',
      'spec/ambiguous-scalar',
      'spec/unbound-axis',
      'spec/unknown-axis',
      'spec/unknown-key',
      'spec/wrong-type',
      'spec/not-yet',
    ]);
    expect(found.every(({ span, excerpt }) => span !== undefined && excerpt !== undefined)).toBe(true);
  });

  it('says of a duration without a unit what a duration looks like', () => {
    const found = errors(read(experimentText().replace(/^measure:.*$/m, 'measure: { duration: { min: 200 } }')));
    expect(found.map(({ code, facts }) => [code, facts['value']])).toEqual([['spec/bad-duration', '200']]);
  });

  it('finds the inventory without reading the rest', () => {
    expect(value(inventoryPathOf({ name: 'e.yaml', text: 'inventory: ../lab.yaml\nmatrix: 3' }))).toBe('../lab.yaml');
    expect(value(inventoryPathOf({ name: 'e.yaml', text: 'schema: 1' }))).toBeNull();
    expect(errors(inventoryPathOf({ name: 'e.yaml', text: 'a: [' }))[0]?.code).toBe('spec/yaml');
  });
});
