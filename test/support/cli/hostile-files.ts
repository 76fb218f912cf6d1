/** Files that were made to hurt: what a stranger could send, or a slip with a pipe could leave. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const axes = 'device: [this-machine], model: [m], framework: [onnxruntime], precision: [fp32]';

export const plainExperiment = `schema: 1
name: plain
matrix: { axes: { ${axes} } }
models:
  m:
    sources: [{ format: onnx, precision: fp32, path: m.onnx }]
    inputs: [{ name: input, shape: [1] }]
`;

const numbers = (count: number): string => Array.from({ length: count }, (_, at) => String(at)).join(', ');
const withAxes = (more: string): string => plainExperiment.replace('} }\nmodels', `, ${more} } }\nmodels`);
const named = (name: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `${name}${at}`).join(', ');
const zips = (groups: number): string =>
  Array.from({ length: groups }, (_, at) => `{ o${at}: [${numbers(100)}] }`).join(', ');

/** 16,000 precisions × 64 numbers of threads × 4 levels of optimisation × 250 models. */
const billionCells = `${plainExperiment
  .replace('[fp32]', `[${named('p', 16_000)}], threads: [${numbers(65).slice(3)}]`)
  .replace('threads', 'graph_optimization: [disabled, basic, extended, all], threads')
  .replace(
    '[m]',
    `[${named('m', 250)}]`,
  )}${Array.from({ length: 250 }, (_, at) => `  m${at}: { sources: [{ format: onnx, precision: fp32, path: m.onnx }], inputs: [{ name: i, shape: [1] }] }\n`).join('')}`;

/** Ten lines that stand for ten thousand million entries. */
const laughs = [
  'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`),
].join('\n');

/** Name → content; each as an experiment. */
const texts: Readonly<Record<string, string | Uint8Array>> = {
  'bomb.yaml': laughs,
  'loop.yaml': 'matrix: &a { axes: *a }\n',
  'aliases.yaml': `matrix:\n${'- &a 1\n- *a\n'.repeat(15_000)}`,
  'proto.yaml': `${plainExperiment}__proto__: { polluted: true }\n`,
  'proto-deep.yaml': plainExperiment.replace('  m:', '  __proto__:\n    sources: []\n  m:'),
  'proto-axis.yaml': withAxes('__proto__: [1], constructor: [1], toString: [1]'),
  'proto-framework.yaml': `${plainExperiment}frameworks: { toString: { toolchain: constructor, options: { valueOf: 1 } } }\n`,
  'proto-option.yaml': `${plainExperiment}frameworks: { f: { toolchain: onnxruntime, options: { constructor: 1 } } }\n`,
  'duplicate-keys.yaml': `${plainExperiment}name: other\n`,
  'many-doubles.yaml': 'a: 1\n'.repeat(40_000),
  'many-keys.yaml': Array.from({ length: 15_000 }, (_, at) => `models${at}: 1`).join('\n'),
  'tabs.yaml': plainExperiment.replaceAll('  ', '\t'),
  'utf-16le.yaml': Buffer.from(`\ufeff${plainExperiment}`, 'utf16le'),
  'utf-16-no-mark.yaml': Buffer.from(plainExperiment, 'utf16le'),
  'latin1.yaml': Buffer.from(plainExperiment.replace('plain', 'pl\u00e4n'), 'latin1'),
  'nul.yaml': plainExperiment.replace('plain', 'pl\0ain'),
  'binary.yaml': Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256),
  'scalar-10-mb.yaml': `name: "${'x'.repeat(10_000_000)}"\n`,
  'lines-10-mb.yaml': '- 1\n'.repeat(2_500_000),
  'name-200-kb.yaml': plainExperiment.replace('plain', 'x'.repeat(200_000)),
  'deep-flow.yaml': `matrix: ${'['.repeat(200_000)}`,
  'deep-spread.yaml': `matrix: ${'[1, '.repeat(60_000)}`,
  'deep-closed.yaml': `matrix: ${'[1, '.repeat(3000)}${']'.repeat(3000)}\n`,
  'deep-block.yaml': Array.from({ length: 700 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
  'dashes.yaml': '- '.repeat(120_000),
  'errors.yaml': `matrix:\n${'- { a: 1 }\n'.repeat(20_000)}models: {}\n`,
  'bad-lines.yaml': 'a\n b: c\n'.repeat(30_000),
  'bad-tags.yaml': '- !a b\n'.repeat(35_000),
  'levels.yaml': withAxes(`threads: [${numbers(30_000)}]`),
  'wrong-levels.yaml': plainExperiment.replace(
    '[m]',
    `[${Array.from({ length: 15_000 }, (_, at) => `model-${at}`).join(', ')}]`,
  ),
  'billion-cells.yaml': billionCells,
  'cells-10-to-300.yaml': plainExperiment.replace('axes: {', `zip: [${zips(150)}], axes: {`),
  'outside.yaml': plainExperiment.replace('m.onnx', '../../../../../../etc/passwd'),
  'absolute.yaml': plainExperiment.replace('m.onnx', '/etc/passwd'),
  'inventory-outside.yaml': `${plainExperiment}inventory: ../../../etc/passwd\n`,
  'inventory-pipe.yaml': `${plainExperiment}inventory: pipe\n`,
  'inventory-zero.yaml': `${plainExperiment}inventory: zero\n`,
  'newline-name.yaml': plainExperiment.replace('plain', '"a\\nb"'),
  'escape-name.yaml': plainExperiment.replace('plain', '"\\e]0;owned\\a\\e[31m"'),
  'escape-raw.yaml': plainExperiment.replace('plain', '\u001b[31mred'),
  'escape-key.yaml': `${plainExperiment}"\\e[2J": 1\n`,
  'escape-comment.yaml': `${plainExperiment}sesions: 1 # \u202e\u200b\n`,
  'bidi-name.yaml': plainExperiment.replace('plain', 'abc\u202edcba'),
  'zero-width.yaml': plainExperiment.replace('model: [m]', 'model: [m\u200b]'),
  'carriage-return.yaml': plainExperiment.replaceAll('\n', '\r'),
  'expression.yaml': plainExperiment.replace('} }\nmodels', `}, requires: ["${'('.repeat(190)}"] }\nmodels`),
};

/** Good files in an unusual dress: they are read as if it were not there. */
export const dressed: Readonly<Record<string, string>> = {
  'mark.yaml': `\ufeff${plainExperiment}`,
  'crlf.yaml': plainExperiment.replaceAll('\n', '\r\n'),
};

/** Writes them all; gives the names. The last ones are no files at all. */
export function writeHostileFiles(folder: string): readonly string[] {
  for (const [name, content] of Object.entries({ ...texts, ...dressed })) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'm.onnx'), '');
  mkdirSync(join(folder, 'folder.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('/dev/zero', join(folder, 'zero'));
  symlinkSync('loop', join(folder, 'loop'));
  return [
    ...Object.keys(texts),
    'folder.yaml',
    'pipe',
    'zero',
    'loop',
    '/dev/zero',
    '/proc/self/mem',
    '/proc/kmsg',
    'a\nb\u001b[31m.yaml',
  ];
}
