/** Matches as they are written: levels, globs, negations, lists; and what YAML makes of `!` and `*`. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '#domain/diagnostic.js';
import { matches, matchText } from '#domain/match.js';
import { axisName, levelId } from '#domain/names.js';
import { errors, read, value } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const rules = (match: string): string => `  exclude: [${match}]\n`;
const readMatch = (match: string) => {
  const rule = value(read(experimentText({ rules: rules(match) }))).blocks[0]?.exclude[0];
  if (!rule) throw new Error('the rule was not read');
  return rule.match;
};
const wrong = (match: string): Diagnostic[] => errors(read(experimentText({ rules: rules(match) })));

const precisions = ['fp32', 'fp16', 'int8', 'int4'];
const taken = (written: string): string[] => {
  const match = readMatch(`{ precision: ${written} }`);
  return precisions.filter((level) => matches(match, new Map([[axisName('precision'), levelId(level)]])));
};

describe('a match', () => {
  it.each([
    ['int8', ['int8']],
    ['"*"', precisions],
    ['int*', ['int8', 'int4']],
    ['fp??', ['fp32', 'fp16']],
    ['[int8, fp1?]', ['fp16', 'int8']],
    ['"!int8"', ['fp32', 'fp16', 'int4']],
    ['"!int*"', ['fp32', 'fp16']],
    ['["!int8", "!fp32"]', ['fp16', 'int4']],
    ['[int*, "!int8"]', ['int4']],
    ['["!int8", int8]', []],
  ])('%s takes %j', (written, expected) => {
    expect(taken(written)).toEqual(expected);
  });

  it.each(['int8', '"*"', '"!int8"', '["!int8", "!fp32"]'])('%s never takes a cell without the axis', (written) => {
    const match = readMatch(`{ precision: ${written} }`);
    expect(matches(match, new Map([[axisName('model'), levelId('small')]]))).toBe(false);
  });

  it('is shown as it was written', () => {
    const match = readMatch('{ model: small, precision: [int*, "!int8"], framework: "!ort" }');
    expect(matchText(match)).toBe('model: small, precision: [int*, !int8], framework: !ort');
  });

  it.each([
    ['{ model: smal }', 'spec/unknown-level', 'small'],
    ['{ model: [small, "!lage"] }', 'spec/unknown-level', 'large'],
    ['{ framework: "!orrt" }', 'spec/unknown-level', 'ort'],
    ['{ device: this-machin }', 'spec/unknown-level', 'this-machine'],
    ['{ modle: "*" }', 'spec/unknown-axis', 'model'],
  ])('%s asks whether another name was meant', (written, code, suggestion) => {
    expect(wrong(written).map((each) => [each.code, each.facts['suggestion']])).toEqual([[code, suggestion]]);
  });

  it.each(['"!"', '"!!int8"', '"!int 8"', '"int8/*"', '"[ab]*"', `"${'*'.repeat(101)}"`])(
    '%s is no pattern',
    (written) => {
      const [found, ...more] = wrong(`{ precision: ${written} }`);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ code: 'spec/bad-text', facts: { form: 'pattern' } });
      expect(found && diagnosticWords(found).help).toContain('a level or a glob');
    },
  );

  it.each([
    ['!int8', '!int8', 26],
    ['[fp32, !int*]', '!int*', 33],
    ['*', '*', 26],
  ])('%s must be quoted, and the place is shown', (written, text, column) => {
    const [found, ...more] = wrong(`{ precision: ${written} }`);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: 'spec/unquoted', facts: { text }, span: { line: 5 } });
    expect(found?.span?.column).toBe(column);
    expect(found && diagnosticWords(found).help).toBe(`quote it: "${text}"`);
  });

  it('takes a bare *word for an alias, as YAML does, and says what to do', () => {
    const [found] = wrong('{ precision: *nt8 }');
    expect(found && diagnosticWords(found).help).toContain('"*nt8"');
    // An alias of something is one.
    expect(matchText(readMatch('{ model: &one small }, { model: *one }'))).toBe('model: small');
  });
});
