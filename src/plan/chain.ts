/** Model, framework and precision → the route of a cell with its steps, or why there is none. */
import { err, ok, type Result } from '#core/result.js';
import type { Nanoseconds } from '#core/units.js';
import { failure } from '#domain/failure.js';
import type { Known } from '#domain/known.js';
import type { StepKey } from '#domain/names.js';
import type { Route } from '#domain/plan.js';
import { type AskedVersion, askedHere, askedOf } from '#domain/tool-choice.js';
import type { CheckLimits, Conversion, Toolchain, Variant } from '#domain/toolchain.js';
import type { BuildNeeds } from './build.js';
import type { CalibrationSet } from './calibration.js';
import { toolchainFiles } from './files.js';
import { noRoute, type Wanted } from './no-route.js';
import type { ChosenOptions } from './options.js';
import { type Refusal, unavailable, unsupported } from './question.js';
import type { LegIngredient, RouteIngredient, SourceIngredient } from './recipe.js';
import { findPath, type Leg, type Path } from './route.js';
import { type Start, startOf } from './start.js';
import { type DraftStep, stepKeyOf } from './steps.js';
import { fill } from './templates.js';
import { needsOfAll, type ToolNeeds } from './tools.js';

export interface Chain {
  readonly route: Route;
  readonly source: SourceIngredient;
  readonly ingredient: RouteIngredient;
  /** Of the route, in its order: of a build too. */
  readonly drafts: readonly DraftStep[];
  /** Of a source that is built, what a builder must have. */
  readonly build?: BuildNeeds;
  /** What the conversions that are done on the board need there. */
  readonly onBoard: ToolNeeds;
  /** Those that a builder does. */
  readonly onBuilder: readonly Conversion[];
  /** What each conversion says of how far answers may be from those of the source. */
  readonly checks: readonly (CheckLimits | undefined)[];
}

export interface ChainRequest extends Wanted {
  readonly options: ChosenOptions;
  /** What the framework calls the unit, where a conversion makes something for that one alone. */
  readonly provider?: string;
  readonly version: AskedVersion | null;
  readonly limitNs: Nanoseconds;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
}

export function chainOf(request: ChainRequest, known: Known): Result<Chain, Refusal> {
  const path = pathOf(request);
  if (!path.ok) return path;
  const { source, legs } = path.value;
  const { toolchains, limitNs } = request;
  const start = startOf(source, { toolchains, known, limitNs });
  if (!start.ok) return err(unavailable(start.error));
  const calibration = calibrationFor(legs, request);
  if (!calibration.ok) return calibration;
  const context = { request, calibration: calibration.value };
  const drafts = draftsOf(context, path.value, { start: start.value, known });
  if (!drafts.ok) return drafts;
  const last = legs.at(-1);
  const conversions = legs.map(({ conversion }) => conversion);
  const { build, ingredient, planned } = start.value;
  const all = build ? [build.draft, ...drafts.value] : drafts.value;
  return ok({
    route: {
      source: planned,
      steps: all.map(({ key }) => key),
      ...(last ? { loads: last.to } : {}),
    },
    source: ingredient,
    ...(build ? { build: build.needs } : {}),
    ingredient: { legs: legs.map((leg) => legIngredient(leg, context)) },
    drafts: all,
    onBoard: needsOfAll(conversions.filter(({ where }) => where !== 'builder')),
    onBuilder: conversions.filter(({ where }) => where === 'builder'),
    checks: conversions.map(({ check }) => check),
  });
}

/** No list of ours says what a framework cannot do, but a chain that nobody declares cannot be walked. */
function pathOf(request: ChainRequest): Result<Path, Refusal> {
  const { framework, toolchain, precision, sources } = request;
  if (!toolchain.precisions.includes(precision)) {
    const facts = { framework, precision, precisions: toolchain.precisions };
    return err(unsupported(failure('route/precision', facts)));
  }
  const found = findPath(sources, usableIn(request), { format: toolchain.loads, precision });
  return found.kind === 'path' ? ok(found.path) : err(unsupported(noRoute(request, found)));
}

/** A conversion that looks at items of a calibration set cannot be done for a model without one. */
function usableIn({ conversions, calibration }: ChainRequest): readonly Conversion[] {
  return calibration ? conversions : conversions.filter((each) => each.calibration !== true);
}

/** Items are drawn only where a leg looks at them: what is wrong with the set is no matter of other routes. */
function calibrationFor(
  legs: readonly Leg[],
  { calibration }: ChainRequest,
): Result<CalibrationSet | undefined, Refusal> {
  if (!calibration || !legs.some(({ conversion }) => conversion.calibration)) return ok(undefined);
  return calibration.ok ? calibration : err(unavailable(calibration.error));
}

/** What is part of an artifact's key because a conversion is told it. */
function wordsOf({ options, provider }: ChainRequest): Readonly<Record<string, string>> {
  return provider === undefined ? options.convert : { ...options.convert, provider };
}

interface LegContext {
  readonly request: ChainRequest;
  /** Known where a leg needs it. */
  readonly calibration: CalibrationSet | undefined;
}

function legIngredient({ conversion, to }: Leg, { request, calibration }: LegContext): LegIngredient {
  const { version } = request;
  const shown = conversion.calibration ? calibration : undefined;
  return {
    argv: fill(conversion.argv, wordsOf(request)),
    tool: conversion.tool,
    version: askedOf(conversion.tool, version) ?? null,
    to,
    ...(shown ? { calibration: shownIngredient(shown) } : {}),
  };
}

function shownIngredient(shown: CalibrationSet): NonNullable<LegIngredient['calibration']> {
  return shown.kind === 'items'
    ? { data: shown.file.digest, items: shown.items }
    : { random: shown.shape, seed: shown.seed };
}

interface Origin {
  readonly start: Start;
  readonly known: Known;
}

function draftsOf(context: LegContext, { legs }: Path, origin: Origin): Result<DraftStep[], Refusal> {
  const drafts: DraftStep[] = [];
  const { ingredient: source, from: first } = origin.start;
  let before: StepKey | undefined = first.kind === 'step' ? first.key : undefined;
  for (const leg of legs) {
    const from = before === undefined ? first : { kind: 'step' as const, key: before };
    const ingredient = legIngredient(leg, context);
    const files = toolchainFiles(context.request.toolchain, leg.conversion.files, origin.known);
    if (!files.ok) return err(unavailable(files.error));
    const key: StepKey = stepKeyOf(before ?? source, ingredient);
    drafts.push({ key, from, argv: ingredient.argv, files: files.value, ...draftOf(leg, context) });
    before = key;
  }
  return ok(drafts);
}

/** What a step has of its conversion alone. */
function draftOf(
  { conversion, to }: Leg,
  { request, calibration }: LegContext,
): Omit<DraftStep, 'key' | 'from' | 'argv' | 'files'> {
  const { id, tool, where, target, variants, failures, proves, reads } = conversion;
  const { toolchain, limitNs } = request;
  const { needs } = conversion;
  const version = askedHere([tool, ...needs], request.version);
  return {
    toolchain: toolchain.name,
    conversion: id,
    to,
    ...(where === 'builder' ? { where } : {}),
    ...(target ? { target } : {}),
    ...(conversion.calibration && calibration ? { calibration } : {}),
    ...(variants ? { variants: filledVariants(variants, wordsOf(request)) } : {}),
    tool,
    ...(needs.length > 0 ? { needs } : {}),
    ...(version ? { version } : {}),
    failures,
    ...(proves === undefined ? {} : { proves }),
    ...(reads ? { reads } : {}),
    limitNs,
  };
}

function filledVariants(variants: readonly Variant[], values: Readonly<Record<string, string>>): readonly Variant[] {
  return variants.map(({ version, argv }) => ({ version, argv: fill(argv, values) }));
}
