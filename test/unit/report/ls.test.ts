import { expect, test } from 'vitest';
import { wallTime } from '#core/units.js';
import { countStates, standingsOf } from '#domain/cell-state.js';
import { runSetId } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import { lsOf, prefixesOf } from '#report/ls.js';
import { lsText } from '#report/ls-text.js';
import { theRun } from '#test/report/attempts.js';
import { quickstart } from '#test/report/quickstart.js';
import { schemaErrors } from '#test/report/schemas.js';

const { plan, records } = quickstart();
const counts = countStates(standingsOf(plan, records));
const runSets: readonly RunSet[] = [
  {
    ...theRun,
    id: runSetId('20261121-080000-quickstart-aaaa'),
    startedAt: wallTime('2026-11-21T08:00:00.000Z'),
    endedAt: null,
    name: 'after',
    tags: ['idle', 'k6'],
  },
  {
    ...theRun,
    id: runSetId('20261120-133012-stress-3f9b'),
    experiment: 'stress',
    endedAt: null,
    where: 'precision:int8',
  },
  { ...theRun, id: runSetId('20261120-133012-quickstart-3f9a') },
];
const look = ({ id }: RunSet) => ({ byState: counts, writing: id === runSets[0]?.id });
const view = (limit = 20) => lsOf({ runSets, chosen: runSets, limit, look });
const options = { width: 200, now: '2026-11-21T08:01:30.000Z' };

test('is what its schema says', () => {
  expect(schemaErrors('ls', view())).toEqual([]);
  expect(view().runSets.map(({ state, tookNs }) => [state, tookNs])).toEqual([
    ['running', null],
    ['interrupted', null],
    ['ended', 72e9],
  ]);
  expect(view().runSets[0]?.cells).toEqual({ total: plan.cells.length, byState: counts });
});

test('an id is shortened to the second, and further only where another begins alike', () => {
  expect(view().runSets.map(({ prefix }) => prefix)).toEqual([
    '20261121-080000',
    '20261120-133012-s',
    '20261120-133012-q',
  ]);
  // One that begins another is whole, and still the other is told from it.
  expect([...prefixesOf(['x'.repeat(20), 'x'.repeat(21), 'y']).values()].map(({ length }) => length)).toEqual([
    20, 21, 1,
  ]);
});

test('a line for each, columns without anything left out', () => {
  expect(lsText(view(), options)).toEqual([
    expect.stringMatching(/^run set +name +experiment +started +took +state +measured +other cells +tags +where$/),
    expect.stringMatching(
      /^20261121-080000 {4}after {2}quickstart {2}2026-11-21 08:00 UTC {2}1 min 30 s so far {2}running .* idle, k6$/,
    ),
    expect.stringMatching(/^20261120-133012-s {9}stress .* \? {2}interrupted .* precision:int8$/),
    expect.stringMatching(/^20261120-133012-q {9}quickstart .* 1 min 12 s {2}ended .*\d of \d+ {2}\d+ .*/),
  ]);
  const plain = lsOf({
    runSets,
    chosen: runSets.slice(2),
    limit: 1,
    look,
  });
  expect(lsText(plain, options)[0]).not.toMatch(/name|tags|where/);
});

test('what is not listed is counted, and said how to list it', () => {
  expect(view(1).more).toBe(2);
  expect(lsText(view(1), options).at(-1)).toBe('… and 2 more: `orchestrate ls --limit 3` lists all');
  expect(lsText(view(3), options).join()).not.toContain('more');
  expect(lsText(view(), { ...options, width: 80 }).at(-1)).toMatch(/^No room here for .*where: widen the terminal/);
});
