import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileKindOf } from '#parse/file-kind.js';
import { arrayLookOf, modelLookOf } from '#parse/model-facts.js';
import { onnxModel } from '#test/models/onnx.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test.each([
  ['a Git LFS pointer', bytes('version https://git-lfs.github.com/spec/v1\n'), 'git-lfs'],
  ['a ZIP archive', bytes('PK\u0003\u0004rest'), 'zip'],
  ['an error page', bytes('\n<!DOCTYPE html><html>'), 'html'],
  ['TensorFlow Lite', bytes('\u001c\u0000\u0000\u0000TFL3\u0014'), 'tflite'],
  ['Keras', bytes('\u0089HDF\r\n\u001a\n'), 'hdf5'],
  ['a pickle', bytes('\u0080\u0002}q'), 'pickle'],
  ['notes', bytes('remember the milk\n'), 'text'],
  ['an ONNX model', onnxModel({ inputs: [{ name: 'x', shape: [1] }] }), undefined],
  ['a shipped model', readFileSync('experiments/models/digits-cnn.int8.onnx'), undefined],
  ['a NumPy file', readFileSync('experiments/data/digits-test.labels.npy'), undefined],
])('%s', (_, head, kind) => {
  expect(fileKindOf(head)).toBe(kind);
});

test('a line of the script is typed and bounded, and anything else is a refusal', () => {
  const line = (told: object): string => JSON.stringify(told);
  const tensor = { name: 'x', type: 'float32', shape: ['n', -1, 0, 3] };
  expect(
    modelLookOf(line({ kind: 'model', inputs: [tensor], outputs: [], operators: ['Conv'], elements: { int8: 3 } })),
  ).toEqual({
    kind: 'model',
    facts: {
      inputs: [{ ...tensor, shape: ['n', '', '', 3] }],
      outputs: [],
      operators: ['Conv'],
      elements: { int8: 3 },
    },
  });
  expect(modelLookOf('Segmentation fault')).toEqual({ kind: 'refused', said: 'it ended without an answer' });
  expect(modelLookOf(line({ kind: 'refused', said: '\u001b[31mno\u0007' }))).toEqual({ kind: 'refused', said: 'no' });
  const odd = line({ kind: 'model', inputs: [{ ...tensor, name: 'x\ny' }], outputs: [] });
  expect(modelLookOf(odd)).toMatchObject({ kind: 'refused', said: expect.stringContaining('cannot be written') });
  expect(arrayLookOf(line({ kind: 'array', type: 'Float32Array', shape: [3, 2] }))).toEqual({
    kind: 'array',
    type: 'Float32Array',
    shape: [3, 2],
  });
});
