/** Times of day on a clock that is set forward and back. */
import { expect, test } from 'vitest';
import { nextAt, type OffsetAt, shownAt } from '#core/wall-clock.js';

/** As the zone's own rules have it, without the zone of the machine. */
function zone(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  return (ms) => {
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
    return found ? Number(`${found[1]}1`) * (Number(found[2]) * 60 + Number(found[3])) : 0;
  };
}

const [berlin, kathmandu, newYork] = [zone('Europe/Berlin'), zone('Asia/Kathmandu'), zone('America/New_York')];

test.each<[string, string, string, OffsetAt, string]>([
  ['later today', '05:30', '2026-01-10T01:00:00Z', berlin, '2026-01-10T04:30:00Z'],
  ['tomorrow', '07:00', '2026-01-10T22:00:00Z', berlin, '2026-01-11T06:00:00Z'],
  ['now means tomorrow', '07:00', '2026-01-10T06:00:20Z', berlin, '2026-01-11T06:00:00Z'],
  ['midnight', '00:00', '2026-01-10T22:59:59.999Z', berlin, '2026-01-10T23:00:00Z'],
  ['an offset that is no whole hour', '07:00', '2026-01-10T00:00:00Z', kathmandu, '2026-01-10T01:15:00Z'],
  ['behind UTC', '07:00', '2026-01-10T11:59:00Z', newYork, '2026-01-10T12:00:00Z'],
  ['over the night in which an hour is missing', '07:00', '2026-03-28T21:00:00Z', berlin, '2026-03-29T05:00:00Z'],
  ['over the night that has one more', '07:00', '2026-10-24T20:00:00Z', berlin, '2026-10-25T06:00:00Z'],
  ['a time that is skipped: when the clock is set', '02:30', '2026-03-28T23:00:00Z', berlin, '2026-03-29T01:00:00Z'],
  ['the end of what is skipped', '03:00', '2026-03-28T23:00:00Z', berlin, '2026-03-29T01:00:00Z'],
  ['a time that comes twice: the first', '02:30', '2026-10-24T22:00:00Z', berlin, '2026-10-25T00:30:00Z'],
  ['and after the first: the second', '02:30', '2026-10-25T00:40:00Z', berlin, '2026-10-25T01:30:00Z'],
  ['the hour to which it is set back', '02:00', '2026-10-25T00:30:00Z', berlin, '2026-10-25T01:00:00Z'],
])('%s', (_, time, now, offsetAt, expected) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const found = nextAt(hours * 60 + minutes, Date.parse(now), offsetAt);
  expect(new Date(found).toISOString()).toBe(new Date(expected).toISOString());
});

test('is shown as the clock will show it, with its date where that is not plain', () => {
  const now = Date.parse('2026-10-24T20:00:00Z');
  expect(shownAt(Date.parse('2026-10-25T06:00:00Z'), now, berlin)).toBe('07:00');
  expect(shownAt(Date.parse('2026-10-26T06:00:00Z'), now, berlin)).toBe('2026-10-26 07:00');
});
