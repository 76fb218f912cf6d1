import { expect, test } from 'vitest';
import { checkUntil, deadlineOf, instantOf } from '#cli/until.js';
import { type Nanoseconds, wallTime } from '#core/units.js';
import type { Clock } from '#ports/clock.js';

const now = Date.parse('2026-11-20T22:00:30Z');
const utc = (): number => 0;

test.each([
  ['07:00', '2026-11-21T07:00:00.000Z'],
  ['7:05', '2026-11-21T07:05:00.000Z'],
  ['23:59', '2026-11-20T23:59:00.000Z'],
  ['8h', '2026-11-21T06:00:30.000Z'],
  ['90m', '2026-11-20T23:30:30.000Z'],
  ['1.5h', '2026-11-20T23:30:30.000Z'],
])('%s', (text, expected) => {
  const found = instantOf(text, now, utc);
  expect(found.ok && new Date(found.value).toISOString()).toBe(expected);
});

test.each(['', '7', '24:00', '07:60', '7am', '0h', '-1h', '07:00:00', '800h', 'morning', '8 h'])(
  'refuses %j and says what is expected',
  (text) => {
    expect(instantOf(text, now, utc).ok).toBe(false);
    expect(() => checkUntil({ until: text })).toThrow(/expected a time of day such as `07:00`, or how long/);
  },
);

test('is an instant of the clock that the run is timed by, whatever that counts from', () => {
  const clock: Clock = {
    monotonicNs: () => 1000 as Nanoseconds,
    wall: () => wallTime('2026-11-20T22:00:30.000Z'),
    sleepUntil: () => Promise.resolve(),
  };
  expect(deadlineOf({}, clock)).toBeUndefined();
  expect(deadlineOf({ until: '90m' }, clock)).toMatchObject({
    untilNs: 1000 + 5400e9,
    wall: '2026-11-20T23:30:30.000Z',
  });
});
