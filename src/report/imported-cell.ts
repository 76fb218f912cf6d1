/** All about one cell of an imported run set: where each of its figures stands, in the words of the table. */
import type { Citation, Imported, ImportedCell } from '#domain/imported.js';
import { unknownLevel } from '#domain/imported.js';
import type { RunSet } from '#domain/run-set.js';
import { visible } from '#wording/control.js';
import {
  citationWords,
  elsewhereNote,
  figureWords,
  metricTitle,
  nothingToMeasure,
  reportedNote,
  unknownLevels,
  weightsUnknown,
} from '#wording/imported.js';
import { plain, table, wrap } from '#wording/table.js';
import { headOf, type RunHead } from './run-head.js';
import type { TextOptions } from './status-text.js';

export interface ImportedCellView {
  readonly view: 'imported-cell';
  readonly format: 1;
  readonly runSet: RunHead;
  readonly provenance: 'imported';
  readonly source: Citation;
  readonly caveats: readonly string[];
  readonly weights: string | null;
  /** The cell stands in its line `cell.line`. */
  readonly table: string;
  readonly cell: ImportedCell;
}

export function importedCellOf(runSet: RunSet, imported: Imported, cell: ImportedCell): ImportedCellView {
  const { source, caveats, weights, table: text } = imported;
  return {
    view: 'imported-cell',
    format: 1,
    runSet: headOf(runSet, runSet),
    provenance: 'imported',
    source,
    caveats,
    weights,
    table: text.path,
    cell,
  };
}

export function importedCellText(view: ImportedCellView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { cell, weights } = view;
  const indented = (text: string): readonly string[] => wrap(text, options.width, 2);
  const unknown = Object.keys(cell.levels).filter((axis) => cell.levels[axis] === unknownLevel);
  return [
    paint('title', `${visible(cell.slug)}  ${cell.key.slice(0, 8)}  ${cell.state}`),
    `imported in ${visible(view.runSet.id)}, from line ${cell.line} of ${visible(view.table)}`,
    ...citationWords(view.source).flatMap(indented),
    ...(cell.reason === null ? [] : indented(`the source says: ${visible(cell.reason)}`)),
    ...(unknown.length > 0 ? indented(unknownLevels(unknown)) : []),
    ...indented(weights === null ? weightsUnknown : `weights ${visible(weights)}`),
    ...indented(reportedNote),
    ...[...view.caveats, ...cell.caveats].flatMap((caveat) => indented(`caution: ${visible(caveat)}`)),
    '',
    ...figureLines(cell, options),
    ...Object.entries(cell.facts).flatMap(([name, text]) => indented(`${visible(name)}: ${visible(text)}`)),
    '',
    nothingToMeasure,
  ];
}

function figureLines({ metrics, written }: ImportedCell, options: TextOptions): readonly string[] {
  if (metrics.length === 0) return ['no figures'];
  const rows = metrics.map((metric) => [
    metricTitle(metric),
    figureWords(metric.value, metric.unit),
    written[metric.column] ?? '',
    metric.column,
    metric.measuredOn === undefined ? '' : elsewhereNote(metric.measuredOn),
  ]);
  const columns = [
    { title: 'metric' },
    { title: 'figure', align: 'right' as const },
    { title: 'as written' },
    { title: 'column' },
    { title: '' },
  ];
  return table(columns, rows, options).lines;
}
