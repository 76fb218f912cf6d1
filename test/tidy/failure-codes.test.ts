/** Whoever meets a code in a table finds it in the documents, with the class that the program uses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failure, failureCodes } from '#domain/failure.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/failure-codes.md'), 'utf8');

test('docs/failure-codes.md lists every failure code once, with its class and a sentence', () => {
  const rows = page.matchAll(/^\| `([^`]+)` \| (\w+) \| (.*) \|$/gm);
  const written = [...rows].map(
    ([, code, kind, text]) => `${code} ${kind} ${/[.]$/.test(text ?? '') ? 'said' : 'unsaid'}`,
  );
  const real = failureCodes.map((code) => `${code} ${failure(code).class} said`);
  expect(written.sort()).toEqual(real.sort());
});
