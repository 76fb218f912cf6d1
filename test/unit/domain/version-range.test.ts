import { describe, expect, it } from 'vitest';
import { compareVersions, inRange, parseVersionRange } from '#domain/version-range.js';

describe('version ranges', () => {
  it.each([
    ['8.6.1', '>=8 <11', true],
    ['11.0', '>=8 <11', false],
    ['10.16.1.11', '>=8,<11', true],
    ['8', '==8.0.0', true],
    ['2.10.0', '>2.9', true],
    ['2.9.1', '>2.9 <=2.9.1', true],
    ['2.9.2', '<=2.9.1', false],
    ['3.0.0rc1', '!=3', false],
    ['v16.0.384591198', '>=16', true],
    ['2026.4.1-19000-abc', '>=2023.1', true],
    ['unknown', '>=0', false],
  ])('%s in %s: %s', (version, text, expected) => {
    const range = parseVersionRange(text);
    expect(range && inRange(version, range)).toBe(expected);
  });

  it.each(['', '8', '>= 8', '=>8', '>=8a', '~8', '>=8 or <3'])('"%s" is no range', (text) => {
    expect(parseVersionRange(text)).toBeUndefined();
  });

  it('orders by number, not by letter', () => {
    const versions = ['2.10', '2.9', '10', '2.9.1', '2'];
    expect([...versions].sort(compareVersions)).toEqual(['2', '2.9', '2.9.1', '2.10', '10']);
  });
});
