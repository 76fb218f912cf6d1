/** What a word cannot carry unchanged is refused before anything reaches a board. */
import { expect, test } from 'vitest';
import { launchWords } from '#adapters/boards/launch-words.js';
import { digestOf } from '#core/digest.js';
import { bytes, milliseconds, seconds } from '#core/units.js';
import type { Job } from '#domain/job.js';
import { attemptId } from '#domain/names.js';

const job: Job = {
  attempt: attemptId('a-1'),
  argv: ['/bin/true', 'x'],
  env: {},
  files: [],
  document: { a: 1 },
  exclusive: true,
  limits: { runNs: seconds(2), graceNs: milliseconds(1), messagesBytes: bytes(10), logBytes: bytes(513) },
};
const stored = { digest: digestOf('x'), bytes: bytes(1), path: '/x' };
const words = (change: Partial<Job>) => launchWords({ ...job, ...change }, { watchNs: seconds(5) });

test('times are hundredths of a second and logs are blocks, both rounded up', () => {
  const head = ['launch', 'a-1', '-x', '200', '1', '10', '2', '500', '{"a":1}', '/bin/true', '0'];
  expect(words({})).toEqual({ ok: true, value: [...head, '/bin/true', 'x'] });
});

test('variables go before the program, and a program with `=` behind a shell', () => {
  const tail = (change: Partial<Job>) => {
    const all = words(change);
    return all.ok ? all.value.slice(11) : all.error;
  };
  expect(tail({ env: { A: 'b' } })).toEqual(['env', 'A=b', '/bin/true', 'x']);
  expect(tail({ env: { A: 'b' }, argv: ['/x=y/z'] })).toEqual(['env', 'A=b', 'sh', '-c', 'exec "$@"', 'sh', '/x=y/z']);
});

test.each<[string, Partial<Job>]>([
  ['argv', { argv: [] }],
  ['env', { env: { 'A B': '' } }],
  ['env', { env: { ORCHESTRATE_MARK: '' } }],
  ['files', { files: [{ name: '../x', file: stored }] }],
  ['files', { files: [{ name: '..', file: stored }] }],
  ['characters', { argv: ['/bin/true', 'a\0b'] }],
  ['characters', { argv: ['/bin/true', '\ud800'] }],
  ['length', { document: 'x'.repeat(70_000) }],
])('refuses a job for its %s', (word, change) => {
  expect(words(change)).toMatchObject({ ok: false, error: { code: 'attempt/not-started', facts: { word } } });
});
