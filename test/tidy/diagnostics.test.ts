/** Whoever meets a code in brackets finds it in the documents. */
import { expect, test } from 'vitest';
import { diagnosticCodes } from '#domain/diagnostic.js';
import { rootFile } from './repository.js';

test('docs/diagnostics.md lists every diagnostic code once, in the order of the program, with a sentence', () => {
  const rows = [
    ...rootFile('docs/diagnostics.md').text.matchAll(/^\| `((?:file|spec|matrix|import)\/[^`]+)` \| (.*) \|$/gm),
  ];
  expect(rows.map(([, code]) => code)).toEqual([...diagnosticCodes]);
  expect(rows.filter(([, , sentence = '']) => !/^[A-Z`].*\.$/.test(sentence))).toEqual([]);
});
