import { expect, test } from 'vitest';
import { widthOf } from '#cli/output.js';

test.each<[string, { isTTY?: boolean; columns?: number }, string | undefined, number]>([
  ['a terminal is as wide as it says', { isTTY: true, columns: 60 }, '200', 60],
  ['a terminal of unknown width is as wide as it is told', { isTTY: true, columns: 0 }, '120', 120],
  ['a terminal of unknown width that nobody tells has 80 columns', { isTTY: true, columns: 0 }, undefined, 80],
  ['a pipe has room for everything', {}, undefined, 10_000],
  ['a pipe may be told', {}, '72', 72],
  ['nonsense is not believed', {}, '7', 10_000],
])('%s', (_, stdout, asked, width) => {
  expect(widthOf(stdout, asked)).toBe(width);
});
