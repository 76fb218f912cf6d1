import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '#wording/shell.js';

const plain = ['experiments/mine.yaml', 'threads:1=2', '@latest~1', '20261121-125209-tiny-108c'];
const odd = [
  'two words.yaml',
  "it's.onnx",
  '$HOME',
  '~',
  'a*b',
  'a;b',
  '',
  '"',
  '#x',
  '!x',
  '\\',
  '(x)',
  '`id`',
  'äöü',
];

test('what needs no quotes stays as it is, and a shell reads every word as it was', () => {
  expect(plain.map(shellWord)).toEqual(plain);
  const words = [...plain, ...odd];
  const read = execFileSync('sh', [
    '-c',
    `for word in ${words.map(shellWord).join(' ')}; do printf '%s\\n' "$word"; done`,
  ]);
  expect(read.toString().split('\n')).toEqual([...words, '']);
});
