/** `show`: the summary of a run set, every cell in the order of the plan. */
import { type CellStateKind, countStates, standingsOf } from '#domain/cell-state.js';
import { alikeOf } from '#domain/progress.js';
import type { Narrowed } from '#domain/selector.js';
import { axesOf } from './axes.js';
import { type CellView, cellViews, type RunRecords } from './cell-view.js';
import { headOf, type RunHead } from './run-head.js';
import { type Problem, problemsOf } from './status.js';

export interface ShowView {
  readonly view: 'show';
  readonly format: 1;
  readonly runSet: RunHead;
  /** By `--where`; null: all cells. */
  readonly narrowed: Narrowed | null;
  readonly cells: readonly CellView[];
  readonly byState: Readonly<Record<CellStateKind, number>>;
  readonly retired: number;
  /** Levels that all cells have in common: said once instead of in each row. */
  readonly common: Readonly<Record<string, string>>;
  /** Axes that differ, in the order in which the plan names them. */
  readonly varied: readonly string[];
  readonly problems: readonly Problem[];
}

/** `narrowed`: the plan in `run` holds some of its cells only. */
export function showOf(run: RunRecords, narrowed: Narrowed | null = null): ShowView {
  const standings = standingsOf(run.plan, run.records, run.asides);
  const { common, varied } = axesOf(run.plan.cells.map(({ levels }) => levels));
  return {
    view: 'show',
    format: 1,
    runSet: headOf(run.runSet, run.plan),
    narrowed,
    cells: cellViews(run),
    byState: countStates(standings),
    retired: run.retired.length,
    common,
    varied,
    problems: problemsOf(alikeOf(standings)),
  };
}
