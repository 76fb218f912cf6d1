/** An imported run set as a view: what the source says, who says it, and how the table writes it. */
import { type Citation, emptyPlan, type Imported, type ImportedCell, type ImportedState } from '#domain/imported.js';
import type { RunSet } from '#domain/run-set.js';
import type { Selectable } from '#domain/selector.js';
import { axesOf } from './axes.js';
import { headOf, type RunHead } from './run-head.js';

export interface ImportedView {
  readonly view: 'imported';
  readonly format: 1;
  readonly runSet: RunHead;
  readonly provenance: 'imported';
  readonly source: Citation;
  readonly caveats: readonly string[];
  /** Null: the source does not say. */
  readonly weights: string | null;
  readonly table: TextView;
  readonly mapping: TextView;
  /** Of the table, in its order. */
  readonly columns: readonly string[];
  readonly byState: Readonly<Record<ImportedState, number>>;
  readonly common: Readonly<Record<string, string>>;
  readonly varied: readonly string[];
  readonly cells: readonly ImportedCell[];
}

interface TextView {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** `only`: the cells that were asked for. */
export function importedOf(
  runSet: RunSet,
  imported: Imported,
  only: readonly ImportedCell[] = imported.cells,
): ImportedView {
  const { source, caveats, weights, table, mapping, columns } = imported;
  const unsupported = only.filter(({ state }) => state === 'unsupported').length;
  return {
    view: 'imported',
    format: 1,
    runSet: headOf(runSet, emptyPlan(runSet.experiment)),
    provenance: 'imported',
    source,
    caveats,
    weights,
    table: { path: table.path, sha256: table.digest, bytes: table.bytes },
    mapping: { path: mapping.path, sha256: mapping.digest, bytes: mapping.bytes },
    columns,
    byState: { reported: only.length - unsupported, unsupported },
    ...axesOf(only.map(({ levels }) => levels)),
    cells: only,
  };
}

/** By the names that `show` has for numbers of our own; a reported figure stands where a measured one would. */
export function selectableImported({ slug, key, levels, state, metrics }: ImportedCell): Selectable {
  const names: Readonly<Record<string, string>> = { throughput: 'rate', 'model-size': 'size' };
  const figures = metrics.map(({ name, value }) => [names[name] ?? name, value] as const);
  return { slug, key, levels, boards: [], state: state === 'reported' ? 'measured' : state, metrics: new Map(figures) };
}
