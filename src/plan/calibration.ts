/**
 * The items that a quantising conversion is shown: drawn without replacement by the seed of the experiment's own words, so that
 * every tool sees the same ones. None of them may be among those that accuracy counts, by content and not by name: a model
 * that was fitted to the questions of its examination answers them too well.
 */
import { present } from '#core/invariant.js';
import { randomStream, shuffled } from '#core/random.js';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { Calibration, Model } from '#domain/model.js';
import type { Drawn, PlannedFile } from '#domain/plan.js';
import { dataFiles } from './files.js';
import type { Question } from './question.js';

export type CalibrationSet = Drawn;
type DrawnItems = Extract<Drawn, { kind: 'items' }>;

/** Undefined: the model declares none. */
export function calibrationOf(
  model: Model,
  { experiment }: Pick<Question, 'experiment'>,
  known: Known,
): Result<CalibrationSet, Failure> | undefined {
  const { calibration } = model;
  if (!calibration) return undefined;
  const { data, count, seed } = calibration;
  if (data === null) return madeUp(model, { count, seed });
  const files = dataFiles(present(experiment.data.get(data), `data set ${data}`), known);
  if (!files.ok) return files;
  const file = files.value.images;
  const there = known.tensors?.get(file.digest)?.items;
  if (there === undefined || there < count) {
    const facts = { model: model.name, data, asked: count, path: file.name, items: there ?? null };
    return err(failure('calibration/too-few', facts));
  }
  const items = drawItems(there, count, seed);
  const counted = countedAmong({ kind: 'items', file, items }, { experiment, known });
  if (counted) return err(failure('calibration/counted', { model: model.name, data, drawn: count, ...counted }));
  return ok({ kind: 'items', file, items });
}

/** Of the shape of the model's input; a free dimension is one, as where random numbers are measured with. */
function madeUp(
  { name, inputs: [input] }: Model,
  { count, seed }: Pick<Calibration, 'count' | 'seed'>,
): Result<CalibrationSet, Failure> {
  if (!input) return err(failure('calibration/too-few', { model: name, data: 'random', asked: count, items: null }));
  const [, ...rest] = input.shape;
  return ok({ kind: 'random', shape: [count, ...rest.map((size) => (typeof size === 'number' ? size : 1))], seed });
}

/** In the order of the file: which items, not when each was drawn, is what a draw is known by. */
function drawItems(of: number, count: number, seed: number): readonly number[] {
  const all = Array.from({ length: of }, (_, item) => item);
  return shuffled(all, randomStream(seed, 'calibration'))
    .slice(0, count)
    .sort((a, b) => a - b);
}

interface Counted {
  readonly accuracy: string;
  readonly items: number;
  readonly counted: number;
  /** The first of them in both sets. */
  readonly first: number;
  readonly same: number;
}

function countedAmong(
  { file, items }: DrawnItems,
  { experiment, known }: { readonly experiment: Question['experiment']; readonly known: Known },
): Counted | undefined {
  const accuracy = experiment.protocol.accuracy?.data;
  const set = accuracy === undefined ? undefined : experiment.data.get(accuracy);
  const images = set ? dataFiles(set, known) : undefined;
  if (accuracy === undefined || !images?.ok) return undefined;
  const each = ({ digest }: Pick<PlannedFile, 'digest'>): readonly string[] => known.tensors?.get(digest)?.each ?? [];
  const [mine, theirs] = [each(file), each(images.value.images)];
  const placeOf = new Map(theirs.map((digest, at) => [digest, at]));
  const both = items.flatMap((first) => {
    const same = placeOf.get(mine[first] ?? '');
    return same === undefined ? [] : [{ first, same }];
  });
  const [first] = both;
  return first && { accuracy, items: theirs.length, counted: both.length, ...first };
}
