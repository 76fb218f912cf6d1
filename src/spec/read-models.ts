/** `models:` and `data:`. */
import { suggest } from '#core/suggest.js';
import type { Calibration, DataSet, Model, ModelInput } from '#domain/model.js';
import type { Cursor } from './cursor.js';
import { attributesOf, numberAt, textAt, textsOf } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readSource } from './read-sources.js';
import { isAmbiguous } from './scalars.js';

/** What models may refer to. */
export interface ModelContext {
  readonly data: ReadonlyMap<string, DataSet>;
  readonly toolchains: readonly string[];
}

export function readModels(cursor: Cursor | undefined, context: ModelContext, problems: Problems): Map<string, Model> {
  const models = new Map<string, Model>();
  for (const [name, model] of cursor?.members() ?? []) {
    checkKey(name, model, problems);
    models.set(name, readModel([name, model], context, problems));
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

function readModel(
  [name, model]: readonly [string, Cursor],
  { data, toolchains }: ModelContext,
  problems: Problems,
): Model {
  const weights = textAt(model, 'weights') ?? name;
  const calibration = readCalibration(model.at('calibration'), [...data.keys()], problems);
  return {
    name,
    task: taskOf(textAt(model, 'task')),
    weights,
    sources: (model.at('sources')?.items() ?? []).map((source) =>
      readSource(source, { weights, toolchains }, problems),
    ),
    inputs: (model.at('inputs')?.items() ?? []).map(readInput),
    ...(calibration ? { calibration } : {}),
    ...optional('operators', textsOf(model.at('operators'))),
    attributes: attributesOf(model.at('attributes')),
  };
}

/** In the place of a set: made-up numbers. A set of that name goes before it. */
const randomData = 'random';

function readCalibration(
  cursor: Cursor | undefined,
  known: readonly string[],
  problems: Problems,
): Calibration | undefined {
  if (!cursor) return undefined;
  const set = cursor.at('data');
  const name = set?.text ?? '';
  const madeUp = name === randomData && !known.includes(name);
  if (set && !madeUp && !known.includes(name)) {
    const all = [...known, randomData];
    problems.add('spec/unknown-name', set.mark, { what: 'data set', name, known: all, suggestion: suggest(name, all) });
  }
  return { data: madeUp ? null : name, count: numberAt(cursor, 'count', 1), seed: numberAt(cursor, 'seed', 1) };
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
