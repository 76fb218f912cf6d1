/** `resume --where`: by what was measured, and by what an amended experiment plans for the first time. */
import type { CellKey } from '#domain/names.js';
import type { RunSet } from '#domain/run-set.js';
import type { Selectable } from '#domain/selector.js';
import type { ResultReader } from '#ports/result-store.js';
import { cellViews } from '#report/cell-view.js';
import { selectableOf } from '#report/selectable.js';
import type { SpecFiles } from './spec-files.js';
import { readerOf, whereOf } from './where.js';

export interface Resumed {
  readonly store: ResultReader;
  readonly runSet: RunSet;
  readonly files: SpecFiles;
}

export function cellsToResume(text: string, { store, runSet, files }: Resumed): ReadonlySet<CellKey> {
  const plan = store.plan(runSet.id);
  const views = cellViews({
    runSet,
    plan,
    records: store.records(runSet.id),
    retired: [],
    artifacts: store.artifacts(),
  });
  const known: Candidate[] = plan.cells.flatMap((cell, at) => {
    const view = views[at];
    return view ? [{ key: cell.key, cell: selectableOf(view, cell) }] : [];
  });
  const before = new Set(known.map(({ key }) => key));
  const read = readerOf(files.inventory);
  const born: Candidate[] = files.expansion.cells
    .filter(({ cell }) => !before.has(cell.key))
    .map((expanded) => ({ key: expanded.cell.key, cell: { ...read(expanded), state: 'pending' } }));
  return new Set(whereOf(text, [...known, ...born], ({ cell }) => cell).map(({ key }) => key));
}

interface Candidate {
  readonly key: CellKey;
  readonly cell: Selectable;
}
