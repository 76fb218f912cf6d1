import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted, visible, visibleJson, visibleLines } from '#wording/control.js';

test('control sequences and direction overrides are shown and do nothing', () => {
  expect(visible('a\u001b[31mred\u0007')).toBe('a\\u001b[31mred\\u0007');
  expect(visible('\u202egnp.exe')).toBe('\\u202egnp.exe');
  expect(visible('\u009b2J')).toBe('\\u009b2J');
  expect(visible('ok µs – é 日本')).toBe('ok µs – é 日本');
});

test('logs keep their lines and tabs', () => {
  expect(visibleLines('a\tb\r\nc\rd\u001b[2J\n')).toBe('a\tb\nc\\u000dd\\u001b[2J\n');
});

test('a quote is one bounded line', () => {
  expect(quoted('no\n  "such"  op')).toBe('"no \\"such\\" op"');
  expect([...quoted('x'.repeat(1000), 50)]).toHaveLength(52);
});

const harmless = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

test('nothing that is not printed as itself gets through', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(anything, fc.constantFrom('', '\ud800', '\u001b[0m', '\u2028', '\u0085'), (text, poison) => {
      expect(visible(text + poison)).toMatch(harmless);
      expect(quoted(poison + text)).toMatch(harmless);
      expect(visibleLines(text + poison).replace(/[\n\t]/g, '')).toMatch(harmless);
    }),
  );
});

test('JSON is harmless and says the same', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(
      anything,
      fc.constantFrom('', '\u001b[0m', '\u009b2J', '\u202e', '\u{e0041}', '\u007f'),
      (text, poison) => {
        const value = { [poison]: [text + poison] };
        const json = visibleJson(JSON.stringify(value, null, 2));
        expect(json.replaceAll('\n', '')).toMatch(harmless);
        expect(JSON.parse(json)).toEqual(value);
      },
    ),
  );
});
