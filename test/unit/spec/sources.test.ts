/** Sources that are built, weights, and calibration: what is read, and what is refused in its place. */
import { describe, expect, it } from 'vitest';
import type { Model } from '#domain/model.js';
import { errors, read, value } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const oneCell = '{ device: [this-machine], model: [small], framework: [ort], precision: [fp32] }';
const textOf = (source: string, more = ''): string =>
  experimentText({
    axes: oneCell,
    models: `  small:
    inputs: [{ name: input, shape: [batch, 3, 8, 8] }]
    weights: seven
    sources: [{ format: onnx, precision: fp32, ${source} }]
    ${more}`,
  });
const modelOf = (source: string, more = ''): Model =>
  value(read(textOf(source, more))).models.get('small') ?? expect.unreachable();
const problems = (source: string, more = '') => {
  const found = errors(read(textOf(source, more)));
  for (const each of found) expect(diagnosticWords(each).title).not.toContain('undefined');
  return found.map(({ code, facts }) => ({ code, facts }));
};

describe('a source that is built', () => {
  it.each([
    ['path: m.onnx, build: [make, "{out}"]', 'spec/one-of', { given: ['path', 'build'] }],
    ['build: [make]', 'spec/build-without-out', {}],
    ['build: [make, "{outt}", "{out}"]', 'spec/bad-template', { name: 'outt', suggestion: 'out' }],
    ['build: [make, "{out}"], toolchain: otr', 'spec/unknown-name', { what: 'toolchain', suggestion: 'ort' }],
    ['build: [make, "{out}"], inputs: [../../secret]', 'spec/bad-path', { path: '../../secret' }],
    [
      'build: [make, "{out}"], inputs: [a/make.py, b/make.py]',
      'spec/same-base-name',
      { name: 'make.py', path: 'b/make.py', first: 'a/make.py' },
    ],
    ['path: m.onnx, inputs: [make.py]', 'spec/without-build', {}],
    ['path: m.onnx, toolchain: ort', 'spec/without-build', {}],
    ['path: m.onnx, weights: eight', 'spec/mixed-weights', { found: 'eight', weights: 'seven' }],
    ['sha256: abc', 'spec/missing-key', { key: 'path' }],
  ])('%s is refused', (source, code, facts) => {
    const found = problems(source).filter(({ code: each }) => each !== 'spec/bad-text');
    expect(found).toEqual([{ code, facts: expect.objectContaining(facts) }]);
  });
});

describe('calibration', () => {
  it('has a set, a count and a seed', () => {
    expect(modelOf('path: m.onnx', 'calibration: { data: bare, count: 3, seed: 9 }').calibration).toEqual({
      data: 'bare',
      count: 3,
      seed: 9,
    });
    expect(modelOf('path: m.onnx', 'calibration: { data: bare, count: 3 }').calibration?.seed).toBe(1);
    expect(modelOf('path: m.onnx')).not.toHaveProperty('calibration');
  });

  it('is refused with a set that nobody declares, or no count', () => {
    expect(problems('path: m.onnx', 'calibration: { data: bear, count: 3 }')).toEqual([
      { code: 'spec/unknown-name', facts: expect.objectContaining({ what: 'data set', suggestion: 'bare' }) },
    ]);
    expect(problems('path: m.onnx', 'calibration: { data: bare }')).toEqual([
      { code: 'spec/missing-key', facts: expect.objectContaining({ key: 'count' }) },
    ]);
    expect(problems('path: m.onnx', 'calibration: { data: bare, count: 0 }')[0]?.code).toBe('spec/out-of-range');
  });
});
