/** `status`: where a run set stands, also while it is being measured. What it is told counts cells that stand alike together, so that it answers at once. */
import type { Work } from '#domain/attempt.js';
import { type CellStateKind, cellStateKinds, countStates, latestTries, type Place } from '#domain/cell-state.js';
import { type Alike, firstOf, type Progress } from '#domain/progress.js';
import type { Aside, BoardAside } from '#domain/recovery.js';
import type { RunSet } from '#domain/run-set.js';
import { outlookOf } from '#wording/cell-state.js';
import { describeFailure } from '#wording/failure.js';
import { conversionsByStep } from './conversions.js';
import { timeLeft } from './estimate.js';
import { reasonOf } from './reason.js';
import { headOf, type RunHead } from './run-head.js';

export interface StatusInput {
  readonly runSet: RunSet;
  readonly progress: Progress;
  /** Whether a process holds the writer's lock of the store and this run set is the one it writes. */
  readonly writing: boolean;
  readonly asides?: readonly BoardAside[];
}

export interface StatusView {
  readonly view: 'status';
  readonly format: 1;
  readonly runSet: RunHead;
  /** `interrupted`: nobody writes, and it was never finished. */
  readonly state: 'running' | 'ended' | 'interrupted';
  readonly cells: {
    readonly total: number;
    readonly retired: number;
    readonly byState: Readonly<Record<CellStateKind, number>>;
  };
  /** `left`: what a plain `resume` would measure; the rest of a settled cell is not in it. */
  readonly sessions: { readonly accepted: number; readonly planned: number; readonly left: number };
  readonly accuracy: { readonly done: number; readonly failed: number; readonly planned: number };
  readonly conversions: {
    readonly done: number;
    readonly cached: number;
    /** Refused for good, which is an answer. */
    readonly refused: number;
    readonly failed: number;
    readonly planned: number;
  };
  /** Whether a plain `resume` would have something to do. */
  readonly left: boolean;
  readonly estimateLeftNs: number | null;
  readonly open: readonly OpenAttempt[];
  /** Boards that get no work in this run set now, and why. */
  readonly aside: readonly AsideView[];
  readonly problems: readonly Problem[];
}

export interface OpenAttempt {
  readonly attempt: string;
  readonly work: string;
  readonly cell: string | null;
  readonly board: string;
  readonly try: number;
  readonly since: string;
}

export interface AsideView {
  readonly board: string;
  readonly how: Aside;
  readonly since: string;
  readonly reason: { readonly code: string; readonly headline: string; readonly hint: string };
}

/** Cells with one cause between them. */
export interface Problem {
  readonly state: CellStateKind;
  readonly code: string;
  readonly headline: string;
  readonly hint: string;
  readonly count: number;
  /** Slugs of the first of them. */
  readonly cells: readonly string[];
}

function asideView({ board, how, since, because }: BoardAside): AsideView {
  return { board, how, since, reason: { code: because.code, ...describeFailure(because) } };
}

export function statusOf({ runSet, progress, writing, asides = [] }: StatusInput): StatusView {
  const { alike, retired } = progress;
  const estimateLeftNs = timeLeft(progress);
  return {
    view: 'status',
    format: 1,
    runSet: headOf(runSet, runSet),
    state: writing ? 'running' : runSet.endedAt === null ? 'interrupted' : 'ended',
    cells: { total: sum(alike, () => 1), retired, byState: statesOf(alike) },
    sessions: {
      accepted: sum(alike, ({ sessions }) => sessions.accepted),
      planned: sum(alike, ({ sessions }) => sessions.planned),
      left: sum(alike, (place) =>
        outlookOf(place).again === 'yes' ? place.sessions.planned - place.sessions.accepted : 0,
      ),
    },
    accuracy: {
      done: sum(alike, ({ accuracy }) => Number(accuracy === 'done')),
      failed: sum(alike, ({ accuracy }) => Number(accuracy === 'failed')),
      planned: sum(alike, ({ accuracy }) => Number(accuracy !== 'not-planned')),
    },
    conversions: conversionsOf(progress),
    left: estimateLeftNs !== null,
    estimateLeftNs,
    open: openOf(progress),
    aside: asides.map(asideView),
    problems: problemsOf(alike),
  };
}

/** Groups by what a person reads: two cells with the same words have the same problem. What may be mended comes first. */
export function problemsOf(alike: readonly Alike[]): readonly Problem[] {
  const groups = new Map<string, { problem: Omit<Problem, 'cells' | 'count'>; count: number; first: Alike['first'] }>();
  for (const { place, cells, first } of alike) {
    const reason = reasonOf(place.state);
    if (!reason) continue;
    const { code, headline, hint } = reason;
    const state = place.state.kind;
    const name = `${state} ${headline}`;
    const group = groups.get(name) ?? { problem: { state, code, headline, hint }, count: 0, first: [] };
    groups.set(name, { ...group, count: group.count + cells, first: firstOf(group.first, first) });
  }
  const rank = (state: CellStateKind): number => cellStateKinds.indexOf(state);
  return [...groups.values()]
    .map(({ problem, count, first }) => ({ ...problem, count, cells: first.map(({ slug }) => slug) }))
    .sort((a, b) => rank(a.state) - rank(b.state));
}

function conversionsOf({ steps, conversions }: Progress): StatusView['conversions'] {
  const byStep = conversionsByStep(conversions);
  const ends = steps.map((step) => latestTries(byStep.get(step.key) ?? [])[0]?.outcome?.kind);
  return {
    done: ends.filter((kind) => kind === 'succeeded').length,
    cached: steps.filter((step, at) => step.cache === 'hit' && ends[at] === undefined).length,
    refused: ends.filter((kind) => kind === 'unsupported').length,
    failed: ends.filter((kind) => kind === 'failed').length,
    planned: steps.length,
  };
}

function openOf(progress: Progress): readonly OpenAttempt[] {
  return progress.open.map(({ attempt, slug }) => ({
    attempt: attempt.id,
    work: workOf(attempt.work, progress),
    cell: slug,
    board: attempt.board,
    try: attempt.try,
    since: attempt.openedAt,
  }));
}

function statesOf(alike: readonly Alike[]): Readonly<Record<CellStateKind, number>> {
  const counts = countStates([]);
  return alike.reduce((total, { place, cells }) => {
    const { kind } = place.state;
    return { ...total, [kind]: total[kind] + cells };
  }, counts);
}

/** `session 2`, `accuracy`, `conversion NAME`. */
export function workOf(work: Work, plan: { readonly steps: readonly StepName[] }): string {
  switch (work.kind) {
    case 'session':
      return `session ${work.ordinal}`;
    case 'accuracy':
      return work.part ? `accuracy of shards ${work.part.from} to ${work.part.to - 1}` : 'accuracy';
    case 'conversion':
      return `conversion ${plan.steps.find(({ key }) => key === work.step)?.conversion ?? ''}`.trimEnd();
  }
}

type StepName = Pick<Progress['steps'][number], 'key' | 'conversion'>;

/** Over cells: what is said of each is said once for those that stand alike. */
function sum(alike: readonly Alike[], of: (place: Place) => number): number {
  return alike.reduce((total, { place, cells }) => total + cells * of(place), 0);
}
