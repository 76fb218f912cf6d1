/** Two run sets made by hand, and what `diff` makes of them. */
import { align } from '#compare/align.js';
import { compare } from '#compare/compare.js';
import { type ComparePolicy, defaultPolicy } from '#compare/comparison.js';
import { digestOf } from '#core/digest.js';
import { wallTime } from '#core/units.js';
import type { EnvironmentFacts } from '#domain/board.js';
import { runSetId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import type { PlannedCell, RunCell } from '#domain/plan.js';
import { type ComparedRun, type DiffView, diffOf } from '#report/diff.js';
import { armOf } from '#report/diff-arm.js';
import { diffText } from '#report/diff-text.js';
import { accuracy, session, sessionMetrics, succeeded, theRun, topMetrics } from './attempts.js';
import { type Levels, planOf, runCell, step } from './plans.js';

export interface CellWish {
  readonly levels: Levels;
  /** Of its sessions, in ns. */
  readonly medians?: readonly number[];
  /** Hits of 300. */
  readonly hits?: number;
  /** What its only session came to, where it has no medians. */
  readonly outcome?: Outcome;
  /** Another one is another `runner` and `route`. */
  readonly recipe?: string;
  readonly change?: (cell: RunCell) => RunCell;
}

/** Sessions around a latency: quiet, and every one another number. */
export const around = (ns: number, sessions = 5): readonly number[] =>
  Array.from({ length: sessions }, (_, at) => ns * (1 + (at - (sessions - 1) / 2) * 0.004));

export const cell = (model: string, wish: Partial<CellWish> = {}): CellWish => {
  return { levels: { device: 'local', model, framework: 'ort', precision: 'fp32' }, ...wish };
};

export const knownFacts: EnvironmentFacts = { kernel: '6.1', 'cpu.model': 'a cpu', governor: null };

export function runOf(
  id: string,
  wishes: readonly CellWish[],
  { facts = knownFacts, settled = [] }: { facts?: EnvironmentFacts; settled?: readonly PlannedCell[] } = {},
): ComparedRun {
  const made = wishes.map((wish) => ({ wish, cell: cellOf(wish) }));
  return {
    runSet: { ...theRun, id: runSetId(id), startedAt: wallTime('2026-11-20T13:30:12.000Z') },
    plan: planOf([...made.map((one) => one.cell), ...settled], [step('optimise')]),
    records: made.flatMap(({ wish, cell: planned }) => attemptsAt(planned, wish)),
    retired: [],
    artifacts: [],
    environments: new Map([[digestOf('environment'), { digest: digestOf('environment'), facts }]]),
    state: 'ended',
  };
}

function cellOf({ levels, medians, recipe, change = (same) => same }: CellWish): RunCell {
  return change(
    runCell(levels, { sessions: Math.max(1, medians?.length ?? 1), ...(recipe === undefined ? {} : { recipe }) }),
  );
}

function attemptsAt(planned: RunCell, { medians, hits, outcome }: CellWish): ComparedRun['records'] {
  if (!medians) return outcome ? [session(planned, 1, outcome)] : [];
  return [
    ...medians.map((ns, at) => session(planned, at + 1, succeeded, { metrics: sessionMetrics(ns) })),
    ...(hits === undefined ? [] : [accuracy(planned, succeeded, { metrics: topMetrics(hits, 300) })]),
  ];
}

export interface Asked extends Partial<ComparePolicy> {
  readonly failOn?: DiffView['policy']['failOn'];
  readonly alignment?: DiffView['alignment'];
}

export function diffed(a: ComparedRun, b: ComparedRun, asked: Asked = {}): DiffView {
  const { failOn = ['regressed', 'newly-failing'], alignment = { align: [], assume: [] }, ...policy } = asked;
  const aligned = align(armOf(a), armOf(b), alignment);
  if (!aligned.ok) throw new Error('two cells would be one');
  const comparison = compare(aligned.value.a, aligned.value.b, { ...defaultPolicy, ...policy });
  return diffOf({ comparison, a, b, outside: { a: 0, b: 0 }, where: null, alignment, failOn, warnings: [] });
}

export function textOf(view: DiffView, all = false, width = 200): string {
  return diffText(view, { width, now: '2026-11-20T14:00:00.000Z', all }).join('\n');
}
