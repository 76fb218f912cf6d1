/** Words that would do harm in a shell, a path or an option, in every place of a toolchain that takes no free word. */
import { describe, expect, it } from 'vitest';
import { readToolchain } from '#spec/toolchain.js';
import { refusedWords, toolchainFields } from '#test/hostile/word-fields.js';
import { leak } from '#test/hostile/words.js';
import { renderDiagnostics } from '#wording/diagnostic.js';

const read = (text: string, word: string): ReturnType<typeof readToolchain> =>
  readToolchain({ name: 'toolchain.yaml', text: text.replace('@', () => JSON.stringify(word)) }, '/p/toolchains/mine');

describe.each(Object.entries(toolchainFields))('%s', (_, text) => {
  it.each(refusedWords.map((word) => [word.slice(0, 30), word] as const))(
    'refuses %j in a few lines',
    (_shown, word) => {
      const found = read(text, word);
      expect(found.ok).toBe(false);
      if (found.ok) return;
      const said = renderDiagnostics(found.error);
      expect(leak(said)).toBeUndefined();
      expect(said.length).toBeLessThan(8000);
    },
  );
});

it('takes a plain word in each of them', () => {
  const refused = Object.entries(toolchainFields).filter(([, text]) => !read(text.replace('@', 'tool'), '').ok);
  expect(refused.map(([field]) => field)).toEqual([]);
});
