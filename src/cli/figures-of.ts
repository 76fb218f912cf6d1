/** The figures of a run set, whether it was measured or imported: for what compares without a verdict. */
import type { FigureArm, FigureCell } from '#compare/figure.js';
import type { RunSet } from '#domain/run-set.js';
import type { Selectable } from '#domain/selector.js';
import type { ResultReader } from '#ports/result-store.js';
import { importedArm, measuredArm } from '#report/figures.js';

export function armOfFigures(reader: ResultReader, runSet: RunSet): FigureArm {
  const imported = runSet.imported ? reader.imported(runSet.id) : undefined;
  if (imported) return importedArm(runSet, imported);
  const { id } = runSet;
  return measuredArm({
    runSet,
    plan: reader.plan(id),
    records: reader.records(id),
    retired: reader.retired(id),
    artifacts: reader.artifacts(),
    asides: reader.asides(id),
  });
}

export function selectableFigures({ key, slug, levels, state, figures }: FigureCell): Selectable {
  const metrics = new Map(figures.map(({ name, value }) => [name === 'throughput' ? 'rate' : name, value] as const));
  return { key, slug, levels, boards: [], state: state === 'reported' ? 'measured' : state, metrics };
}
