import { expect, test } from 'vitest';
import { lastWords } from '#cli/last-words.js';
import { UserMistake } from '#cli/output.js';
import { InvariantViolation } from '#core/invariant.js';

const quiet = { version: '1.2.3', debug: false };

test('a mistake is said in its own words and ends with 2', () => {
  expect(lastWords(new UserMistake('no such file'), quiet)).toEqual({ exitCode: 2, text: 'no such file\n' });
});

test('a bug says what, which version and to report it, in one short paragraph without a stack', () => {
  const { exitCode, text } = lastWords(new InvariantViolation('the board is missing'), quiet);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/bug in orchestrate 1\.2\.3 .*: the board is missing\n/);
  expect(text).toContain('Please report this text');
  expect(text.split('\n').length).toBeLessThanOrEqual(4);
  expect(text).not.toContain('    at ');
});

test.each(['ENOSPC', 'SQLITE_FULL'])('a full disk (%s) is no bug: it says what to do', (code) => {
  const { exitCode, text } = lastWords(Object.assign(new Error('database or disk is full'), { code }), quiet);
  expect(exitCode).toBe(2);
  expect(text).toMatch(/disk is full[^]*orchestrate resume/);
});

test('the stack is shown to who asks for it', () => {
  expect(lastWords(new Error('x'), { ...quiet, debug: true }).text).toContain('    at ');
});

test('what is thrown and no Error is said too', () => {
  expect(lastWords('a word', quiet).text).toContain('a word');
});
