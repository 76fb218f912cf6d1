import { expect, test } from 'vitest';
import { milliseconds } from '#core/units.js';
import { canaryMeasure } from '#parse/canary.js';

test('a canary that said all of it is read', () => {
  expect(canaryMeasure('megabytes=64\nround=101\nround=99\nend\n')).toEqual({
    megabytes: 64,
    roundsNs: [milliseconds(1010), milliseconds(990)],
  });
});

test.each([
  ['no end', 'megabytes=64\nround=101\n'],
  ['no rounds', 'megabytes=64\nend\n'],
  ['nothing to do', 'megabytes=0\nround=1\nend\n'],
  ['a round that took no time', 'megabytes=64\nround=0\nend\n'],
  ['results that differ', 'megabytes=64\nround=101\ndiffers\n'],
  ['more than it was asked for', `megabytes=64\n${'round=1\n'.repeat(101)}end\n`],
  ['something else', 'megabytes=64\nround=1 \u001b[31m\nend\n'],
])('%s is no measure', (_, text) => {
  expect(canaryMeasure(text)).toBeUndefined();
});
