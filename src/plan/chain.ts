/** Model, framework and precision → the route of a cell with its steps, or why there is none. */
import { err, ok, type Result } from '#core/result.js';
import type { Nanoseconds } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { Form, Model } from '#domain/model.js';
import type { StepKey } from '#domain/names.js';
import type { PlannedFile, Route } from '#domain/plan.js';
import type { Conversion, Toolchain } from '#domain/toolchain.js';
import type { CalibrationSet } from './calibration.js';
import { sourceFile, toolchainFiles } from './files.js';
import type { ChosenOptions } from './options.js';
import { type Refusal, unavailable, unsupported } from './question.js';
import type { LegIngredient, RouteIngredient, SourceIngredient } from './recipe.js';
import { findPath, nameOf, type Path } from './route.js';
import { type DraftStep, stepKeyOf } from './steps.js';
import { fill } from './templates.js';

export interface Chain {
  readonly route: Route;
  readonly source: SourceIngredient;
  readonly ingredient: RouteIngredient;
  readonly drafts: readonly DraftStep[];
  /** What the conversions need on the board. */
  readonly needs: readonly string[];
}

export interface ChainRequest {
  readonly model: Model;
  readonly framework: string;
  readonly toolchain: Toolchain;
  /** Those of the toolchain that may be used, the preferred ones first. */
  readonly conversions: readonly Conversion[];
  readonly precision: string;
  readonly options: ChosenOptions;
  /** Of the model; absent: it declares none. */
  readonly calibration: Result<CalibrationSet, Failure> | undefined;
  readonly version: { readonly wanted: string; readonly of: readonly string[] } | null;
  readonly limitNs: Nanoseconds;
}

export function chainOf(request: ChainRequest, known: Known): Result<Chain, Refusal> {
  const path = pathOf(request);
  if (!path.ok) return path;
  const { source, legs } = path.value;
  const file = sourceFile(source, known);
  if (!file.ok) return err(unavailable(file.error));
  const ingredient: SourceIngredient = {
    digest: file.value.digest,
    format: source.format,
    precision: source.precision,
  };
  const drafts = draftsOf(request, path.value, { file: file.value, ingredient, known });
  if (!drafts.ok) return drafts;
  const last = legs.at(-1);
  const needs = [...new Set(legs.flatMap(({ conversion }) => [...conversion.needs, conversion.tool]))];
  return ok({
    route: {
      source: { ...file.value, format: source.format, precision: source.precision },
      steps: drafts.value.map(({ key }) => key),
      ...(last ? { loads: last.to } : {}),
    },
    source: ingredient,
    ingredient: { legs: legs.map((leg) => legIngredient(leg, request)) },
    drafts: drafts.value,
    needs,
  });
}

/** No list of ours says what a framework cannot do, but a chain that nobody declares cannot be walked. */
function pathOf({ model, framework, toolchain, conversions, precision }: ChainRequest): Result<Path, Refusal> {
  const goal: Form = { format: toolchain.loads, precision };
  const sources = model.sources.map(nameOf);
  const facts = { framework, model: model.name, precision, wants: nameOf(goal), sources };
  if (!toolchain.precisions.includes(precision)) {
    return err(unsupported(failure('route/none', { ...facts, precisions: toolchain.precisions, why: 'precision' })));
  }
  const found = findPath(model.sources, conversions, goal);
  if (found.kind === 'path') return ok(found.path);
  const why = model.sources.some((source) => source.precision === precision) ? 'format' : 'source';
  return err(unsupported(failure('route/none', { ...facts, tried: found.reached, why })));
}

function legIngredient({ conversion, to }: Path['legs'][number], request: ChainRequest): LegIngredient {
  const { options, version } = request;
  const shown = shownTo(conversion, request);
  return {
    argv: fill(conversion.argv, options.convert),
    tool: conversion.tool,
    version: version?.of.includes(conversion.tool) ? version.wanted : null,
    to,
    ...(shown?.ok ? { calibration: { data: shown.value.file.digest, items: shown.value.items } } : {}),
  };
}

/** The items that a quantising conversion looks at; undefined: it looks at none. */
function shownTo({ calibration }: Conversion, request: ChainRequest): ChainRequest['calibration'] {
  return calibration ? request.calibration : undefined;
}

interface Origin {
  readonly file: PlannedFile;
  readonly ingredient: SourceIngredient;
  readonly known: Known;
}

function draftsOf(
  request: ChainRequest,
  { legs }: Path,
  { file, ingredient, known }: Origin,
): Result<DraftStep[], Refusal> {
  const drafts: DraftStep[] = [];
  let before: StepKey | undefined;
  for (const leg of legs) {
    const { conversion, to } = leg;
    const made = legIngredient(leg, request);
    const files = toolchainFiles(request.toolchain, conversion.files, known);
    if (!files.ok) return err(unavailable(files.error));
    const shown = shownTo(conversion, request);
    if (shown && !shown.ok) return err(unavailable(shown.error));
    const key: StepKey = stepKeyOf(before ?? ingredient, made);
    drafts.push({
      key,
      toolchain: request.toolchain.name,
      conversion: conversion.id,
      from: before === undefined ? { kind: 'source', file } : { kind: 'step', key: before },
      to,
      argv: made.argv,
      files: files.value,
      tool: conversion.tool,
      ...(conversion.needs.length > 0 ? { needs: conversion.needs } : {}),
      ...(request.version && made.version !== null ? { version: request.version } : {}),
      ...(shown ? { calibration: shown.value } : {}),
      failures: conversion.failures,
      limitNs: request.limitNs,
    });
    before = key;
  }
  return ok(drafts);
}
