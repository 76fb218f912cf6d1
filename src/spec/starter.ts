/** What was found in model files, and what a person asked for → a first experiment, or all that stands against it. */
import { err, ok, type Result } from '#core/result.js';
import type { ArrayLook, ModelLook } from '#domain/model-facts.js';
import type { Starter, StarterData, StarterMistake, StarterModel, StarterSource } from '#domain/starter.js';
import { guessPrecision } from './guess-precision.js';
import { modelNameOf } from './model-name.js';
import { type AskedShape, fits, starterInput } from './starter-input.js';

export interface LookedAt<Look> {
  /** As the person named it. */
  readonly file: string;
  /** As the experiment will name it. */
  readonly path: string;
  readonly look: Look;
}

export interface StarterRequest {
  readonly models: readonly LookedAt<ModelLook>[];
  readonly data: { readonly images: LookedAt<ArrayLook>; readonly labels: LookedAt<ArrayLook> | null } | null;
  readonly shapes: readonly AskedShape[];
  readonly precision: string | null;
  readonly knownPrecisions: readonly string[];
  readonly sessions: number | null;
  readonly frameworks: readonly string[];
  readonly name: string | null;
  readonly inventory: string;
  readonly device: string;
}

export function starterOf(request: StarterRequest): Result<Starter, readonly StarterMistake[]> {
  const mistakes: StarterMistake[] = [];
  const models = modelsOf(request, mistakes);
  const data = dataOf(request, models, mistakes);
  checkShapes(request, mistakes);
  const [first] = models;
  if (mistakes.length > 0 || !first) return err(mistakes);
  const sources = models.reduce((sum, model) => sum + model.sources.length, 0);
  const cells = sources * request.frameworks.length;
  const { frameworks, inventory, device } = request;
  return ok({
    name: request.name ?? (models.length === 1 ? first.name : `${first.name}-and-others`),
    inventory,
    device,
    frameworks,
    models,
    data,
    cells,
    ...pace(cells, request.sessions),
  });
}

/** Files that differ in precision alone are one model. */
function modelsOf(request: StarterRequest, mistakes: StarterMistake[]): readonly StarterModel[] {
  const models = new Map<string, StarterModel>();
  for (const looked of request.models) {
    const found = sourceOf(looked, request);
    if (!found.ok) {
      mistakes.push(found.error);
      continue;
    }
    const { name, input, source } = found.value;
    const model = models.get(name) ?? { name, input, sources: [] };
    mistakes.push(...unlike(model, input, source));
    models.set(name, { ...model, sources: [...model.sources, source] });
  }
  return [...models.values()];
}

interface FoundSource extends Pick<StarterModel, 'name' | 'input'> {
  readonly source: StarterSource;
}

function sourceOf(
  { file, path, look }: LookedAt<ModelLook>,
  { data, shapes, precision: asked, knownPrecisions }: StarterRequest,
): Result<FoundSource, StarterMistake> {
  if (look.kind !== 'model') return err({ kind: 'trouble', file, trouble: look });
  const item = data?.images.look.kind === 'array' ? data.images.look.shape.slice(1) : null;
  const input = starterInput(file, look.facts.inputs, { shapes, item });
  if (!input.ok) return input;
  const precision = asked ?? guessPrecision(look.facts);
  if (!knownPrecisions.includes(precision))
    return err({ kind: 'precision', file, guessed: precision, known: knownPrecisions });
  const name = modelNameOf(file.split(/[\\/]/).at(-1) ?? file);
  return ok({ name, input: input.value, source: { precision, path, file } });
}

/** What keeps a file from being a further source of a model. */
function unlike(
  model: StarterModel,
  input: StarterModel['input'],
  { precision, file }: StarterSource,
): readonly StarterMistake[] {
  const same = model.sources.find((source) => source.precision === precision);
  if (same) return [{ kind: 'same-precision', precision, files: [same.file, file] }];
  const alike = model.input.name === input.name && model.input.shape.join() === input.shape.join();
  return alike ? [] : [{ kind: 'unlike-inputs', file, other: model.sources[0]?.file ?? file }];
}

function dataOf(
  { data, models: looked }: StarterRequest,
  models: readonly StarterModel[],
  mistakes: StarterMistake[],
): StarterData | null {
  if (!data) return null;
  const { images, labels } = data;
  mistakes.push(...imageMistakes(images, models), ...(labels ? labelMistakes(labels, images) : []));
  return { path: images.path, labels: labels?.path ?? null, top: topOf(looked) };
}

function imageMistakes(
  { file, look }: LookedAt<ArrayLook>,
  models: readonly StarterModel[],
): readonly StarterMistake[] {
  if (look.kind !== 'array') return [{ kind: 'trouble', file, trouble: look }];
  const { shape, type } = look;
  if (type !== 'Float32Array') return [{ kind: 'data-type', file, type, expected: 'float32' }];
  const unfit = models.find(({ input }) => !fits([1, ...shape.slice(1)], input.shape));
  return unfit ? [{ kind: 'data-shape', file, shape, input: unfit.input }] : [];
}

function labelMistakes({ file, look }: LookedAt<ArrayLook>, images: LookedAt<ArrayLook>): readonly StarterMistake[] {
  if (look.kind !== 'array') return [{ kind: 'trouble', file, trouble: look }];
  const [labels = 0, ...more] = look.shape;
  if (look.type === 'Float32Array' || more.length > 0)
    return [{ kind: 'data-type', file, type: look.type, expected: 'integers' }];
  const items = images.look.kind === 'array' ? (images.look.shape[0] ?? 0) : labels;
  return items === labels ? [] : [{ kind: 'data-count', file, items, labels }];
}

/** Of five classes the right one is always among the first five. */
function topOf(looked: StarterRequest['models']): readonly number[] {
  const classes = looked.flatMap(({ look }) =>
    look.kind === 'model' ? (look.facts.outputs[0]?.shape.at(-1) ?? []) : [],
  );
  return classes.some((count) => typeof count === 'number' && count <= 5) ? [1] : [1, 5];
}

function checkShapes({ models, shapes }: StarterRequest, mistakes: StarterMistake[]): void {
  const known = models.flatMap(({ look }) => (look.kind === 'model' ? look.facts.inputs.map(({ name }) => name) : []));
  if (known.length === 0) return;
  for (const { input } of shapes) {
    if (input !== null && !known.includes(input)) mistakes.push({ kind: 'shape-of-nobody', input, known });
  }
}

/** What a session takes beside its measuring: a second of warm-up, and a process that starts and loads. */
const aroundMs = 1700;
/** A first evening's patience. */
const patienceMs = 90_000;
const durationsMs = [5000, 2000, 1000] as const;
const shortestMs = 600;
/** As many as the format's default: enough for an interval that says something. */
const usualSessions = 5;

function pace(cells: number, asked: number | null): Pick<Starter, 'sessions' | 'durationMs' | 'aboutMs'> {
  const sessions = asked ?? usualSessions;
  const aboutMs = (durationMs: number): number => cells * sessions * (durationMs + aroundMs);
  const durationMs = durationsMs.find((one) => aboutMs(one) <= patienceMs) ?? shortestMs;
  return { sessions, durationMs, aboutMs: aboutMs(durationMs) };
}
