/** What a plan says to people and programs: counts, every cell with what will happen and why, every step with its cache. */
import { accuracyWorks } from '#domain/accuracy.js';
import type { ExpansionCounts } from '#domain/expansion.js';
import type { Known } from '#domain/known.js';
import type { StepKey } from '#domain/names.js';
import type { Plan, PlannedCell, PlannedStep, Route } from '#domain/plan.js';
import { stepsOf, withNeeds } from '#domain/route-steps.js';
import type { Narrowed } from '#domain/selector.js';
import { cautionWords } from '#wording/caution.js';
import { describeFailure } from '#wording/failure.js';
import type { Reason } from './reason.js';
import { type StepOf, type StepPlaceView, stepPlaceOf } from './step-place.js';

export interface PlanView {
  readonly view: 'plan';
  readonly format: 1;
  readonly experiment: string;
  readonly seed: number;
  /** How the matrix became cells. Null for a stored plan, which keeps the cells only. */
  readonly expansion: ExpansionCounts | null;
  /** By `--where`; null: all cells. */
  readonly narrowed: Narrowed | null;
  readonly byKind: Readonly<Record<PlannedCell['kind'], number>>;
  readonly excluded: Plan['excluded'];
  readonly sessions: number;
  readonly accuracySteps: number;
  readonly steps: readonly PlannedStepView[];
  readonly cells: readonly PlannedCellView[];
  readonly estimateNs: number;
  /** Those that were not looked at now: what is remembered of them, if anything is. */
  readonly remembered: readonly { readonly name: string; readonly seenAt: string | null }[];
}

export interface PlannedCellView {
  readonly key: string;
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly kind: PlannedCell['kind'];
  /** Null where the cell will be measured. */
  readonly reason: Reason | null;
  readonly measured: {
    readonly fingerprint: string;
    readonly boards: readonly string[];
    readonly unit: string;
    /** Of an accelerator: the kind of machine that it is plugged into. Null: the device is the machine. */
    readonly host: string | null;
    /** Of the board, by name: set before each session and set back behind it. */
    readonly settings: Readonly<Record<string, string>>;
    readonly sessions: number;
    readonly accuracy: boolean;
    readonly runner: string;
    readonly source: string;
    /** Conversions on the way, by the key of the step. */
    readonly route: readonly string[];
    /** What is known to stand in its way or in that of its numbers, in words. */
    readonly cautions: readonly string[];
  } | null;
}

export interface PlannedStepView extends StepPlaceView {
  readonly key: string;
  readonly toolchain: string;
  readonly conversion: string;
  /** A check compares what came out with the source, whose answers are a step of their own. */
  readonly does: 'builds' | 'converts' | 'answers' | 'checks';
  /** The source's name, the words of a build, or the key of the step before. */
  readonly from: string;
  readonly to: { readonly format: string; readonly precision: string };
  readonly cache: 'hit' | 'miss' | 'refused' | 'unknown';
  readonly reason: Reason | null;
  /** How many cells wait for it. */
  readonly cells: number;
}

export function planView(
  plan: Plan,
  expansion: ExpansionCounts | null = null,
  narrowed: Narrowed | null = null,
): PlanView {
  const byKind = { run: 0, unsupported: 0, unavailable: 0, 'not-applicable': 0 };
  const waiting = new Map<string, number>();
  const byKey = new Map(plan.steps.map((step) => [step.key, step]));
  const needsOfRoute = needsIn(byKey);
  let sessions = 0;
  let accuracySteps = 0;
  for (const cell of plan.cells) {
    byKind[cell.kind] += 1;
    if (cell.kind !== 'run') continue;
    sessions += cell.sessions;
    accuracySteps += accuracyWorks(cell).length;
    for (const step of needsOfRoute(cell.measurement.route)) waiting.set(step, (waiting.get(step) ?? 0) + 1);
  }
  return {
    view: 'plan',
    format: 1,
    experiment: plan.experiment,
    seed: plan.seed,
    narrowed,
    expansion,
    byKind,
    excluded: plan.excluded,
    sessions,
    accuracySteps,
    steps: plan.steps.map((step) => stepView(step, waiting.get(step.key) ?? 0, (key) => byKey.get(key))),
    cells: plan.cells.map(cellView),
    estimateNs: plan.estimateNs,
    remembered: [],
  };
}

/** All that a route needs, its check included. Cells share their routes. */
function needsIn(byKey: ReadonlyMap<StepKey, PlannedStep>): (route: Route) => ReadonlySet<StepKey> {
  const known = new Map<Route, ReadonlySet<StepKey>>();
  return (route) => {
    let needs = known.get(route);
    if (!needs) known.set(route, (needs = withNeeds(stepsOf(route), byKey)));
    return needs;
  };
}

function cellView(cell: PlannedCell): PlannedCellView {
  const { key, slug, levels, kind } = cell;
  if (cell.kind !== 'run') return { key, slug, levels, kind, reason: reason(cell.because), measured: null };
  const { fingerprint, runner, route, accuracy, asked, host, settings = [], cautions = [] } = cell.measurement;
  const measured = {
    fingerprint,
    boards: cell.boards,
    unit: asked.unit,
    host: host ?? null,
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    sessions: cell.sessions,
    accuracy: accuracy !== null,
    runner: `${runner.toolchain}/${runner.name}`,
    source: route.source.name,
    route: route.steps,
    cautions: cautions.map(cautionWords),
  };
  return { key, slug, levels, kind, reason: null, measured };
}

function stepView(step: PlannedStep, cells: number, stepOf: StepOf): PlannedStepView {
  const { key, toolchain, conversion, to, cache } = step;
  return {
    key,
    toolchain,
    conversion,
    does: doingOf(step),
    from: originOf(step),
    to,
    ...stepPlaceOf(step, stepOf),
    cache: cache.kind,
    reason: cache.kind === 'refused' ? reason(cache.failure) : null,
    cells,
  };
}

function originOf({ from }: PlannedStep): string {
  if (from.kind === 'step') return from.key;
  return from.kind === 'source' ? from.file.name : from.name;
}

function doingOf({ answer, from }: PlannedStep): PlannedStepView['does'] {
  if (from.kind === 'nothing') return 'builds';
  if (!answer) return 'converts';
  return answer.against ? 'checks' : 'answers';
}

function reason(failure: Parameters<typeof describeFailure>[0]): Reason {
  return { ...describeFailure(failure), code: failure.code, facts: failure.facts };
}

/** What the plan knows of boards from earlier looks only. */
export function rememberedBoards(boards: Known['boards']): PlanView['remembered'] {
  return [...boards].flatMap(([name, facts]): PlanView['remembered'] => {
    if (facts.kind === 'known') return facts.asOf === undefined ? [] : [{ name, seenAt: facts.asOf }];
    return facts.why === 'not-probed' ? [{ name, seenAt: null }] : [];
  });
}
