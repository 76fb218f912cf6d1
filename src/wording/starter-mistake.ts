/** Why `init` wrote nothing, one line or two for each reason. */
import { exhaustive } from '#core/invariant.js';
import type { TensorFacts } from '#domain/model-facts.js';
import type { StarterMistake } from '#domain/starter.js';
import { visible } from './control.js';
import { describeTrouble } from './file-trouble.js';
import { plural } from './quantity.js';

const listed = 6;

export function describeStarterMistake(mistake: StarterMistake): string {
  const [first, ...more] = linesOf(mistake);
  return [first, ...more.map((line) => `  ${line}`)].join('\n');
}

function linesOf(mistake: StarterMistake): readonly string[] {
  const file = 'file' in mistake ? visible(mistake.file) : '';
  switch (mistake.kind) {
    case 'trouble':
      return [`${file}: ${describeTrouble(mistake.trouble)}.`];
    case 'inputs':
      return inputsLines(file, mistake.inputs);
    case 'input-type':
      return [
        `${file}: its input is ${tensor(mistake.input)}; today float32 inputs are fed.`,
        'Export it with float32 at its borders (for fp16: `keep_io_types=True`); the weights may be anything.',
      ];
    case 'free-dimensions':
      return freeLines(file, mistake.input);
    case 'shape':
      return [`${file}: --shape ${mistake.asked.join('x')} does not fit its input ${tensor(mistake.input)}.`];
    case 'shape-of-nobody':
      return [`--shape names the input ${visible(mistake.input)}; there is ${mistake.known.map(visible).join(', ')}.`];
    case 'unlike-inputs':
      return [
        `${file} and ${visible(mistake.other)} are named as one model in two precisions, and their inputs differ.`,
        'Rename one of them: files that differ in .fp32, .fp16, .int8 alone are one model.',
      ];
    case 'precision':
      return [
        `${file}: its precision ${visible(mistake.guessed)} is none that can be measured here: ${mistake.known.join(', ')}.`,
        'If it was guessed wrongly, say it: `--precision int8`.',
      ];
    case 'same-precision':
      return [
        `${mistake.files.map(visible).join(' and ')} are named as one model, and both are ${visible(mistake.precision)} by their weights.`,
        'Rename one of them, or leave one out.',
      ];
    case 'data-type':
    case 'data-shape':
    case 'data-count':
      return [dataLine(file, mistake)];
    default:
      return exhaustive(mistake);
  }
}

type DataMistake = Extract<StarterMistake, { kind: 'data-type' | 'data-shape' | 'data-count' }>;

function dataLine(file: string, mistake: DataMistake): string {
  switch (mistake.kind) {
    case 'data-type':
      return `${file}: expected ${mistake.expected}${mistake.expected === 'integers' ? ', one for each item' : ': save it with `.astype("float32")`'}; found ${mistake.type}.`;
    case 'data-shape':
      return `${file}: its items are ${mistake.shape.slice(1).join('x')}, and the model takes ${tensor(mistake.input)}.`;
    case 'data-count':
      return `${file}: ${plural(mistake.labels, 'label')} for ${plural(mistake.items, 'item')}.`;
    default:
      return exhaustive(mistake);
  }
}

function inputsLines(file: string, inputs: readonly TensorFacts[]): readonly string[] {
  if (inputs.length === 0) return [`${file}: the model has no input; a model with one input is needed.`];
  const more = inputs.length > listed ? [`  … and ${inputs.length - listed} more`] : [];
  return [
    `${file}: the model has ${inputs.length} inputs; today models with one float32 input are measured.`,
    ...inputs.slice(0, listed).map((input) => `  ${tensor(input)}`),
    ...more,
    'Fix the others to constants when you export it.',
  ];
}

function freeLines(file: string, input: TensorFacts): readonly string[] {
  const example = input.shape.map((size, at) => (typeof size === 'number' ? size : at === 0 ? 1 : 224));
  const sizes = example.length === 0 ? '1x3x224x224' : example.join('x');
  return [
    `${file}: the size of its input ${tensor(input)} is free, and has to be known to feed it.`,
    `Say it: \`--shape ${/^[\w.-]+$/.test(input.name) ? `${input.name}=` : ''}${sizes}\`, with your sizes.`,
  ];
}

/** `pixels float32 [batch, 3, ?, ?]`. */
export function tensor({ name, type, shape }: TensorFacts): string {
  const sizes = shape.map((size) => (size === '' ? '?' : visible(String(size)))).join(', ');
  return `${visible(name)} ${visible(type)} ${shape.length === 0 ? 'of unknown shape' : `[${sizes}]`}`;
}
