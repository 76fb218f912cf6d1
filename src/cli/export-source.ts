/** What `export` writes: a run set out of the store, or the cells of it that `--where` means. */
import type { Narrowed } from '#domain/selector.js';
import { narrowPlan } from '#plan/narrow.js';
import type { ResultReader } from '#ports/result-store.js';
import { type ExportHead, type ExportSource, exportCells, exportHead } from '#report/export.js';
import { selectableOf } from '#report/selectable.js';
import { selectRun } from './select-run.js';
import { whereOf } from './where.js';

export interface Exported {
  readonly head: ExportHead;
  readonly source: ExportSource;
}

export function exportedFrom(reader: ResultReader, run: string, where: string | undefined): Exported {
  const runSet = selectRun(reader.runSets(), run);
  const source: ExportSource = {
    runSet,
    plan: reader.plan(runSet.id),
    conversions: reader.attempts(runSet.id).filter(({ work }) => work.kind === 'conversion'),
    artifacts: reader.artifacts(),
    recordsOf: (cell) => reader.records(runSet.id, cell),
    asides: reader.asides(runSet.id),
  };
  return where === undefined ? { head: exportHead(source), source } : narrowed(source, where);
}

/** The columns stay those of the whole run set, so that two selections of it fit under one another. */
function narrowed(source: ExportSource, where: string): Exported {
  const { plan } = source;
  const cells = [...exportCells(source)].map((view, at) => selectableOf(view, plan.cells[at]));
  const chosen = new Set(whereOf(where, cells, (cell) => cell).map(({ key }) => key));
  const only = new Set(plan.cells.flatMap(({ key }) => (chosen.has(key) ? [key] : [])));
  const by: Narrowed = { where: where.trim(), of: cells.length };
  return { head: exportHead(source, by), source: { ...source, plan: narrowPlan(plan, only) } };
}
