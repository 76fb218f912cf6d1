/** `status`: where a run set stands, also while it is being measured. Reads attempts only, so that it answers at once. */
import type { Attempt, Work } from '#domain/attempt.js';
import {
  type CellStateKind,
  cellStateKinds,
  countStates,
  latestTries,
  type Standing,
  standingsOf,
} from '#domain/cell-state.js';
import type { CellKey } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import { outlookOf } from '#wording/cell-state.js';
import { conversionsByStep } from './conversions.js';
import { timeLeft } from './estimate.js';
import { reasonOf } from './reason.js';
import { headOf, type RunHead } from './run-head.js';

export interface StatusInput {
  readonly runSet: RunSet;
  readonly plan: Plan;
  readonly attempts: readonly Attempt[];
  readonly retired: readonly CellKey[];
  /** Whether a process holds the writer's lock of the store and this run set is the one it writes. */
  readonly writing: boolean;
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

/** Cells with one cause between them. */
export interface Problem {
  readonly state: CellStateKind;
  readonly code: string;
  readonly headline: string;
  readonly hint: string;
  readonly cells: readonly string[];
}

export function statusOf(input: StatusInput): StatusView {
  const { runSet, plan, attempts } = input;
  const standings = standingsOf(plan, attempts);
  const estimateLeftNs = timeLeft(plan, standings, attempts);
  return {
    view: 'status',
    format: 1,
    runSet: headOf(runSet, plan),
    state: input.writing ? 'running' : runSet.endedAt === null ? 'interrupted' : 'ended',
    cells: { total: plan.cells.length, retired: input.retired.length, byState: countStates(standings) },
    sessions: {
      accepted: sum(standings, ({ sessions }) => sessions.accepted),
      planned: sum(standings, ({ sessions }) => sessions.planned),
      left: sum(standings, (standing) =>
        outlookOf(standing).again === 'yes' ? standing.sessions.planned - standing.sessions.accepted : 0,
      ),
    },
    accuracy: {
      done: sum(standings, ({ accuracy }) => Number(accuracy === 'done')),
      failed: sum(standings, ({ accuracy }) => Number(accuracy === 'failed')),
      planned: sum(standings, ({ accuracy }) => Number(accuracy !== 'not-planned')),
    },
    conversions: conversionsOf(plan, attempts),
    left: estimateLeftNs !== null,
    estimateLeftNs,
    open: openOf(plan, attempts),
    problems: problemsOf(standings),
  };
}

/** Groups by what a person reads: two cells with the same words have the same problem. What may be mended comes first. */
export function problemsOf(standings: readonly Standing[]): readonly Problem[] {
  const groups = new Map<string, { problem: Omit<Problem, 'cells'>; cells: string[] }>();
  for (const { cell, state } of standings) {
    const reason = reasonOf(state);
    if (!reason) continue;
    const { code, headline, hint } = reason;
    const name = `${state.kind} ${headline}`;
    const group = groups.get(name) ?? { problem: { state: state.kind, code, headline, hint }, cells: [] };
    group.cells.push(cell.slug);
    groups.set(name, group);
  }
  const rank = (state: CellStateKind): number => cellStateKinds.indexOf(state);
  return [...groups.values()]
    .map(({ problem, cells }) => ({ ...problem, cells }))
    .sort((a, b) => rank(a.state) - rank(b.state));
}

function conversionsOf(plan: Plan, attempts: readonly Attempt[]): StatusView['conversions'] {
  const byStep = conversionsByStep(attempts);
  const ends = plan.steps.map((step) => latestTries(byStep.get(step.key) ?? [])[0]?.outcome?.kind);
  return {
    done: ends.filter((kind) => kind === 'succeeded').length,
    cached: plan.steps.filter((step, at) => step.cache.kind === 'hit' && ends[at] === undefined).length,
    refused: ends.filter((kind) => kind === 'unsupported').length,
    failed: ends.filter((kind) => kind === 'failed').length,
    planned: plan.steps.length,
  };
}

function openOf(plan: Plan, attempts: readonly Attempt[]): readonly OpenAttempt[] {
  const slugs = new Map(plan.cells.map(({ key, slug }) => [key, slug]));
  return attempts
    .filter((attempt) => !attempt.outcome)
    .map((attempt) => ({
      attempt: attempt.id,
      work: workOf(attempt.work, plan),
      cell: attempt.work.kind === 'conversion' ? null : (slugs.get(attempt.work.cell) ?? null),
      board: attempt.board,
      try: attempt.try,
      since: attempt.openedAt,
    }));
}

/** `session 2`, `accuracy`, `conversion NAME`. */
export function workOf(work: Work, plan: Plan): string {
  switch (work.kind) {
    case 'session':
      return `session ${work.ordinal}`;
    case 'accuracy':
      return 'accuracy';
    case 'conversion':
      return `conversion ${plan.steps.find(({ key }) => key === work.step)?.conversion ?? ''}`.trimEnd();
  }
}

function sum(standings: readonly Standing[], of: (standing: Standing) => number): number {
  return standings.reduce((total, standing) => total + of(standing), 0);
}
