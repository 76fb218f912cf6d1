/** `explain CELL`: what the cell is made of, how the model reaches the framework, and whether `resume` runs it again. */
import type { Alternative } from '#domain/alternative.js';
import { standingOf } from '#domain/cell-state.js';
import type { Limits, Protocol } from '#domain/experiment.js';
import type { Execution } from '#domain/message.js';
import { outOf } from '#domain/out-of-boards.js';
import {
  type PartName,
  type Plan,
  type PlannedCell,
  type PlannedSource,
  type PlannedStep,
  partNames,
  type RunCell,
} from '#domain/plan.js';
import type { ArtifactRecord, AttemptRecord } from '#domain/record.js';
import type { BoardAside } from '#domain/recovery.js';
import type { RunSet } from '#domain/run-set.js';
import { describeStanding, type Outlook, outlookOf } from '#wording/cell-state.js';
import { describeFailure } from '#wording/failure.js';
import { partWords } from '#wording/part.js';
import { type CheckView, checkOf } from './check.js';
import { conversionsByStep } from './conversions.js';
import { type Converted, type ConvertedView, convertedByStep } from './converted.js';
import { type Reason, reasonOf } from './reason.js';
import { resolved } from './resolved.js';
import { headOf, type RunHead } from './run-head.js';
import { type StepPlaceView, stepPlaceOf } from './step-place.js';

export interface ExplainInput {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly cell: PlannedCell;
  readonly records: readonly AttemptRecord[];
  readonly artifacts: readonly ArtifactRecord[];
  /** The newest earlier run set of the same experiment that plans the same cell. */
  readonly earlier: { readonly runSet: RunSet; readonly cell: PlannedCell } | null;
  /** Empty where its toolchain is not here. */
  readonly alternatives?: readonly Alternative[];
  readonly asides?: readonly BoardAside[];
}

export interface ExplainView {
  readonly view: 'explain';
  readonly format: 1;
  readonly runSet: RunHead;
  readonly cell: { readonly key: string; readonly slug: string; readonly levels: Readonly<Record<string, string>> };
  readonly standing: string;
  readonly reason: Reason | null;
  readonly resume: Outlook;
  /** Null for a cell that the plan does not run: it has no recipe. */
  readonly recipe: RecipeView | null;
  readonly earlier: {
    readonly runSet: string;
    readonly fingerprint: string | null;
    readonly differingParts: readonly PartName[];
  } | null;
}

export interface RecipeView {
  readonly fingerprint: string;
  readonly parts: readonly { readonly name: PartName; readonly digest: string; readonly means: string }[];
  readonly source: {
    readonly name: string;
    readonly format: string;
    readonly precision: string;
    /** Null: it is built, and was not yet. */
    readonly sha256: string | null;
    readonly bytes: number | null;
  };
  readonly route: readonly RouteStep[];
  /** What the route did not take, by the toolchain as it is now. */
  readonly alternatives: readonly Alternative[];
  /** Of what the conversions gave; null: there is none. */
  readonly check: CheckView | null;
  readonly runner: {
    readonly toolchain: string;
    readonly name: string;
    readonly options: Readonly<Record<string, string>>;
  };
  readonly asked: Execution;
  readonly boards: readonly string[];
  readonly sessions: number;
  readonly protocol: Protocol;
  readonly limits: Limits;
}

export interface RouteStep extends StepPlaceView {
  readonly step: string;
  readonly toolchain: string;
  readonly conversion: string;
  readonly to: { readonly format: string; readonly precision: string };
  readonly argv: readonly string[];
  /** The probe whose version belongs to the artifact. */
  readonly tool: string;
  /** As the plan saw the cache. */
  readonly planned: 'hit' | 'miss' | 'refused' | 'unknown';
  readonly artifact: { readonly key: string; readonly sha256: string; readonly bytes: number } | null;
  readonly refusal: { readonly headline: string; readonly hint: string } | null;
  /** By the tool, of what it made; null: nothing of it is read. */
  readonly said: ConvertedView | null;
}

export function explainOf(input: ExplainInput): ExplainView {
  const { cell, plan, records } = input;
  const own = records.filter(({ work }) => work.kind !== 'conversion' && work.cell === cell.key);
  const conversions = conversionsByStep(records);
  const out = outOf(input.asides ?? [], plan.steps, conversions);
  const standing = standingOf(cell, own, { conversions, out });
  return {
    view: 'explain',
    format: 1,
    runSet: headOf(input.runSet, plan),
    cell: { key: cell.key, slug: cell.slug, levels: cell.levels },
    standing: describeStanding(standing),
    reason: reasonOf(standing.state),
    resume: outlookOf(standing),
    recipe: cell.kind === 'run' ? recipeOf(cell, input) : null,
    earlier: earlierOf(input),
  };
}

function recipeOf(cell: RunCell, input: ExplainInput): RecipeView {
  const { measurement, boards, sessions } = cell;
  const { source } = measurement.route;
  const converted = convertedByStep(input);
  return {
    fingerprint: measurement.fingerprint,
    parts: partNames.map((name) => ({ name, digest: measurement.recipe.parts[name], means: partWords[name] })),
    source: {
      name: source.name,
      format: source.format,
      precision: source.precision,
      ...bytesOf(source, input),
    },
    route: measurement.route.steps.flatMap((key) => {
      const step = input.plan.steps.find((planned) => planned.key === key);
      return step ? [routeStep(step, input, converted)] : [];
    }),
    alternatives: input.alternatives ?? [],
    check: checkOf(measurement.route, input.plan.steps, input),
    runner: { toolchain: measurement.runner.toolchain, name: measurement.runner.name, options: measurement.options },
    asked: measurement.asked,
    boards,
    sessions,
    protocol: measurement.protocol,
    limits: measurement.limits,
  };
}

/** Of a source that is built, what came out in this run set. */
function bytesOf(source: PlannedSource, input: ExplainInput): Pick<RecipeView['source'], 'sha256' | 'bytes'> {
  if (source.built === undefined) return { sha256: source.digest, bytes: source.bytes };
  const step = input.plan.steps.find(({ key }) => key === source.built);
  const made = step && resolved(step, input)?.made;
  return made?.kind === 'bytes' ? { sha256: made.digest, bytes: made.bytes } : { sha256: null, bytes: null };
}

function routeStep(step: PlannedStep, input: ExplainInput, converted: Converted): RouteStep {
  const made = resolved(step, input);
  return {
    step: step.key,
    toolchain: step.toolchain,
    conversion: step.conversion,
    to: step.to,
    argv: step.argv,
    tool: step.tool,
    ...stepPlaceOf(step, (key) => input.plan.steps.find((other) => other.key === key)),
    planned: step.cache.kind,
    artifact: made?.made.kind === 'bytes' ? { key: made.key, sha256: made.made.digest, bytes: made.made.bytes } : null,
    refusal: made?.made.kind === 'refused' ? describeFailure(made.made.failure) : null,
    said: converted.get(step.key) ?? null,
  };
}

function earlierOf({ cell, earlier }: ExplainInput): ExplainView['earlier'] {
  if (!earlier) return null;
  const was = earlier.cell.kind === 'run' ? earlier.cell.measurement : null;
  const is = cell.kind === 'run' ? cell.measurement : null;
  return {
    runSet: earlier.runSet.id,
    fingerprint: was?.fingerprint ?? null,
    differingParts: was && is ? partNames.filter((name) => was.recipe.parts[name] !== is.recipe.parts[name]) : [],
  };
}
