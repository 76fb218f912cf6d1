/** Texts that are no experiment at all, or that were made to hurt. */
import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '#core/suggest.js';
import { isAmbiguous, parseDuration } from '#spec/scalars.js';
import { errors, read } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { renderDiagnostic } from '#wording/diagnostic.js';

const codesOf = (text: string): string[] => errors(read(text)).map(({ code }) => code);

describe('YAML', () => {
  it('must be YAML, one document, without tags, with text as keys', () => {
    expect(codesOf('')).toEqual(['spec/empty-file']);
    expect(codesOf('# only a comment\n')).toEqual(['spec/empty-file']);
    expect(codesOf('a: [1, 2')).toContain('spec/yaml');
    expect(codesOf('a: 1\n---\nb: 2\n')).toContain('spec/yaml');
    expect(codesOf(`${experimentText()}\nseed: !!js/function "x"`)).toContain('spec/yaml');
    expect(codesOf(`${experimentText()}\n? [a, b]\n: 3`)).toContain('spec/key-not-text');
    expect(codesOf('just text')).toEqual(['spec/wrong-type']);
  });

  it('does not merge: `<<` is a key like any other, and unknown', () => {
    expect(codesOf(`${experimentText()}\n<<: { seed: 3 }`)).toEqual(['spec/unknown-key']);
  });

  it('is bounded in size, depth and aliases', () => {
    expect(codesOf(`# ${'x'.repeat(1_100_000)}`)).toEqual(['spec/too-large']);
    expect(codesOf(`# ${'x'.repeat(262_143)}`)).toEqual(['spec/too-large']);
    expect(codesOf(`# ${'x'.repeat(262_142)}`)).toEqual(['spec/empty-file']);
    expect(codesOf(`a: ${'['.repeat(10_000)}`)).toEqual(['spec/too-deep']);
    expect(codesOf(`a: ${'[1, '.repeat(20_000)}`)).toEqual(['spec/too-deep']);
    expect(codesOf(`a: ${'[1, '.repeat(150)}${']'.repeat(150)}`)).toEqual(['spec/too-deep']);
    expect(codesOf(`a:\n- &a 1\n${'- *a\n'.repeat(201)}`)).toEqual(['spec/alias']);
    expect(codesOf(`matrix:\n${'- {}\n'.repeat(5001)}`)).toEqual(['spec/too-large']);
    const laughs = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 20 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`),
    ];
    expect(codesOf(laughs.join('\n'))).toEqual(['spec/alias']);
    expect(codesOf('a: &a [*a]')).toEqual(['spec/alias']);
    expect(codesOf('a: *nowhere')).toEqual(['spec/alias']);
  });

  it('takes honest aliases, and marks the place where they are used', () => {
    const shared = experimentText({
      axes: '{ device: [this-machine], model: &m [small], framework: [ort], precision: [fp32] }',
      rules: '  include: []\n',
    });
    expect(read(shared).ok).toBe(true);
    const wrong = shared.replace('include: []', 'exclude: [{ model: *m, precison: fp32 }]');
    expect(codesOf(wrong)).toEqual(['spec/unknown-axis']);
  });

  it('keeps a prototype a name like any other', () => {
    expect(codesOf(`${experimentText()}\n__proto__: { polluted: true }`)).toEqual(['spec/unknown-key']);
    expect('polluted' in {}).toBe(false);
    expect(
      codesOf(
        experimentText({
          axes: '{ device: [this-machine], model: [constructor], framework: [ort], precision: [fp32] }',
        }),
      ),
    ).toEqual(['spec/unknown-level']);
  });

  it('says at most a hundred things', () => {
    const many = Array.from({ length: 300 }, (_, at) => `unknown_${at}: 1`).join('\n');
    const found = errors(read(`${experimentText()}\n${many}`));
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toMatchObject({ code: 'spec/too-many-problems', facts: { left: 200 } });
  });
});

describe('a diagnostic in words', () => {
  it('has the form of a compiler message', () => {
    const text = experimentText({ rules: '  exclude:\n    - { precison: int8 }\n' });
    const [found] = errors(read(text));
    expect(found && renderDiagnostic(found)).toBe(
      [
        'error[spec/unknown-axis]: rule names axis "precison", which its block does not declare',
        ' --> example.yaml:6:9',
        '  |',
        '6 |     - { precison: int8 }',
        '  |         ^^^^^^^^',
        'help: did you mean "precision"? Declared axes: device, model, framework, precision.',
      ].join('\n'),
    );
  });

  it('shows no control character, and no flood', () => {
    const [found] = errors(read(`${experimentText()}\n"${'y'.repeat(500)}": 1 # \u202e`));
    const words = found ? renderDiagnostic(found) : '';
    expect(words).toContain('unknown key "yyy');
    expect(words.split('\n').every((line) => line.length < 400)).toBe(true);
    const tabbed = errors(read(`${experimentText()}\nname\u202e2: 1`))[0];
    expect(tabbed?.excerpt).toBe('name\ufffd2: 1');
  });

  it('points into the middle of a long line', () => {
    const row = `{ device: [this-machine], model: [${'small, '.repeat(60)}smal], framework: [ort], precision: [fp32] }`;
    const found = errors(read(experimentText({ axes: row }))).find(({ code }) => code === 'spec/unknown-level');
    const lines = found ? renderDiagnostic(found).split('\n') : [];
    const [line = '', carets = ''] = [lines[3], lines[4]];
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('smal');
    expect(found?.span?.column).toBe(43 + 60 * 7);
  });
});

describe('small words', () => {
  it('tells a slip from another word', () => {
    expect(suggest('precison', ['precision', 'device'])).toBe('precision');
    expect(suggest('fp61', ['fp16', 'fp32'])).toBe('fp16');
    expect(suggest('colour', ['precision', 'device'])).toBeNull();
    expect(suggest('a', ['b'])).toBe('b');
    expect(suggest('x'.repeat(10_000), ['precision'])).toBeNull();
    expect(suggest('opencv', ['opencv-dnn', 'onnxruntime'])).toBe('opencv-dnn');
    expect(suggest('onnxr', ['onnxruntime', 'onnxruntime-web'])).toBeNull();
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
  });

  it('knows plain words and whole numbers as what they are', () => {
    for (const word of ['1', '0', '64', 'fp32', 'v1.10', '1.22.0', 'mobilenet-v2', 'none', 'int8', 'e10'])
      expect(isAmbiguous(word), word).toBe(false);
    for (const word of ['-1', '+1', '01', '1.', '1e3', 'NULL', 'N', '2001-12-14t21:59:43'])
      expect(isAmbiguous(word), word).toBe(true);
  });

  it('reads durations to the nanosecond', () => {
    expect([
      parseDuration('500ms'),
      parseDuration('0.25s'),
      parseDuration('7us'),
      parseDuration('2m'),
      parseDuration('720h'),
    ]).toEqual([5e8, 25e7, 7e3, 12e10, 2592e12]);
    for (const wrong of ['', '5', 's', '1d', '721h', '1e3s', ' 1s', '-1s'])
      expect(parseDuration(wrong), wrong).toBeUndefined();
  });
});
