/** A first experiment and inventory as text, with comments that teach. What is written here is read back in a test. */
import type { Starter, StarterData, StarterModel } from '#domain/starter.js';
import { elapsed } from './quantity.js';
import { shellWord } from './shell.js';

/** `experiment`: as the person will type it. */
export function experimentYaml(starter: Starter, experiment: string): string {
  const files = starter.models.flatMap(({ sources }) => sources.map(({ file }) => comment(file)));
  return [
    '# yaml-language-server: $schema=../schemas/experiment.schema.json',
    '#',
    `# Written by \`orchestrate init\` from ${files.join(', ')}. It is yours now: change what you like.`,
    '#',
    ...commentedCommands([
      [`orchestrate plan ${shellWord(experiment)}`, 'what would be done, and why'],
      [`orchestrate run ${shellWord(experiment)}`, `do it: about ${elapsed(starter.aboutMs * 1e6)} with a quick model`],
      ['orchestrate resume', 'go on where it was stopped'],
    ]),
    '',
    'schema: 1 # the version of this format',
    `name: ${scalar(starter.name)} # names the run sets; free to change`,
    `inventory: ${scalar(starter.inventory)} # the machines: today this one`,
    '',
    ...matrixLines(starter),
    '',
    '# Where the files of a model are: one for each precision, all of the same weights.',
    'models:',
    ...starter.models.flatMap(modelLines),
    '',
    ...dataLines(starter.data),
    '',
    ...measureLines(starter),
    '',
    '# Bounds for work that hangs.',
    'limits: { convert: 5m, load: 1m }',
    '',
  ].join('\n');
}

export function inventoryYaml(board: string): string {
  return `# yaml-language-server: $schema=../schemas/inventory.schema.json
# The machines that experiments of this folder can use. A device is a kind of target, a board is one machine of that kind.
schema: 1
devices:
  this-machine:
    units: [cpu]
    # attributes: { memory_mb: 16000 } # for rules such as \`requires: ["device.memory_mb >= model.min_memory_mb"]\`
boards:
  ${scalar(board)}:
    local: true
    device: this-machine
    # paths: { state: /var/tmp/orchestrate, lock: /var/lock/orchestrate.lock } # who shares a lock takes turns
`;
}

/** One block for the models that come in the same precisions: no cell is asked for that has no file. */
function matrixLines({ models, device, frameworks }: Starter): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { name, sources } of models) {
    const precisions = list(sources.map(({ precision }) => precision));
    groups.set(precisions, [...(groups.get(precisions) ?? []), name]);
  }
  const blocks = [...groups].map(([precisions, names], at) => [
    'axes:',
    `  device: [${scalar(device)}]${at === 0 ? ' # a kind of target; boards that offer it stand in the inventory' : ''}`,
    `  model: ${list(names)}${at === 0 ? ' # declared below' : ''}`,
    `  framework: ${list(frameworks)}`,
    `  precision: ${precisions}`,
    ...(at === 0 ? ['  # threads: [1, 4] # an option of both frameworks as an axis: twice as many cells'] : []),
  ]);
  const head = '# Every combination of these levels is a cell, and every cell is measured or says why not.';
  const more = '  # exclude: [{ framework: onnxruntime-web, precision: int8, because: "not interesting here" }]';
  const [only, ...others] = blocks;
  if (others.length === 0) return [head, 'matrix:', ...(only ?? []).map((line) => `  ${line}`), more];
  const items = blocks.flatMap((lines) => lines.map((line, at) => `  ${at === 0 ? '- ' : '  '}${line}`));
  return [`${head.slice(0, -1)};`, '# the cells of all blocks are united.', 'matrix:', ...items];
}

function modelLines({ name, input, sources }: StarterModel): readonly string[] {
  const shape = input.shape.map((size) => (typeof size === 'number' ? String(size) : scalar(size))).join(', ');
  return [
    `  ${scalar(name)}:`,
    `    inputs: [{ name: ${scalar(input.name)}, shape: [${shape}] }] # as the file has it; a word is a free dimension`,
    '    sources:',
    ...sources.map(
      ({ precision, path }) => `      - { format: onnx, precision: ${scalar(precision)}, path: ${scalar(path)} }`,
    ),
  ];
}

function dataLines(data: StarterData | null): readonly string[] {
  const head =
    '# Items as a NumPy file of float32 tensors, the first dimension counting them; labels as one of integers.';
  if (!data) return [head, '# data:', '#   items: { path: ../data/items.npy, labels: ../data/labels.npy }'];
  const labels = data.labels === null ? '' : `, labels: ${scalar(data.labels)}`;
  return [head, 'data:', `  items: { path: ${scalar(data.path)}${labels} }`];
}

function measureLines({ sessions, durationMs, data }: Starter): readonly string[] {
  const duration = durationMs % 1000 === 0 ? `${durationMs / 1000}s` : `${durationMs}ms`;
  const accuracy =
    data?.labels === null || !data
      ? ['  # accuracy: { data: items, top: [1, 5] } # counts hits, in a step of its own; needs data with labels']
      : [`  accuracy: { data: items, top: [${data.top.join(', ')}] } # counts hits, in a step of its own`];
  return [
    "# How each cell is measured. All but the number of sessions is part of a cell's fingerprint.",
    'measure:',
    `  sessions: ${sessions} # fresh processes: what an interval is computed over; three are the fewest that can be compared`,
    '  warmup: { iterations: 50, max: 1s } # WebAssembly is compiled while it runs: it takes about a second to reach its speed',
    '  iterations: { min: 20 }',
    `  duration: { min: ${duration} } # measure at least this long; 5s or more for numbers that matter`,
    ...(data ? ['  data: items', '  input: data # feed the items, one after the other'] : []),
    ...(data
      ? []
      : ['  input: random # numbers from 0 to 1, the same in every session: right for latency, not for accuracy']),
    ...accuracy,
  ];
}

function list(words: readonly string[]): string {
  return `[${words.map(scalar).join(', ')}]`;
}

/** What no reader takes for anything but this text stays bare; JSON's quotes are YAML's too. */
function scalar(text: string): string {
  const bare = /^(?:\.\.?\/)*[A-Za-z_][A-Za-z0-9_./+-]*$/.test(text);
  const taken = /^(?:true|false|yes|no|on|off|y|n|null|_?)$/i.test(text);
  return bare && !taken ? text : JSON.stringify(text).replace(unprintable, escaped);
}

/** JSON leaves these as they are, and YAML does not allow or editors do not show them. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/** A comment ends with its line. */
function commentedCommands(lines: readonly (readonly [command: string, does: string])[]): readonly string[] {
  const width = Math.max(...lines.map(([command]) => comment(command).length));
  return lines.map(([command, does]) => `#   ${comment(command).padEnd(width)}   ${does}`);
}

function comment(text: string): string {
  return text.replace(unprintable, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
