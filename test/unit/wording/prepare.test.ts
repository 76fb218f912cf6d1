import { expect, test } from 'vitest';
import { prepareNewsWords } from '#wording/prepare.js';

test('what pip says at length is cut where a reader sees that it was', () => {
  const said = (line: string): string | null => prepareNewsWords({ kind: 'said', line });
  const short = `Successfully installed ${'a'.repeat(100)}`;
  expect(said(short)).toBe(`  ${short}`);
  expect(said(`Successfully installed ${'a'.repeat(200)}`)).toMatch(/^ {2}Successfully installed a{137} …$/);
  expect(said('a line that tells nothing')).toBeNull();
});
