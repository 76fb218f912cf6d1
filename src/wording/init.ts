/** What `init` says: what it wrote, what comes next, and why it wrote nothing. */
import type { Starter } from '#domain/starter.js';
import { visible } from './control.js';
import { elapsed, plural } from './quantity.js';
import { shellWord } from './shell.js';
import { tensor } from './starter-mistake.js';

export interface InitDeeds {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

export function initWords(starter: Starter, experiment: string, deeds: InitDeeds): readonly string[] {
  const models = starter.models.flatMap(({ name, input, sources }) => [
    `${visible(name)}   ${tensor(input)}`,
    ...sources.map(({ precision, file }) => `  ${precision.padEnd(5)} ${visible(file)}`),
  ]);
  const { cells, sessions, durationMs, aboutMs } = starter;
  const duration = elapsed(durationMs * 1e6);
  return [
    ...models,
    '',
    ...deedLines(deeds),
    '',
    `${plural(cells, 'cell')}, each in ${plural(sessions, 'session')} of ${duration}: about ${elapsed(aboutMs * 1e6)} with a quick model.`,
    ...nextLines(experiment),
  ];
}

export function quickstartWords(experiment: string, deeds: InitDeeds): readonly string[] {
  return [...deedLines(deeds), '', ...nextLines(experiment)];
}

export function nextCommands(experiment: string): readonly string[] {
  const path = shellWord(experiment);
  return [`orchestrate plan ${path}`, `orchestrate run ${path}`];
}

function nextLines(experiment: string): readonly string[] {
  return ['Next:', ...nextCommands(experiment).map((command) => `  ${visible(command)}`)];
}

function deedLines({ written, kept }: InitDeeds): readonly string[] {
  return [
    ...written.map((place) => `wrote ${visible(place)}`),
    ...kept.map((place) => `kept  ${visible(place)}, as it was`),
  ];
}

export function nothingWritten(reasons: readonly string[]): string {
  return [...reasons, '', 'Nothing was written.'].join('\n');
}

/** `found` are models in the folder, as they would be typed. */
export function noModelWords(found: readonly string[]): string {
  const named = found.map((file) => `  orchestrate init ${visible(shellWord(file))}`);
  return [
    'init needs a model: an ONNX file with one float32 input.',
    ...(named.length > 0
      ? ['In this folder:', ...named]
      : ['No file ending in .onnx is in this folder or one below it.']),
    'Without a model of your own, `orchestrate init --quickstart` copies an example that runs.',
  ].join('\n');
}

export function outsideWords(file: string, folder: string): string {
  return `${visible(file)} is outside of this folder, and a project holds what it measures.\n\`--copy\` copies it into ${folder}/; or call init in a folder that holds both.`;
}

export function oddName(file: string): string {
  return `${visible(file)} has a name that cannot be written into an experiment (a backslash, $, ~ or a line break): rename it.`;
}

export function thereAlready(place: string, what: 'experiment' | 'file'): string {
  return what === 'experiment'
    ? `${visible(place)} is there already. \`--force\` replaces it, \`--name NAME\` writes another.`
    : `${visible(place)} is there already, with another content: move it away, or rename yours.`;
}

export function unknownBoard(name: string, inventory: string, known: readonly string[]): string {
  return `${visible(inventory)} has no board ${visible(name)}: ${known.map(visible).join(', ') || 'it has none'}.`;
}

export const labelsWithoutData = '--labels counts answers to data: name the items too, with `--data FILE.npy`.';
export const quickstartAlone = '--quickstart copies an example with its own models: name no model beside it.';

/** `code` is the system's own word. */
export function describeNotWritable(place: string, code: string): string {
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'no space is left'
      : code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR'
        ? 'something else is in its place'
        : 'this user may not write here';
  return `${visible(place)} cannot be written: ${why} (${code}).`;
}
