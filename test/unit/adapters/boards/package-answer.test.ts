import { describe, expect, it } from 'vitest';
import { parsePackage, parsePythonPackages } from '#adapters/boards/package-answer.js';

const npm = (at: string) => parsePackage(`found\n${at}\n{"version":"1.2.3"}`, '/root', 'vitest');
const pip = (at: string) => {
  const [tool] = parsePythonPackages(`python\n/usr/bin/python3\n3.11.2\nfound\n${at}\n1.2.3\n\ncode=0\n`, 1)!.packages;
  return tool ? { kind: 'found', ...tool } : { kind: 'missing' };
};

describe.each([
  ['npm', npm],
  ['Python', pip],
])('the folder of a package of %s', (_, parse) => {
  it('is a path as it is', () => {
    expect(parse('/opt/a b/ä')).toEqual({ kind: 'found', version: '1.2.3', at: '/opt/a b/ä' });
  });

  it.each(['/a\u001b[2Jb', '/a\u202eb', '/a\u009bb', '/a\ufffdb', `/${'x'.repeat(5000)}`])('is none in %j', (at) => {
    expect(parse(at)).toMatchObject({ kind: 'missing' });
  });
});
