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

test('several groups are the parts of a version that is printed as one number', () => {
  const tensorrt = { ...probe, version: '\\[TensorRT v(?:(\\d)(\\d)(\\d\\d)|(\\d\\d)(\\d\\d)(\\d\\d))\\]' };
  const versionOf = (banner: string) =>
    parseCommand(`&&&& RUNNING TensorRT.trtexec ${banner} # trtexec\n\ncode=0\n`, tensorrt);
  expect(versionOf('[TensorRT v8601]')).toMatchObject({ version: '8.6.1' });
  expect(versionOf('[TensorRT v100200]')).toMatchObject({ version: '10.2.0' });
  expect(versionOf('[TensorRT v110100] [b48]')).toMatchObject({ version: '11.1.0' });
  expect(versionOf('[TensorRT v]')).toMatchObject({ kind: 'missing' });
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
