import { expect, test } from 'vitest';
import { parseCommand } from '#adapters/boards/command-answer.js';

const probe = {
  name: 'trtexec',
  kind: 'command',
  argv: ['trtexec', '--version'],
  version: 'TensorRT v(\\S+)',
} as const;

test('the version stands in the first line that has one, whatever the exit code says', () => {
  expect(parseCommand('&&&& RUNNING TensorRT v8602\nTensorRT v9\n\ncode=1\n', probe)).toEqual({
    kind: 'found',
    version: '8602',
    at: 'trtexec',
  });
});

test('without one the last word is told, without what would move a terminal', () => {
  const said = (answer: string) => parseCommand(answer, probe);
  expect(said('a\n\u001b[2Jsh: trtexec: not found\n\ncode=127\n')).toEqual({
    kind: 'missing',
    said: 'trtexec --version: [2Jsh: trtexec: not found',
  });
  expect(said('\ncode=127\n')).toMatchObject({ said: 'trtexec --version: there is no such program' });
  expect(said('\ncode=137\n')).toMatchObject({ said: 'trtexec --version: it did not answer in time' });
  expect(said('TensorRT v\u0007\n\ncode=0\n')).toMatchObject({ kind: 'missing' });
  expect(said(`TensorRT v1${'x'.repeat(2000)}\n\ncode=0\n`)).toMatchObject({ kind: 'missing' });
});
