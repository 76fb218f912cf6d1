import { describe, expect, it } from 'vitest';
import { toolLineMost, toolLines } from '#parse/tool-lines.js';
import {
  byteUnits,
  numberProblems,
  readCount,
  readNumber,
  readQuantity,
  temperatureUnits,
  timeUnits,
} from '#parse/tool-number.js';

const texts = (text: string): readonly string[] => [...toolLines(text)].map((line) => line.text);

describe('lines of what a tool printed', () => {
  it('are the same whatever ends them, without marks and colours', () => {
    expect(texts('a\nb\n')).toEqual(['a', 'b']);
    expect(texts('\ufeffa\r\n\u001b[31mb\u001b[0m\r\n')).toEqual(['a', 'b']);
    expect(texts('a\rb\r')).toEqual(['a', 'b']);
    expect(texts('')).toEqual([]);
  });

  it('have their place as an editor counts it', () => {
    const places = [...toolLines('one\n10 %\r20 %\rdone\nlast')].map(({ text, line, column }) => [text, line, column]);
    expect(places).toEqual([
      ['one', 1, 1],
      ['10 %', 2, 1],
      ['20 %', 2, 6],
      ['done', 2, 11],
      ['last', 3, 1],
    ]);
  });

  it('say whether they were printed to their end', () => {
    expect([...toolLines('a\nb')].map(({ ended }) => ended)).toEqual([true, false]);
    expect([...toolLines('a\nb\n')].map(({ ended }) => ended)).toEqual([true, true]);
    const [long] = toolLines(`${'x'.repeat(toolLineMost + 1)}\n`);
    expect(long).toMatchObject({ ended: false });
    expect(long?.text).toHaveLength(toolLineMost);
  });
});

describe('a number of a tool', () => {
  it.each([
    ['4.49 ms', 4_490_000],
    ['4.35ms', 4_350_000],
    ['1.2e-05 s', 12_000],
    ['0.05sec', 50_000_000],
    ['7 us', 7000],
    ['7 µs', 7000],
  ])('%s is %d ns, exactly', (text, value) => {
    expect(readQuantity(text, timeUnits)).toBe(value);
  });

  it.each([
    ['4,49 ms', 'comma-in-number'],
    ['1,234 ms', 'comma-in-number'],
    ['1.234,5 ms', 'comma-in-number'],
    ['4.49', 'unknown-unit'],
    ['4.49 minutes', 'unknown-unit'],
    ['4.49 ms each', 'unknown-unit'],
    ['4.49 toString', 'unknown-unit'],
    ['-4.49 ms', 'negative'],
    ['nan ms', 'not-a-number'],
    ['5. ms', 'not-a-number'],
    ['', 'not-a-number'],
    ['9e12 s', 'too-large'],
    ['1e999 ms', 'too-large'],
  ])('%s is none: %s', (text, problem) => {
    expect(readQuantity(text, timeUnits)).toBe(problem);
    expect(numberProblems).toContain(problem);
  });

  it('may be below zero where its unit can', () => {
    expect(readQuantity("-3.5'C", temperatureUnits)).toBe(-3.5);
    expect(readQuantity('1.5 KiB', byteUnits)).toBe(1536);
  });

  it('is a count only where it is whole', () => {
    expect(readCount('221')).toBe(221);
    expect(readCount('2.5')).toBe('not-whole');
    expect(readCount('-1')).toBe('negative');
    expect(readCount('99999999999999999')).toBe('too-large');
    expect(readNumber('-0')).toBe(0);
  });
});
