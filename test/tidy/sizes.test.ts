/** Habits of size that a linter cannot see: the house as a whole stays made of small rooms. */
import { expect, test } from 'vitest';
import { filesUnder, type TextFile } from './repository.js';

const sources = filesUnder('src', '.ts');

const lines = ({ text }: TextFile): number => text.trimEnd().split('\n').length;
const over = (files: readonly TextFile[], measure: (file: TextFile) => number, limit: number): readonly string[] =>
  files.filter((file) => measure(file) > limit).map((file) => `${file.path}: ${measure(file)} (limit ${limit})`);

test('files of src have at most 300 lines, tests 400', () => {
  expect(over(sources, lines, 300)).toEqual([]);
  expect(over(filesUnder('test', '.ts'), lines, 400)).toEqual([]);
  // The supervisor travels to a board as one file, whatever its parts.
  expect(over(filesUnder('src', '.sh'), lines, 1500)).toEqual([]);
});

test('the middle file of src has at most 100 lines', () => {
  const sorted = sources.map(lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(100);
});

test('a file imports from at most 20 places', () => {
  expect(
    over(sources, ({ text }) => [...text.matchAll(/^(?:import|export) .* from '|^} from '/gm)].length, 20),
  ).toEqual([]);
});

test('a file of src starts with a sentence that says what it is for', () => {
  expect(sources.filter(({ text }) => !/^\/\*\*\s[\s\S]{20,}?\*\//.test(text)).map(({ path }) => path)).toEqual([]);
});

test('names of files are kebab-case', () => {
  const names = [...sources, ...filesUnder('test', '.ts')].map(({ path }) => path);
  expect(names.filter((path) => !/^[a-z0-9/.-]+$/.test(path))).toEqual([]);
});

test('every suppressed lint says why', () => {
  const files = [
    ...sources,
    ...filesUnder('test', '.ts'),
    ...filesUnder('tools', '.js'),
    ...filesUnder('toolchains', 'js'),
  ];
  const bare = files.flatMap(({ path, text }) =>
    [
      ...text.matchAll(
        /(?:eslint|biome)-(?:disable|ignore)(?!.*(?: --|:) \S).*|@ts-(?:ignore|nocheck|expect-error)\s*$/gm,
      ),
    ].map(([found]) => `${path}: ${found}`),
  );
  // This file holds the pattern itself.
  expect(bare.filter((line) => !line.startsWith('test/tidy/sizes.test.ts'))).toEqual([]);
});
