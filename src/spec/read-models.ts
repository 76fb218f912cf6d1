/** `models:` and `data:`. */
import { parseDigest } from '#core/digest.js';
import type { DataSet, Model, ModelInput, ModelSource } from '#domain/model.js';
import type { Cursor } from './cursor.js';
import { attributesOf, textAt } from './fields.js';
import type { Problems } from './problems.js';
import { isAmbiguous } from './scalars.js';

export function readModels(cursor: Cursor | undefined, problems: Problems): Map<string, Model> {
  const models = new Map<string, Model>();
  for (const [name, model] of cursor?.members() ?? []) {
    checkKey(name, model, problems);
    models.set(name, readModel(name, model));
  }
  return models;
}

export function readData(cursor: Cursor | undefined, problems: Problems): Map<string, DataSet> {
  const sets = new Map<string, DataSet>();
  for (const [name, data] of cursor?.members() ?? []) {
    checkKey(name, data, problems);
    const labels = textAt(data, 'labels');
    sets.set(name, {
      name,
      format: 'npy',
      path: textAt(data, 'path') ?? '',
      ...(labels === undefined ? {} : { labels }),
    });
  }
  return sets;
}

/** Names become levels: what would be ambiguous there is ambiguous here. Quoted keys are told apart by their mark's text. */
export function checkKey(name: string, { keyMark }: Cursor, problems: Problems): void {
  const first = keyMark.excerpt?.[(keyMark.span?.column ?? 1) - (keyMark.excerptFrom ?? 1)];
  const quoted = first === '"' || first === "'";
  if (!quoted && isAmbiguous(name)) problems.add('spec/ambiguous-scalar', keyMark, { text: name });
}

function readModel(name: string, model: Cursor): Model {
  return {
    name,
    task: taskOf(textAt(model, 'task')),
    weights: textAt(model, 'weights') ?? name,
    sources: (model.at('sources')?.items() ?? []).map(readSource),
    inputs: (model.at('inputs')?.items() ?? []).map(readInput),
    attributes: attributesOf(model.at('attributes')),
  };
}

function readSource(source: Cursor): ModelSource {
  const sha256 = parseDigest(textAt(source, 'sha256') ?? '');
  return {
    format: textAt(source, 'format') ?? '',
    precision: textAt(source, 'precision') ?? '',
    path: textAt(source, 'path') ?? '',
    ...(sha256 ? { sha256 } : {}),
  };
}

function readInput(input: Cursor): ModelInput {
  const dimensions = (input.at('shape')?.items() ?? []).map(({ value }) => value);
  return {
    name: textAt(input, 'name') ?? '',
    shape: dimensions.filter((size) => typeof size === 'number' || typeof size === 'string'),
    dtype: 'float32',
    ...layoutAt(input),
  };
}

function layoutAt(input: Cursor): Pick<ModelInput, 'layout'> {
  const layout = textAt(input, 'layout');
  return layout === 'nchw' || layout === 'nhwc' ? { layout } : {};
}

function taskOf(word: string | undefined): Model['task'] {
  return word === 'classification' || word === 'detection' || word === 'generation' ? word : 'other';
}
