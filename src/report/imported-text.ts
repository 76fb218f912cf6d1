/** An imported run set as text: who says it first, then the figures, then what must be known of them. */
import type { ImportedCell, ImportedMetric } from '#domain/imported.js';
import { visible } from '#wording/control.js';
import {
  citationWords,
  elsewhereNote,
  figureWords,
  importedCounts,
  metricTitle,
  reportedNote,
  weightsUnknown,
} from '#wording/imported.js';
import { moment } from '#wording/quantity.js';
import { plain, table, wrap } from '#wording/table.js';
import type { ImportedView } from './imported.js';
import { Notes } from './notes.js';
import { labelLines } from './run-head-text.js';
import type { TextOptions } from './status-text.js';

export function importedText(view: ImportedView, options: TextOptions): readonly string[] {
  return [...importedHead(view, options), '', ...tableLines(view, options)];
}

export function importedHead(view: ImportedView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { runSet, source, caveats, weights, byState, common } = view;
  const shared = Object.entries(common).map(([axis, level]) => `${visible(axis)} ${visible(level)}`);
  const indented = (text: string): readonly string[] => wrap(text, options.width, 2);
  return [
    paint('title', `${visible(runSet.experiment)}  ${visible(runSet.id)}  imported`),
    `${moment(runSet.startedAt)}, from ${visible(view.table.path)}`,
    ...labelLines(runSet, options.width),
    ...citationWords(source).flatMap(indented),
    ...indented(importedCounts(byState)),
    ...(shared.length > 0 ? indented(`all cells: ${shared.join(', ')}`) : []),
    ...indented(weights === null ? weightsUnknown : `weights ${visible(weights)}`),
    ...indented(reportedNote),
    ...caveats.flatMap((caveat) => indented(`caution: ${visible(caveat)}`)),
  ];
}

function tableLines({ cells, varied, columns: order }: ImportedView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const notes = new Notes();
  // As the table has them, also where its first rows lack some.
  const all = cells.flatMap(({ metrics }) => metrics).sort((a, b) => order.indexOf(a.column) - order.indexOf(b.column));
  const titles = [...new Set(all.map(metricTitle))];
  const facts = factsThatVary(cells);
  const states = cells.some(({ state }) => state !== 'reported');
  const columns = [
    ...varied.map((axis) => ({ title: axis })),
    ...(states ? [{ title: 'state' }] : []),
    ...titles.map((title) => ({ title, align: 'right' as const })),
    ...facts.map((title) => ({ title, drop: 1 })),
    { title: '' },
  ];
  const rows = cells.map((cell) => [
    ...varied.map((axis) => cell.levels[axis] ?? ''),
    ...(states ? [stateText(cell)] : []),
    ...titles.map((title) =>
      figureText(
        cell.metrics.find((metric) => metricTitle(metric) === title),
        notes,
      ),
    ),
    ...facts.map((name) => cell.facts[name] ?? ''),
    cell.caveats.map((caveat) => notes.markOf(visible(caveat))).join(' '),
  ]);
  const { lines, leftOut } = table(columns, rows, options);
  const below = [
    ...notes.lines(),
    ...sharedFacts(cells),
    ...(leftOut.length > 0 ? [`No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`] : []),
  ];
  const words = below.flatMap((note) => wrap(note, options.width, 4)).map((line) => paint('faint', line));
  return [...lines, ...(words.length > 0 ? ['', ...words] : [])];
}

/** What the source calls it is said where it is another word. */
function stateText({ state, reason }: ImportedCell): string {
  return reason === null || reason === state ? state : `${state}: ${reason}`;
}

function figureText(metric: ImportedMetric | undefined, notes: Notes): string {
  if (!metric) return '?';
  const words = figureWords(metric.value, metric.unit);
  return metric.measuredOn === undefined ? words : `${words} ${notes.markOf(elsewhereNote(metric.measuredOn))}`;
}

function factsThatVary(cells: readonly ImportedCell[]): readonly string[] {
  const names = [...new Set(cells.flatMap(({ facts }) => Object.keys(facts)))];
  return names.filter((name) => new Set(cells.map(({ facts }) => facts[name])).size > 1);
}

function sharedFacts(cells: readonly ImportedCell[]): readonly string[] {
  const varying = factsThatVary(cells);
  const shared = Object.entries(cells[0]?.facts ?? {}).filter(([name]) => !varying.includes(name));
  return shared.length === 0
    ? []
    : [`all cells: ${shared.map(([name, text]) => `${visible(name)} ${visible(text)}`).join('; ')}`];
}
