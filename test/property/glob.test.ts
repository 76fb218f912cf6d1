/** The linear matcher against the obvious one, which follows the definition and takes exponential time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlob, matchesGlob } from '#core/glob.js';

function naive(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') return text.some((_, at) => naive(rest, text.slice(at))) || naive(rest, []);
  return text.length > 0 && (first === '?' || first === text[0]) && naive(rest, text.slice(1));
}

// Few letters, so that most patterns nearly match; one outside the basic plane, which is two code units.
const text = fc.array(fc.constantFrom('a', 'b', '-', '😀'), { maxLength: 8 });
const pattern = fc.array(fc.constantFrom('a', 'b', '-', '😀', '*', '?'), { maxLength: 7 });

describe('glob', () => {
  it('agrees with the definition', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, text, (wanted, given) => {
        const expected = naive(wanted, given);
        matched += expected ? 1 : 0;
        expect(matchesGlob(wanted.join(''), given.join(''))).toBe(expected);
      }),
      { numRuns: 3000, seed: 1 },
    );
    // Both answers are met often, or the law would say little.
    expect(matched).toBeGreaterThan(150);
    expect(matched).toBeLessThan(2700);
  });

  it('finds what was cut out of a text', () => {
    const cuts = fc.tuple(text, text, text).map((parts) => parts.map((part) => part.join('')));
    fc.assert(
      fc.property(cuts, ([head = '', middle = '', tail = '']) => {
        const whole = head + middle + tail;
        expect(matchesGlob(`${head}*${tail}`, whole)).toBe(true);
        expect(matchesGlob(`*${middle}*`, whole)).toBe(true);
        expect(matchesGlob(whole, whole)).toBe(true);
        expect(matchesGlob(`${whole}?`, whole)).toBe(false);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('takes dots, brackets and case for themselves', () => {
    expect(matchesGlob('v1.*', 'v1x2')).toBe(false);
    expect(matchesGlob('[ab]', 'a')).toBe(false);
    expect(matchesGlob('A*', 'ab')).toBe(false);
    expect(isGlob('jetson-[ab].+!')).toBe(false);
    expect(isGlob('jetson-?')).toBe(true);
  });

  it('ends soon on the pattern that makes backtracking engines hang', () => {
    // Forty stars on 2000 letters can be divided in more than 10^80 ways; a step for each would never end.
    expect(matchesGlob(`${'a*'.repeat(40)}b`, 'a'.repeat(2000))).toBe(false);
    expect(matchesGlob(`${'*a'.repeat(40)}*`, 'a'.repeat(2000))).toBe(true);
  });
});
