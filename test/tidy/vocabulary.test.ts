/** One word for one thing (docs/glossary.md): the banned synonyms appear in no exported name and in no message. */
import { expect, test } from 'vitest';
import { filesUnder, rootFile } from './repository.js';

/** The right column of the glossary. Words that also mean something else (case, node, result) are left to readers. */
function bannedWords(): readonly string[] {
  const rows = rootFile('docs/glossary.md').text.matchAll(/^\| (?!word)[^|]+\| [^|]+\|([^|]*)\|$/gm);
  const words = [...rows].flatMap(([, not = '']) => not.split(','));
  return [...new Set(words.map((word) => word.trim()).filter((word) => /^[a-z]+$/.test(word)))];
}

const banned = bannedWords();

const wordsOf = (name: string): readonly string[] =>
  name
    .split(/(?<=[a-z0-9])(?=[A-Z])|_/)
    .map((part) => part.toLowerCase())
    .flatMap((part) => (part.endsWith('s') ? [part, part.slice(0, -1)] : [part]));

test('the glossary bans words', () => {
  expect(banned).toEqual(expect.arrayContaining(['config', 'param', 'grid', 'combo', 'server', 'pipeline']));
  expect(wordsOf('readConfigs')).toContain('config');
});

test('no exported name uses a banned synonym', () => {
  const found = filesUnder('src', '.ts').flatMap(({ path, text }) =>
    [...text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => wordsOf(name).some((word) => banned.includes(word)))
      .map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

test('no message uses a banned synonym', () => {
  const pattern = new RegExp(`\\b(${banned.join('|')})s?\\b`, 'i');
  const found = filesUnder('src/wording', '.ts').flatMap(({ path, text }) =>
    // Literals with a blank are prose; others are keys and codes.
    [...text.matchAll(/'([^'\n]* [^'\n]*)'|`([^`\n]* [^`\n]*)`/g)]
      .map(([, plain, template]) => plain ?? template ?? '')
      // Names of things outside: what editors look for, and the file of OpenSSH.
      .map((message) => message.replaceAll(/yaml-language-server|\.ssh\/config/g, ''))
      .filter((message) => pattern.test(message))
      .map((message) => `${path}: ${message}`),
  );
  expect(found).toEqual([]);
});

test('no commit-time reminder is left in the sources', () => {
  const found = [...filesUnder('src', '.ts'), ...filesUnder('tools', '.js')].filter(({ text }) =>
    /FIXME|XXX/.test(text),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});
