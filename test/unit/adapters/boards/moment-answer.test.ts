/** What a board says of the moment: the clocks are compared at the middle of the way, and what is odd is unknown. */
import { describe, expect, test } from 'vitest';
import { parseMoment } from '#adapters/boards/moment-answer.js';
import { milliseconds, ns } from '#core/units.js';
import { unknownMoment } from '#domain/board-moment.js';

const asking = { wallMs: 1_700_000_000_250, leftNs: ns(0), answeredNs: milliseconds(40) };
const said = (...pairs: readonly [string, string][]) => parseMoment(new Map(pairs), asking);

describe('the clock of a board', () => {
  test('is compared with ours in the middle of the way, and is as uncertain as half of it', () => {
    // Ours was at .270 in the middle; the board says .300.
    expect(said(['wall', '1700000000.300000000']).clock).toEqual({
      skewNs: milliseconds(30),
      uncertaintyNs: milliseconds(21),
    });
    expect(said(['wall', '1699999990.270000000']).clock?.skewNs).toBe(milliseconds(-10_000));
  });

  test('that says seconds only may be anywhere in its second', () => {
    expect(said(['wall', '1700000000.%N']).clock).toEqual({
      skewNs: milliseconds(230),
      uncertaintyNs: milliseconds(521),
    });
  });

  test('that says no time is unknown', () => {
    for (const wall of ['', 'yesterday', '-5', '999999999999.0']) expect(said(['wall', wall]).clock).toBeNull();
  });
});

test('nobody is logged in, or it is not known: two things', () => {
  expect(said(['users', '']).users).toEqual([]);
  expect(said(['users', 'pi pi ada \u001b[31m']).users).toEqual(['pi', 'ada']);
  expect(said().users).toBeNull();
});

test('temperatures are in degrees; what no chip survives is not one', () => {
  const { temperatures } = said(
    ['temperature.cpu-thermal', '48312'],
    ['temperature.off', '-274000'],
    ['temperature.a b', '40000'],
  );
  expect(temperatures).toEqual([{ zone: 'cpu-thermal', celsius: 48.312 }]);
});

test('what is not said is unknown', () => {
  expect(said(['load', 'much'], ['disk', '0'])).toEqual(unknownMoment);
  expect(said(['load', '0.07'], ['disk', '4096'])).toMatchObject({ load: 0.07, diskBytes: 4096 });
});
