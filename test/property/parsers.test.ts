/**
 * What any tool prints may be cut, mixed, damaged or made by a newer version: a figure is right then, or it is not there.
 * Every tool of the register is held to these laws on every one of its specimens; a new one needs no test here.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toolNames } from '#domain/tool.js';
import type { ToolFigure, ToolReading } from '#parse/tool-reading.js';
import { toolReaders } from '#parse/tools.js';
import { specimen, specimensOf } from '#test/specimens/specimens.js';

const all = toolNames.map((name) => ({
  name,
  parse: toolReaders[name].parse,
  specimens: specimensOf(name).map((file) => ({ file, text: specimen(name, file) })),
}));

/** Files with a structure of their own: a line more or less makes them another file, and they must say so. */
const structured = (text: string): boolean =>
  /^[[{]\s|^[^\n]*[,;][^\n]*\n[^\n]*[,;]/.test(text) || !/[a-z]{4}/.test(text);

type Figures = Readonly<Record<string, number | null>>;

function figuresIn(reading: ToolReading): Figures {
  if (reading.kind === 'unreadable') return {};
  return Object.fromEntries(
    reading.figures.map(({ name, statistic, scope, unit, value }) => [`${name} ${statistic} ${scope} ${unit}`, value]),
  );
}

/** Every figure that it gives is one of the whole's, with the same value; of rows it has the first, unchanged. */
function saysNothingElse(part: ToolReading, whole: ToolReading): void {
  if (part.kind === 'unreadable' || whole.kind === 'unreadable') return;
  // One look at a board is told in figures, several in rows: the first row then has them.
  if (part.rows.length === 0 && whole.rows.length > 0 && whole.figures.length === 0)
    expect(whole.rows.flatMap(({ rows }) => rows.flat())).toEqual(
      expect.arrayContaining(part.figures.map(({ value }) => value)),
    );
  else expect(figuresIn(whole)).toMatchObject(figuresIn(part));
  for (const { name, rows } of part.rows) {
    const full = whole.rows.find((each) => each.name === name)?.rows ?? [];
    expect(full.slice(0, rows.length)).toEqual(rows);
  }
}

/** What a figure is of may stand in the line that was lost; its value is one that was printed. */
function valued({ name, statistic, unit, value }: ToolFigure): string {
  return `${name} ${statistic} ${value ?? 'unknown'} ${unit}`;
}

function valuesIn(reading: ToolReading): readonly string[] {
  return reading.kind === 'unreadable' ? [] : reading.figures.map(valued);
}

/** All cuts of a short text; of a long one, those around line ends and some between. */
function cutsOf(text: string): readonly number[] {
  const every = text.length <= 1500 ? 1 : 7;
  const ends = [...text.matchAll(/\n/g)].flatMap(({ index }) => [index - 1, index, index + 1]);
  const some = Array.from({ length: Math.floor(text.length / every) }, (_, at) => at * every);
  return [...new Set([...ends, ...some])].filter((at) => at >= 0);
}

const foreign = fc.constantFrom(
  '',
  '   ',
  'WARNING: something of another program',
  '[  123.456789] usb 1-1: new high-speed USB device number 5',
  'Total: 12 of 13 done',
  '2026-11-21 10:00:00.123 7 lines of another log',
  '\u001b[2K\u001b[1G',
);

describe.each(all)('the reader of $name', ({ parse, specimens }) => {
  const lines = specimens.filter(({ text }) => !structured(text));

  it('has a specimen that is complete, and reads each the same again', () => {
    expect(specimens.map(({ text }) => parse(text).kind)).toContain('complete');
    for (const { text } of specimens) expect(parse(text)).toEqual(parse(text));
  });

  it('says of a text that was cut anywhere what the whole says, or less', () => {
    for (const { text } of specimens) {
      const whole = parse(text);
      for (const cut of cutsOf(text)) saysNothingElse(parse(text.slice(0, cut)), whole);
    }
  });

  it('reads the same over any line ends, marks and colours', () => {
    for (const { text } of specimens) {
      const whole = parse(text);
      expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(whole);
      expect(parse(`\ufeff${text}`)).toEqual(whole);
    }
    for (const { text } of lines)
      expect(parse(text.replace(/^.+$/gm, '\u001b[1;32m$&\u001b[0m\u001b[K'))).toEqual(parse(text));
  });

  it('leaves lines of others alone', () => {
    const of = (size: number) => fc.array(fc.tuple(fc.nat(size), foreign), { minLength: 1, maxLength: 5 });
    for (const { text } of specimens) {
      const whole = parse(text);
      fc.assert(
        fc.property(of(text.split('\n').length - 1), (more) => {
          const mixed = text.split('\n');
          for (const [at, line] of more) mixed.splice(at, 0, line);
          const reading = parse(mixed.join('\n'));
          if (structured(text)) saysNothingElse(reading, whole);
          else expect(figuresIn(reading)).toEqual(figuresIn(whole));
        }),
        { numRuns: 30 },
      );
    }
  });

  it('says nothing else where a line was lost', () => {
    for (const { text } of lines) {
      const whole = parse(text);
      for (const at of text.split('\n').keys()) {
        const rest = text.split('\n').filter((_, index) => index !== at);
        const reading = parse(rest.join('\n'));
        if (whole.kind !== 'unreadable')
          expect(whole.figures.map(valued)).toEqual(expect.arrayContaining([...valuesIn(reading)]));
      }
    }
  });

  it('never takes a comma for a point, nor for nothing', () => {
    for (const { text } of specimens) {
      const whole = parse(text);
      for (const { index } of [...text.matchAll(/(?<=\d)\.(?=\d)/g)].slice(0, 200)) {
        const reading = parse(`${text.slice(0, index)},${text.slice(index + 1)}`);
        if (whole.kind !== 'unreadable') expect(figuresIn(whole)).toMatchObject(figuresIn(reading));
      }
    }
  });

  it('answers for any bytes, with a place that is in the text', () => {
    const texts = specimens.map(({ text }) => text);
    const damaged = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 }),
      )
      .map(([text, changes]) => {
        let damage = text;
        for (const [at, bytes] of changes) {
          const place = at % (damage.length + 1);
          damage = damage.slice(0, place) + bytes + damage.slice(place + bytes.length);
        }
        return damage;
      });
    const words = fc.array(fc.constantFrom(...texts.flatMap((text) => text.split(/(?<=[\s:=,])/).slice(0, 200))));
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          words.map((some) => some.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const reading = parse(text);
          if (reading.kind !== 'unreadable') return;
          const line = text.split('\n')[reading.line - 1];
          expect(line).toBeDefined();
          expect(reading.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('ends for floods of anything, and holds little of them', () => {
    const [first = ''] = specimens.map(({ text }) => text);
    const line = first.split('\n').find((each) => each.length > 20) ?? first;
    for (const piece of [
      'a',
      '9',
      ' ',
      '[',
      '{',
      '"',
      '\\',
      '\n',
      '\r',
      'ms ',
      '= 1.5 ms, ',
      '1.',
      ',',
      '\t',
      '(',
      line,
      `${line}\n`,
    ]) {
      const reading = parse(piece.repeat(Math.ceil(500_000 / piece.length)));
      expect(reading.warnings.length).toBeLessThanOrEqual(100);
      expect((reading.said ?? '').length).toBeLessThanOrEqual(4096);
    }
  });
});
