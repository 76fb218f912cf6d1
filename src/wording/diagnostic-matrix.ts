/** What is said about a matrix when its cells are made: limits, contradictions, and rules that do nothing. */
import type { DiagnosticCode } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import { choice, list, text } from './diagnostic-facts.js';

type MatrixCode = Extract<DiagnosticCode, `matrix/${string}`>;

export const matrixWords: Readonly<Record<MatrixCode, (facts: Facts) => { title: string; help?: string }>> = {
  'matrix/too-many-cells': (f) => ({
    title: `the matrix stands for ${text(f, 'cells')} cells before any rule, and the limit is ${text(f, 'limit')}`,
    help: 'split the axes over several blocks, each with the levels that belong together',
  }),
  'matrix/too-many-rules': (f) => ({
    title: `the rules of the matrix would take ${text(f, 'checks')} steps, and the limit is ${text(f, 'limit')}`,
    help: 'say more with each rule: lists, globs and negations stand for many of them',
  }),
  'matrix/override-conflict': (f) => ({
    title: `cell ${text(f, 'cell')} is in two blocks that measure it differently`,
    help: 'exclude it from one of them, or give both blocks the same override',
  }),
  'matrix/override-invalid': (f) => ({
    title: `with this override the least number of iterations (${text(f, 'min')}) is above the greatest (${text(f, 'max')})`,
  }),
  'matrix/no-match': (f) => ({
    title: `${text(f, 'rule')} rule matches no cell: ${f['pattern'] === undefined ? text(f, 'match') : noLevel(f)}`,
    help:
      f['pattern'] === undefined
        ? 'each of its levels exists, but never together; correct it or remove it'
        : levelHelp(f),
  }),
  'matrix/no-level': (f) => ({
    title: `a part of this ${text(f, 'rule')} rule does nothing: ${noLevel(f)}`,
    help: levelHelp(f),
  }),
  'matrix/axis-unused': (f) => ({
    title: `axis "${text(f, 'axis')}" is in no cell of the product${f['only'] === null ? '' : `: ${text(f, 'only')} never holds`}`,
    help: f['only'] === null ? unusedHelp(text(f, 'axis')) : 'correct `only`, or remove the axis',
  }),
  'matrix/not-offered': (f) => ({
    title:
      f['axis'] === 'board'
        ? `board "${text(f, 'level')}" offers no device of this block, and is in no cell`
        : `device "${text(f, 'level')}" is offered by no board of this block, and is in no cell`,
    help: `remove it, or mend the inventory; the block has ${list(f, 'among')}`,
  }),
  'matrix/include-known': (f) => ({
    title: `include adds nothing: ${text(f, 'cell')} is a cell already`,
    help: 'remove it; to measure the cell in another way, use `overrides`',
  }),
  'matrix/include-unused': (f) => ({
    title: `the included cell has no ${list(f, 'axes')}: it is ${text(f, 'cell')}`,
    help: 'the framework has no such option, or `only` fails; remove the level',
  }),
  'matrix/block-adds-nothing': (f) => ({
    title:
      f['excluded'] === true
        ? 'this block gives no cell: all are excluded'
        : 'this block adds no cell: earlier blocks have them all',
    help: 'correct its axes and rules, or remove it',
  }),
  'matrix/unknown-attribute': (f) => ({
    title: `"${text(f, 'rule')}" cannot be decided for ${share(f)}: ${list(f, 'attributes')} not known`,
    help: 'those cells are kept; declare the attribute in the inventory or the model',
  }),
  'matrix/host-unsaid': (f) => ({
    title: `${text(f, 'device')} is plugged into machines of several kinds, and the cell does not say which: ${list(f, 'hosts')}`,
    help: `add the axis \`host: [${list(f, 'hosts')}]\` with those that are meant, or \`board: [${list(f, 'boards')}]\`; the host changes the result`,
  }),
  'matrix/no-cells': () => ({ title: 'no cell is left', help: 'every combination is excluded' }),
};

function unusedHelp(axis: string): string {
  if (axis === 'host') return 'no device of this block is an accelerator that is plugged into a board; remove the axis';
  return 'no framework of this block has such an option; remove the axis, or add a framework that has it';
}

function noLevel(facts: Facts): string {
  return `no level of axis "${text(facts, 'axis')}" fits "${text(facts, 'pattern')}"`;
}

function levelHelp(facts: Facts): string {
  return choice(facts, 'Levels of this block');
}

function share(facts: Facts): string {
  if (facts['cells'] === facts['of'])
    return facts['of'] === 1 ? 'the one cell' : `any of the ${text(facts, 'of')} cells`;
  return `${text(facts, 'cells')} of ${text(facts, 'of')} cells`;
}
