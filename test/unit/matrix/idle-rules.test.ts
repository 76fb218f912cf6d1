/** What does nothing is warned of: once, at its line, with what may have been meant. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '#domain/diagnostic.js';
import { cellsOf, worldOf } from '#test/spec/road.js';
import { experimentText, type TextParts } from '#test/spec/texts.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const axes = '{ device: [this-machine], model: [small, large], framework: [ort, web], precision: [fp32, int8] }';
const row = (more: string): string => `  include: [{ device: this-machine, ${more} }]\n`;
const set = '{ measure.sessions: 1 }';

const warned = (parts: TextParts): readonly Diagnostic[] =>
  cellsOf(worldOf(experimentText({ axes, ...parts }))).warnings;
const titles = (parts: TextParts): string[] =>
  warned(parts).map((each) => `${each.span?.line}: ${each.code} ${diagnosticWords(each).title}`);

describe('rules with a match', () => {
  it.each([
    ['exclude: [{ device: "jetson-*" }]', 'exclude rule matches no cell: no level of axis "device" fits "jetson-*"'],
    ['exclude: [{ precision: fp16 }]', 'exclude rule matches no cell: no level of axis "precision" fits "fp16"'],
    ['exclude: [{ framework: web, threads: "*" }]', 'exclude rule matches no cell: framework: web, threads: *'],
    [
      `overrides: [{ match: { model: "?" }, set: ${set} }]`,
      'override rule matches no cell: no level of axis "model" fits "?"',
    ],
  ])('%s is warned of when it matches nothing', (rule, title) => {
    const threaded = axes.replace(' }', ', threads: [1, 2] }');
    expect(titles({ axes: threaded, rules: `  ${rule}\n` })).toEqual([`5: matrix/no-match ${title}`]);
  });

  it('is warned of where a part of it does nothing, also where that part is denied', () => {
    const rules = `  exclude: [{ precision: [int8, fp64] }]\n  overrides: [{ match: { precision: "!int9" }, set: ${set} }]\n`;
    expect(titles({ rules })).toEqual([
      '5: matrix/no-level a part of this exclude rule does nothing: no level of axis "precision" fits "fp64"',
      '6: matrix/no-level a part of this override rule does nothing: no level of axis "precision" fits "int9"',
    ]);
    expect(warned({ rules })[1]?.facts['suggestion']).toBe('int8');
  });

  it('counts as matching where an earlier rule took its cells, and where only an included cell has the level', () => {
    const rules = `  exclude: [{ framework: web }, { framework: web, model: small }]
${row('model: small, framework: ort, precision: fp16')}  overrides: [{ match: { precision: "fp1*" }, set: ${set} }]\n`;
    expect(titles({ rules })).toEqual([]);
  });

  it('is said a hundred times at most, and never with thousands of levels', () => {
    const levels = Array.from({ length: 150 }, (_, at) => `p${at}`).join(', ');
    const rules = Array.from({ length: 120 }, (_, at) => `    - { precision: q${at} }\n`).join('');
    const found = warned({ axes: axes.replace('fp32, int8', levels), rules: `  exclude:\n${rules}` });
    expect(found).toHaveLength(101);
    expect(found.map(({ code, facts }) => [code, facts['left']])).toContainEqual(['spec/too-many-problems', 20]);
    expect(
      found.filter(({ facts }) =>
        Object.values(facts).some((fact) => typeof fact === 'object' && fact !== null && fact.length > 25),
      ),
    ).toEqual([]);
  });

  it('is underlined at the axis that went wrong, on its own line', () => {
    const rules = '  exclude:\n    - framework: web\n      precision: "fp1*"\n';
    expect(warned({ rules })[0]?.span).toEqual({ line: 7, column: 18, length: 6 });
  });
});

describe('axes', () => {
  const withThreads = (threads: string, frameworks = 'ort, web') => ({
    axes: axes.replace('ort, web', frameworks).replace(' }', `, threads: ${threads} }`),
  });

  it('are warned of where `only` never holds', () => {
    expect(titles(withThreads('{ values: [1], only: { framework: web } }'))).toEqual([
      '4: matrix/axis-unused axis "threads" is in no cell of the product: framework: web never holds',
    ]);
    expect(titles(withThreads('{ values: [1], only: { precision: fp16 } }'))).toEqual([
      '4: matrix/no-match only rule matches no cell: no level of axis "precision" fits "fp16"',
    ]);
    expect(titles(withThreads('{ values: [1], only: { precision: [fp16, int8] } }'))).toEqual([
      '4: matrix/no-level a part of this only rule does nothing: no level of axis "precision" fits "fp16"',
    ]);
  });

  it('are warned of where only an included cell has the option', () => {
    const rules = row('model: small, framework: ort, precision: int8, threads: 1');
    expect(titles({ ...withThreads('[1, 2]', 'web'), rules })).toEqual([
      '4: matrix/axis-unused axis "threads" is in no cell of the product',
    ]);
    expect(titles({ ...withThreads('[1, 2]'), rules: '  exclude: [{ framework: ort }]\n' })).toEqual([]);
  });
});

describe('included cells', () => {
  it('are warned of when they are there already, by the product or by another row', () => {
    const known = row('model: small, framework: ort, precision: int8');
    expect(titles({ rules: known })).toEqual([
      '5: matrix/include-known include adds nothing: this-machine/small/ort/int8 is a cell already',
    ]);
    expect(titles({ rules: `  exclude: [{ framework: ort }]\n${known}` })).toEqual([]);
    const twice = '{ device: this-machine, model: small, framework: ort, precision: fp16 }';
    expect(titles({ rules: `  include:\n    - ${twice}\n    - ${twice}\n` })).toEqual([
      '7: matrix/include-known include adds nothing: this-machine/small/ort/fp16 is a cell already',
    ]);
  });

  it('are warned of when a level of theirs is dropped', () => {
    expect(titles({ rules: row('model: small, framework: web, precision: fp16, threads: 4') })).toEqual([
      '5: matrix/include-unused the included cell has no threads: it is this-machine/small/web/fp16',
    ]);
  });
});

describe('blocks and requirements', () => {
  const block = (rules = ''): string => `  - axes: ${axes}\n${rules}`;

  it('are warned of when they add no cell', () => {
    const words = titles({ matrix: `${block()}${block()}${block('    exclude: [{ device: "*" }]\n')}` });
    expect(words).toEqual([
      '5: matrix/block-adds-nothing this block adds no cell: earlier blocks have them all',
      '6: matrix/block-adds-nothing this block gives no cell: all are excluded',
    ]);
  });

  it('are warned of when they could be decided for no cell, or for some', () => {
    const requires = (rule: string) => titles({ rules: `  requires: ["${rule}"]\n` });
    expect(requires('device.memory_mb > 1')).toEqual([
      '5: matrix/unknown-attribute "device.memory_mb > 1" cannot be decided for any of the 8 cells: device.memory_mb not known',
    ]);
    expect(requires('model.min_memory_mb > 1')[0]).toContain('for 4 of 8 cells');
  });

  it('are warned of in the order of the file', () => {
    const rules = `  overrides: [{ match: { precision: fp16 }, set: ${set} }]\n  exclude: [{ precision: bf16 }]\n`;
    expect(warned({ rules }).map(({ span }) => span?.line)).toEqual([5, 6]);
  });
});
