/** docs/selectors.md is true: every example is read and selects what its page says that it asks. */
import { expect, test } from 'vitest';
import { metricKinds, selectorLimits } from '#domain/selector.js';
import { selects } from '#matrix/selector.js';
import { checkSelector } from '#matrix/selector-check.js';
import { parsed, selectable } from '#test/selector.js';
import { rootFile } from './repository.js';

const { text } = rootFile('docs/selectors.md');
const examples = /```selectors\n([^]*?)```/
  .exec(text)?.[1]
  ?.trimEnd()
  .split('\n')
  .map((line) => line.slice(0, 53).trimEnd());

const cells = ['digits-cnn', 'digits-mobile'].flatMap((model) =>
  ['onnxruntime', 'onnxruntime-web'].flatMap((framework) =>
    ['fp32', 'fp16', 'int8'].map((precision, at) =>
      selectable({
        levels: { device: 'this-machine', model, framework, precision },
        boards: ['this-machine'],
        ...(at === 0 ? { state: 'failed' } : { state: 'measured' }),
        ...(at === 0
          ? {}
          : { metrics: { latency: at * 1e6, p90: at * 2e6, size: at * 4e5, rate: 300 / at, 'top-1': 0.97 } }),
        key: 'cb91'.repeat(16),
      }),
    ),
  ),
);

test('every example is read, fits these cells, and selects some of them', () => {
  expect(examples?.length).toBeGreaterThan(15);
  for (const example of examples ?? []) {
    const selector = parsed(example);
    expect(checkSelector(selector, { cells, measured: true }), example).toBeUndefined();
    expect(cells.filter(selects(selector)).length, example).toBeGreaterThan(0);
  }
});

test('metrics and limits are those of the program', () => {
  for (const metric of Object.keys(metricKinds)) expect(text).toMatch(new RegExp(`\\b${metric}\\b`));
  const { characters, values, depth } = selectorLimits;
  expect(text.replace(/\s+/g, ' ')).toContain(
    `at most ${characters} characters, ${values} values, and brackets ${depth} deep`,
  );
});
