import fc from 'fast-check';
import { expect, test } from 'vitest';
import { table, wrap } from '#wording/table.js';

const columns = [
  { title: 'model' },
  { title: 'latency', align: 'right' },
  { title: 'p99', align: 'right', drop: 1 },
  { title: 'cold', align: 'right', drop: 2 },
] as const;
const rows = [
  ['digits-cnn', '1.84 ms', '2.21 ms', '16.6 ms'],
  ['mlp', '972 µs', '?', '8.75 ms'],
];

test('numbers stand to the right, words to the left', () => {
  expect(table(columns, rows, { width: 80 })).toEqual({
    lines: [
      'model       latency      p99     cold',
      'digits-cnn  1.84 ms  2.21 ms  16.6 ms',
      'mlp          972 µs        ?  8.75 ms',
    ],
    leftOut: [],
  });
});

test('columns go before words are shortened, the least needed first', () => {
  expect(table(columns, rows, { width: 30 }).leftOut).toEqual(['cold']);
  const narrow = table(columns, rows, { width: 17, indent: ' ' });
  expect(narrow.leftOut).toEqual(['p99', 'cold']);
  expect(narrow.lines).toEqual([' model     latency', ' digits-…  1.84 ms', ' mlp        972 µs']);
});

test('a number is never shortened, however narrow it gets', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), (width) => {
      const { lines } = table(columns, rows, { width });
      expect(lines[1]).toContain('1.84 ms');
      expect(lines[2]).toContain('972 µs');
    }),
  );
});

test('what is foreign in a cell is made visible', () => {
  expect(table([{ title: 'a' }], [['x\u001b[2Jy\n']], { width: 80 }).lines[1]).toBe('x\\u001b[2Jy\\u000a');
});

test('wrapped lines keep their indent and hang', () => {
  expect(wrap('  → one two three four', 12, 4)).toEqual(['  → one two', '    three', '    four']);
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }),
      fc.integer({ min: 12, max: 40 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width, 2);
        expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test('what is shortened keeps what tells it from its neighbours: the end of a slug, the beginning of words', () => {
  const rows = ['fp32', 'int8'].map((precision) => [
    `board/a-model-with-a-long-name/ort/${precision}`,
    'hit: nothing to do',
  ]);
  const { lines } = table([{ title: 'cell' }, { title: 'cache' }], rows, { width: 34 });
  expect(lines.slice(1)).toEqual(['board…e/ort/fp32  hit: nothing to…', 'board…e/ort/int8  hit: nothing to…']);
});
