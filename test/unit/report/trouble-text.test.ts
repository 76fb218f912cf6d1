/** Twenty boards with one trouble are twenty sentences and one hint. */
import { expect, test } from 'vitest';
import { troubleText } from '#report/trouble-text.js';

const options = { width: 80, now: '2026-11-21T17:00:00Z' };

test('boards whose trouble has one remedy share its hint, and each sentence names its board once', () => {
  const lines = troubleText(
    [
      { board: 'pi-a', headline: 'board pi-a cannot be reached', hint: 'look at its power' },
      { board: 'pi-b', headline: 'its canary took 2 s', hint: 'look for heat' },
      { board: 'pi-c', before: '2 h ago', headline: 'board pi-c cannot be reached', hint: 'look at its power' },
    ],
    options,
  );
  expect(lines).toEqual([
    ...['', 'board pi-a cannot be reached', '2 h ago: board pi-c cannot be reached', '  → look at its power'],
    ...['', 'pi-b: its canary took 2 s', '  → look for heat'],
  ]);
});

test('a name that is only part of a word does not count as said', () => {
  expect(troubleText([{ board: 'pi', headline: 'board pi-a is slow', hint: 'wait' }], options)[1]).toBe(
    'pi: board pi-a is slow',
  );
});
