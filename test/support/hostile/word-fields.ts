/** Fields of experiments and toolchains that take no free word, each as a file with `@` where the word is to stand. */

const model =
  'm: { sources: [{ format: onnx, precision: fp32, path: m.onnx }], inputs: [{ name: input, shape: [1] }] }';
const axes = 'device: [this-machine], model: [m], framework: [onnxruntime], precision: [fp32]';
const experiment = (more: string, matrix = `axes: { ${axes} }`, models = model): string =>
  `schema: 1\nname: words\nmatrix: { ${matrix} }\nmodels: { ${models} }\n${more}`;
const replaced = (from: string, to: string): string => experiment('').replace(from, to);

export const experimentFields: Readonly<Record<string, string>> = {
  name: replaced('words', '@'),
  inventory: experiment('inventory: @\n'),
  device: replaced('this-machine', '@'),
  'model of an axis': replaced('[m]', '[@]'),
  framework: replaced('[onnxruntime]', '[@]'),
  precision: replaced('[fp32] }', '[@] }'),
  board: replaced('precision: [fp32] }', 'precision: [fp32], board: [@] }'),
  'name of an axis': replaced('precision: [fp32] }', 'precision: [fp32], @: [1] }'),
  'level of an option': replaced('precision: [fp32] }', 'precision: [fp32], graph_optimization: [@] }'),
  'name of a model': replaced('m: {', '@: {'),
  format: replaced('onnx,', '@,'),
  path: replaced('m.onnx', '@'),
  sha256: replaced('m.onnx', 'm.onnx, sha256: @'),
  dtype: replaced('[1]', '[1], dtype: @'),
  'name of a framework': experiment('frameworks: { @: { toolchain: onnxruntime } }\n'),
  toolchain: experiment('frameworks: { f: { toolchain: @ } }\n'),
  'value of an option': experiment('frameworks: { f: { toolchain: onnxruntime, options: { threads: @ } } }\n'),
  'name of data': experiment('data: { @: { path: d.npy } }\n'),
  'path of data': experiment('data: { d: { path: @ } }\n'),
  labels: experiment('data: { d: { path: d.npy, labels: @ } }\n'),
  expression: experiment('', `axes: { ${axes} }, requires: [@]`),
  'name of a setting': experiment('@: 1\n'),
  duration: experiment('measure: { duration: { min: @ } }\n'),
  limit: experiment('limits: { measure: @ }\n'),
};

const toolchain = `schema: 1
name: NAME
loads: loaded
precisions: [fp32]
on: [{ unit: cpu, provider: none }]
options: { level: { type: word, effect: run, default: low } }
probes: { tool: { kind: node-package, package: vitest } }
runners: [{ name: sh, protocol: 1, needs: [tool], argv: [sh, 'run.sh'], files: [run.sh] }]
conversions: [{ id: load, from: { format: text, precision: any }, to: { format: loaded, precision: same }, tool: tool, argv: [sh] }]
`;

export const toolchainFields: Readonly<Record<string, string>> = {
  name: toolchain.replace('NAME', '@'),
  loads: toolchain.replace('loads: loaded', 'loads: @'),
  precision: toolchain.replace('[fp32]', '[@]'),
  unit: toolchain.replace('unit: cpu', 'unit: @'),
  provider: toolchain.replace('none', '@'),
  'name of an option': toolchain.replace('level:', '@:'),
  'level of an option': toolchain.replace('low', '@'),
  'name of a probe': toolchain.replace('{ tool: {', '{ @: {'),
  package: toolchain.replace('vitest', '@'),
  'name of a runner': toolchain.replace('name: sh', 'name: @'),
  need: toolchain.replace('[tool]', '[@]'),
  file: toolchain.replace('[run.sh]', '[@]'),
  'name of a conversion': toolchain.replace('id: load', 'id: @'),
  format: toolchain.replace('format: text', 'format: @'),
  tool: toolchain.replace('tool: tool', 'tool: @'),
};

/** Refused in each of them. */
export const refusedWords: readonly string[] = [
  '/$(echo>ran)',
  "'; rm -rf ~ #\\",
  '-oProxyCommand=echo>ran\n',
  '../../../../x',
  '`echo>ran`\u202e',
  '\u001b]0;ran\u0007',
  'a\0b',
  '/etc/passwd\n',
  'x'.repeat(20_000),
];
