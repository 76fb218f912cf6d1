import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ago,
  byteCount,
  counted,
  elapsed,
  frequency,
  latency,
  latencyWithInterval,
  moment,
  percent,
  perSecond,
  plural,
} from '#wording/quantity.js';

test.each([
  [0, '0 ns'],
  [7, '7.00 ns'],
  [999.4, '999 ns'],
  [999.6, '1.00 µs'],
  [1_840_000, '1.84 ms'],
  [18_400_000, '18.4 ms'],
  [184_000_000, '184 ms'],
  [999_600_000, '1.00 s'],
  [12_340_000_000, '12.3 s'],
])('latency of %d ns is %s', (ns, text) => {
  expect(latency(ns)).toBe(text);
});

test.each([
  [0, '0 Hz'],
  [-51_000, '-51 kHz'],
  [910_000_000, '910 MHz'],
  [1_479_000_000, '1.479 GHz'],
  [2_400_020_000, '2.40002 GHz'],
])('a clock of %d Hz is %s', (hertz, text) => {
  expect(frequency(hertz)).toBe(text);
});

test('an interval has the unit and the decimals of its number', () => {
  expect(latencyWithInterval(1_840_000, { lowNs: 1_801_000, highNs: 1_884_000 })).toBe('1.84 ms (1.80–1.88)');
  expect(latencyWithInterval(972_000, { lowNs: 946_000, highNs: 1_002_000 })).toBe('972 µs (946–1002)');
});

test('the ends of an interval that says nothing have no digits', () => {
  expect(latencyWithInterval(3_960_000, { lowNs: 700, highNs: 21_941_860_000 })).toBe('3.96 ms (<0.01–>396)');
  expect(latencyWithInterval(3_960_000, { lowNs: 5_000, highNs: 396_000_000 })).toBe('3.96 ms (0.01–396.00)');
});

test('a latency keeps three significant digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (ns) => {
      const [number = '', unit = ''] = latency(ns).split(' ');
      const size = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }[unit] ?? 0;
      expect(Math.abs(Number(number) * size - ns) / ns).toBeLessThanOrEqual(0.0051);
      if (unit !== 's') expect(number.replace('.', '')).toHaveLength(3);
    }),
  );
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [4_210_000, '4.21 MB'],
  [999_600, '1.00 MB'],
  [88_000_000, '88.0 MB'],
  [2e9, '2.00 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(byteCount(bytes)).toBe(text);
});

test('only everything is 100 % and only nothing is 0 %', () => {
  expect(counted(293, 300)).toBe('293 of 300 (97.7 %)');
  expect(percent(2999, 3000)).toBe('99.9 %');
  expect(percent(1, 3000)).toBe('0.1 %');
  expect(percent(3000, 3000)).toBe('100 %');
  expect(percent(0, 3000)).toBe('0 %');
  expect(percent(0, 0)).toBe('unknown');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (whole, some) => {
      const part = some % (whole + 1);
      expect(percent(part, whole) === '100 %').toBe(part === whole);
      expect(percent(part, whole) === '0 %').toBe(part === 0);
    }),
  );
});

test.each([
  [0, '0.0 s'],
  [420e6, '0.4 s'],
  [9.96e9, '10 s'],
  [59.6e9, '1 min 00 s'],
  [72e9, '1 min 12 s'],
  [3599.7e9, '1 h 00 min'],
  [2.08 * 3600e9, '2 h 04 min'],
  [100 * 3600e9, '4 d 4 h'],
])('%d ns of time are %s', (ns, text) => {
  expect(elapsed(ns)).toBe(text);
});

test('a time ahead of now is said as it is', () => {
  const now = '2026-11-20T13:30:00.000Z';
  expect(ago('2026-11-20T13:29:57.000Z', now)).toBe('just now');
  expect(ago('2026-11-20T13:26:00.000Z', now)).toBe('4 min ago');
  expect(ago('2026-11-19T12:26:00.000Z', now)).toBe('a day ago');
  expect(ago('2026-11-20T15:26:00.000Z', now)).toBe('2026-11-20 15:26 UTC');
  expect(moment(now)).toBe('2026-11-20 13:30 UTC');
});

test('rates and plurals', () => {
  expect([perSecond(543.2), perSecond(69.61), perSecond(1028.4)]).toEqual(['543 /s', '69.6 /s', '1028 /s']);
  expect([plural(1, 'cell'), plural(0, 'cell')]).toEqual(['1 cell', '0 cells']);
});
