/** Every experiment that a page shows gives the cells that stand in the golden list, and what the page says under it. */
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { cellsMax, checksMax } from '#matrix/count.js';
import { sourceMax } from '#spec/text.js';
import { examplesOf, given, pages } from '#test/spec/documented.js';
import { rootFile } from './repository.js';

const examples = pages().flatMap(examplesOf);
const golden = join(import.meta.dirname, 'documented-matrices.golden.txt');

// `npx vitest run --project tidy -u documented` writes it anew: look at the difference before you believe it.
test('the cells of all examples are those of the golden list', async () => {
  const now = examples.map((example) => `## ${example.place}\n${given(example)[0]}`).join('\n');
  await expect(now).toMatchFileSnapshot(golden);
});

describe('docs/matrix.md', () => {
  it('states the limits of the program', () => {
    const { text } = rootFile('docs/matrix.md');
    const limits = text.slice(text.indexOf('## Limits'), text.indexOf('## Coming'));
    for (const limit of [cellsMax, checksMax, sourceMax]) {
      expect(limits).toContain(`| ${String(limit).replace(/\d(?=(?:\d{3})+$)/g, '$& ')}`);
    }
  });

  const told = examples.filter(({ said }) => said.length > 0);

  it('says of each of its examples what it gives', () => {
    const silent = examples.filter(({ place, said }) => place.startsWith('docs/matrix.md') && said.length === 0);
    expect(silent).toEqual([]);
    expect(told.length).toBeGreaterThan(20);
  });

  it.each(told.map((example, at) => [`${at}: ${example.place}`, example] as const))('%s', (_, example) => {
    expect(example.said).toEqual(given(example).slice(0, example.said.length));
  });
});
