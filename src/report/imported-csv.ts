/** `export --csv` of an imported run set: levels, figures in our units, and conditions; what the table does not say is empty. */
import type { ImportedCell, ImportedMetric } from '#domain/imported.js';
import { type CsvColumn, csvLines } from './csv.js';
import type { ImportedView } from './imported.js';

export function importedAsCsv({ runSet, cells }: ImportedView): Generator<string> {
  return csvLines(
    [...ownColumns(runSet), ...levelColumns(cells), ...figureColumns(cells), ...factColumns(cells)],
    cells,
  );
}

function ownColumns(runSet: ImportedView['runSet']): readonly CsvColumn<ImportedCell>[] {
  return [
    { name: 'run_set', of: () => runSet.id },
    { name: 'experiment', of: () => runSet.experiment },
    { name: 'cell', of: ({ slug }) => slug },
    { name: 'cell_key', of: ({ key }) => key },
    { name: 'state', of: ({ state }) => state },
    { name: 'reason', of: ({ reason }) => reason },
    { name: 'table_line', of: ({ line }) => line },
    { name: 'caveats', of: ({ caveats }) => (caveats.length === 0 ? null : caveats.join('; ')) },
  ];
}

const taken = new Set(['run_set', 'experiment', 'cell', 'cell_key', 'state', 'reason', 'table_line', 'caveats']);

function levelColumns(cells: readonly ImportedCell[]): readonly CsvColumn<ImportedCell>[] {
  const axes = new Set([
    'device',
    'model',
    'framework',
    'precision',
    ...cells.flatMap(({ levels }) => Object.keys(levels)),
  ]);
  return [...axes].map((axis) => ({
    name: taken.has(axis) ? `axis_${axis}` : axis,
    of: ({ levels }) => levels[axis] ?? null,
  }));
}

/** Where any figure of a kind was measured elsewhere, a column says where. */
function figureColumns(cells: readonly ImportedCell[]): readonly CsvColumn<ImportedCell>[] {
  const all = cells.flatMap(({ metrics }) => metrics);
  return [...new Set(all.map(nameOf))].flatMap((name): CsvColumn<ImportedCell>[] => {
    const of = ({ metrics }: ImportedCell) => metrics.find((metric) => nameOf(metric) === name);
    const elsewhere = all.some((metric) => nameOf(metric) === name && metric.measuredOn !== undefined);
    return [
      { name, of: (cell) => of(cell)?.value ?? null },
      ...(elsewhere ? [{ name: `${name}_measured_on`, of: (cell: ImportedCell) => of(cell)?.measuredOn ?? null }] : []),
    ];
  });
}

function factColumns(cells: readonly ImportedCell[]): readonly CsvColumn<ImportedCell>[] {
  const names = [...new Set(cells.flatMap(({ facts }) => Object.keys(facts)))];
  return names.map((name) => ({ name: `fact_${name}`, of: ({ facts }) => facts[name] ?? null }));
}

function nameOf({ name, statistic, scope, unit }: ImportedMetric): string {
  const words = [name, statistic, ...(scope === 'inference' || scope === 'data' ? [] : [scope]), unit];
  return words.join('_').replace(/[^A-Za-z0-9]+/g, '_');
}
