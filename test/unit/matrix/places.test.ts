/** The axes that say where a cell is measured: board, host, unit and settings of boards. */
import { describe, expect, it } from 'vitest';
import { slugOf } from '#domain/cell.js';
import { expand } from '#matrix/expand.js';
import { fleet } from '#test/spec/fleet.js';
import { cellsOf, errors, read, type World, worldOf } from '#test/spec/road.js';
import { experimentText, type TextParts } from '#test/spec/texts.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const axesFor = (more: string): TextParts => ({
  axes: `{ model: [small], framework: [ort], precision: [fp32], ${more} }`,
});
const world = (parts: TextParts): World => worldOf(experimentText(parts), { inventory: fleet });
const slugs = (more: string, parts: TextParts = {}): string[] =>
  cellsOf(world({ ...axesFor(more), ...parts })).cells.map(({ cell }) => slugOf(cell).replace('/small/ort/fp32', ''));
const mistakes = (more: string, parts: TextParts = {}) =>
  errors(read(experimentText({ ...axesFor(more), ...parts }), undefined, fleet));
const warnings = (more: string): string[] =>
  cellsOf(world(axesFor(more))).warnings.map((each) => `${each.code} ${diagnosticWords(each).title}`);

describe('axis board', () => {
  it('is part of the key, and stands behind the device in slugs', () => {
    expect(slugs('device: [pi], board: [pi-a, pi-b]')).toEqual(['pi/board=pi-a', 'pi/board=pi-b']);
    const both = cellsOf(world(axesFor('device: [pi], board: [pi-a, pi-b]'))).cells.map(({ cell }) => cell.key);
    const [pool] = cellsOf(world(axesFor('device: [pi]'))).cells;
    expect(new Set([...both, pool?.cell.key]).size).toBe(3);
  });

  it('takes away, counted and with the reason, what a board does not offer', () => {
    const { cells, excluded, counts } = cellsOf(world(axesFor('device: [pi, jetson], board: [pi-a, jet-2]')));
    expect(cells.map(({ cell }) => slugOf(cell))).toEqual([
      'pi/board=pi-a/small/ort/fp32',
      'jetson/board=jet-2/small/ort/fp32',
    ]);
    expect([counts.combinations, counts.excluded]).toEqual([4, 2]);
    expect(excluded).toEqual([
      { rule: 'device: pi, board: [!pi-a, !pi-b]', because: 'no other board offers pi', cells: 1 },
      { rule: 'device: jetson, board: [!jet-1, !jet-2, !jet-3]', because: 'no other board offers jetson', cells: 1 },
    ]);
  });

  it('all: each board that offers a device of the block', () => {
    expect(slugs('device: [pi, pc], board: all')).toEqual(['pi/board=pi-a', 'pi/board=pi-b', 'pc/board=pc-1']);
    expect(slugs('device: [pi, pc], board: { values: all, only: { device: pi } }')).toEqual([
      'pi/board=pi-a',
      'pi/board=pi-b',
      'pc',
    ]);
    expect(mistakes('device: [pi], board: each').map(({ code }) => code)).toEqual(['spec/bad-value']);
  });

  it('counts `all` in a zip group as what it stands for', () => {
    const zip = (threads: string): TextParts => ({ rules: `  zip: [{ board: all, threads: ${threads} }]\n` });
    expect(slugs('device: [pi]', zip('[1, 2]'))).toHaveLength(2);
    expect(mistakes('device: [pi]', zip('[1]')).map(({ facts }) => facts['lengths'])).toEqual([
      ['board: 2', 'threads: 1'],
    ]);
  });

  it('warns of a board or a device that is in no cell', () => {
    expect(warnings('device: [pi, pc], board: [pi-a, jet-1]')).toEqual([
      'matrix/not-offered device "pc" is offered by no board of this block, and is in no cell',
      'matrix/not-offered board "jet-1" offers no device of this block, and is in no cell',
    ]);
  });

  it('refuses boards that are not there, and whole cells that a board does not offer', () => {
    expect(mistakes('device: [pi], board: [pi-c]')).toMatchObject([
      { code: 'spec/unknown-level', facts: { axis: 'board', suggestion: 'pi-a' } },
    ]);
    const include = '  include: [{ device: pi, board: jet-1, model: large, framework: ort, precision: fp32 }]\n';
    expect(mistakes('device: [pi], board: [pi-a]', { rules: include })).toMatchObject([
      { code: 'spec/not-offered', facts: { board: 'jet-1', device: 'pi', known: ['pi-a', 'pi-b'] } },
    ]);
  });
});

describe('axis host', () => {
  it('is an axis of attached accelerators only', () => {
    expect(slugs('device: [stick, pi], host: [pi, pc]')).toEqual(['stick/host=pi', 'stick/host=pc', 'pi']);
    expect(warnings('device: [pi], host: [pi]')).toEqual([
      'matrix/axis-unused axis "host" is in no cell of the product',
    ]);
  });

  it('is what the board is plugged into, where both are said', () => {
    const cells = 'device: [stick], host: [pi, pc], board: [pi-a, pc-1]';
    expect(slugs(cells)).toEqual(['stick/board=pi-a/host=pi', 'stick/board=pc-1/host=pc']);
    expect(cellsOf(world(axesFor(cells))).excluded.map(({ because, cells: count }) => [because, count])).toEqual([
      ['pi-a is a pi', 1],
      ['pc-1 is a pc', 1],
    ]);
  });

  it('must be said where boards differ in it, unless the board is', () => {
    const { experiment, ...context } = world(axesFor('device: [pi, stick]'));
    const [unsaid, ...more] = errors(expand(experiment, context));
    expect([unsaid?.code, more]).toEqual(['matrix/host-unsaid', []]);
    expect(unsaid?.span).toBeDefined();
    expect(unsaid && diagnosticWords(unsaid).help).toContain('`host: [pi, pc]`');
    expect(slugs('device: [stick], board: all')).toEqual(['stick/board=pi-a', 'stick/board=pc-1']);
    expect(slugs('device: [pi, stick]', { rules: '  exclude: [{ device: stick }]\n' })).toEqual(['pi']);
  });
});

describe('axis unit', () => {
  it('has the units of the inventory and of toolchains', () => {
    expect(slugs('device: [jetson], unit: [cpu, npu]')).toEqual(['jetson/unit=cpu', 'jetson/unit=npu']);
    expect(mistakes('device: [jetson], unit: [nqu]')).toMatchObject([{ facts: { axis: 'unit', suggestion: 'npu' } }]);
  });
});

describe('settings of boards', () => {
  it('are axes of the devices whose boards have them', () => {
    expect(slugs('device: [jetson, pi], power_mode: [10W, MAXN]')).toEqual([
      'jetson/power_mode=10W',
      'jetson/power_mode=MAXN',
      'pi',
    ]);
    expect(slugs('device: [jetson], fan: [any]')).toEqual(['jetson/fan=any']);
  });

  it('take the values that some board has, and no others', () => {
    expect(mistakes('device: [jetson], power_mode: [MAX]')).toMatchObject([
      { code: 'spec/bad-setting', facts: { setting: 'power_mode', known: ['10W', 'MAXN', '15W'], suggestion: 'MAXN' } },
    ]);
  });

  it('do nothing where no board of the block has them', () => {
    expect(mistakes('device: [pi], power_mode: [10W]')).toMatchObject([
      { code: 'spec/unbound-axis', facts: { axis: 'power_mode' } },
    ]);
  });

  it('may not be called as an option is', () => {
    expect(mistakes('device: [old], level: [all]').map(({ code }) => code)).toEqual(['spec/ambiguous-axis']);
  });
});

describe('requires', () => {
  const fails = (device: string, rule: string): (boolean | undefined)[] => {
    const { cells } = cellsOf(world({ ...axesFor(device), rules: `  requires: ["${rule}"]\n` }));
    return cells.map(({ notApplicable }) => notApplicable !== null);
  };

  it('asks the stick by device, and the machine by host', () => {
    expect(fails('device: [stick], host: [pi, pc]', 'device.memory_mb > 10')).toEqual([true, true]);
    expect(fails('device: [stick], host: [pi, pc]', 'host.memory_mb > 10000')).toEqual([true, false]);
    expect(fails('device: [stick], board: [pi-a, pc-1]', 'host.memory_mb > 10000')).toEqual([true, false]);
    // What is no accelerator is its own host.
    expect(fails('device: [pi, pc, nowhere]', 'host.memory_mb > 10000')).toEqual([true, false, false]);
  });

  it('asks the labels of the board; of a pool only those that all its boards share', () => {
    expect(fails('device: [pi], board: all', "board.room == 'north'")).toEqual([false, true]);
    expect(fails('device: [pi]', "board.cooled == 'no'")).toEqual([true]);
    const unknown = cellsOf(world({ ...axesFor('device: [pi]'), rules: '  requires: ["board.room == \'north\'"]\n' }));
    expect(unknown.cells.map(({ notApplicable }) => notApplicable)).toEqual([null]);
    expect(unknown.warnings.map(({ code }) => code)).toEqual(['matrix/unknown-attribute']);
  });
});
