/** The mistakes that people make: each gives one diagnostic, at its place, with what was meant or what to do. */
import { expect, test } from 'vitest';
import { errors, read } from '#test/spec/road.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const night = `schema: 1
name: night
matrix:
  axes:
    device: [this-machine]
    model: [net]
    framework: [ort]
    precision: [fp32]
    threads: [1, 2]
  exclude:
    - { threads: 2, precision: fp32, because: "slow" }
models:
  net:
    task: classification
    sources:
      - { format: onnx, precision: fp32, path: models/net.onnx }
    inputs: [{ name: input, shape: [batch, 1, 8, 8] }]
data:
  digits: { path: data/images.npy, labels: data/labels.npy }
measure:
  sessions: 3
  warmup: { iterations: 10, max: 1s }
  iterations: { min: 20, max: 1000 }
  duration: { min: 5s }
  accuracy: { data: digits, top: [1, 5] }
limits: { convert: 5m }
`;

/** What stood there, what is written instead, what is underlined, what is said of it. */
const slips: readonly (readonly [string, string, string, string])[] = [
  ['    model: [net]', '   model: [net]', 'model:', 'indented unlike'],
  ['    model: [net]', '\tmodel: [net]', '␉', 'two spaces'],
  ['    model: [net]', '    model:\u00a0[net]', '\u00a0', 'no-break space'],
  ['measure:', 'mesure:', 'mesure', 'did you mean "measure"?'],
  ['name: night', 'nmae: night', 'nmae', 'did you mean "name"?'],
  ['iterations: 10', 'iteration: 10', 'iteration', 'did you mean "iterations"?'],
  ['path: models', 'file: models', 'file', 'did you mean "path"?'],
  ['    precision: [fp32]', '    precisions: [fp32]', 'precisions', 'did you mean "precision"?'],
  ['    threads: [1, 2]\n', '    threads: [1, 2]\n    size: [1, 2]\n', 'size', 'axis "size" does nothing'],
  ['[ort]', '[otr]', 'otr', 'did you mean "ort"?'],
  ['[net]', '[nett]', 'nett', 'did you mean "net"?'],
  ['[this-machine]', '[this-machin]', 'this-machin', 'did you mean "this-machine"?'],
  ['[fp32]', '[FP32]', 'FP32', 'did you mean "fp32"?'],
  ['[fp32]', '[float16]', 'float16', 'did you mean "fp16"?'],
  ['format: onnx', 'format: ONNX', 'ONNX', 'did you mean "onnx"?'],
  ['precision: fp32, path', 'precision: Fp32, path', 'Fp32', 'did you mean "fp32"?'],
  ['precision: fp32, because', 'precision: fp23, because', 'fp23', 'did you mean "fp32"?'],
  ['{ threads: 2', '{ thread: 2', 'thread', 'did you mean "threads"?'],
  ['threads: [1, 2]', 'threads: [3.10, 2]', '3.10', 'quote it: "3.10"'],
  ['threads: [1, 2]', 'threads: [1 2]', '1 2', 'separated by commas'],
  ['threads: [1, 2]', 'threads: [1, 200]', '200', 'Possible: 1 to 64'],
  ['[net]', '[no]', 'no', 'quote it: "no"'],
  ['min: 5s', 'min: 5', '5', '500ms, 5s, 60m, 3h'],
  ['min: 5s', 'min: 5 sec', '5 sec', '500ms, 5s, 60m, 3h'],
  ['[this-machine]', 'this-machine', 'this-machine', 'a list is written in brackets: [this-machine]'],
  ['sessions: 3', 'sessions: "3"', '"3"', 'remove the quotes: 3'],
  ['sessions: 3', 'sessions: 0', '0', 'at least 1'],
  ['sessions: 3', 'sesions 3', 'sesions 3', 'a colon may be missing'],
  ['sessions: 3', 'sessions:3', 'sessions:3', 'a blank is missing after the colon'],
  ['      - { format', '      -{ format', 'o', 'a blank is missing after the dash'],
  ['limits: { convert: 5m }', 'limits:', '', 'found nothing'],
  ['min: 20', 'min: 2000', '2000', 'above the greatest'],
  [', labels: data/labels.npy', '', 'digits', 'needs labels'],
  ['data: digits, top', 'data: digit, top', 'digit', 'did you mean "digits"?'],
  ['classification', 'clasification', 'clasification', 'did you mean "classification"?'],
  ['models/net.onnx', '"models\\net.onnx"', '"models\\net.onnx"', 'is a line break'],
  ['models/net.onnx', 'C:\\net.onnx', 'C:\\net.onnx', 'separate folders by /'],
  ['models/net.onnx', '~/net.onnx', '~/net.onnx', "the shell's"],
  ['models/net.onnx', '../net.onnx', '../net.onnx', 'leads out of the project'],
  ['models/net.onnx', '/data/net.onnx', '/data/net.onnx', 'an absolute path'],
  ['because: "slow"', 'because: "slow', '"slow }', 'never closed'],
  ['device: [this-machine]', 'device: [this-machine', 'm', 'missing ] or }'],
  ['name: night', 'name: night: two', 'n', 'quote a value that holds ": "'],
  ['name: night', 'name: @night', '@', 'quote it'],
  ['name: night', 'name: "\\e[31m"', '"\\e[31m"', 'U+001B'],
  ['name: night', 'name: night\nname: day', 'name', 'line 2 has it already'],
  ['limits: { convert: 5m }', '---\nschema: 1', '---', 'split the file'],
  ['  accuracy:', '  <<: { a: 1 }\n  accuracy:', '<<', 'no merge keys'],
  ['  net:\n    task', '  - net:\n    task', '-', 'remove the dash'],
];

test.each(slips)('%j written as %j', (right, wrong, underlined, words) => {
  expect(night).toContain(right);
  const [found, ...more] = errors(read(night.replace(right, wrong)));
  expect(more).toEqual([]);
  const { excerpt = '', span } = found ?? {};
  expect(excerpt.slice((span?.column ?? 1) - 1, (span?.column ?? 1) - 1 + (span?.length ?? 0))).toMatch(
    new RegExp(`^${underlined.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')}`),
  );
  const { title, help = '' } = found ? diagnosticWords(found) : { title: '' };
  expect(`${title}; ${help}`).toContain(words);
});

test('nothing is wrong with it as it is', () => expect(read(night).ok).toBe(true));
