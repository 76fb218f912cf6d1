/** A diff with imported figures as text: each figure of each cell that is in both, then what stands between them. */
import { stateWord } from '#wording/cell-state.js';
import { visible } from '#wording/control.js';
import {
  assumeWords,
  factorWords,
  figureRatio,
  importedSummary,
  notTestable,
  onlyWords,
} from '#wording/diff-imported.js';
import { elsewhereNote, figureWords } from '#wording/imported.js';
import { moment } from '#wording/quantity.js';
import { plain, table, wrap } from '#wording/table.js';
import type { ImportedDiffRow, ImportedDiffView } from './diff-imported.js';
import { Notes } from './notes.js';
import type { TextOptions } from './status-text.js';

export function importedDiffText(view: ImportedDiffView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { width } = options;
  const notes = new Notes();
  const rows = tableLines(view, notes, options);
  const common = Object.entries(view.common).map(([axis, level]) => `${visible(axis)} ${visible(level)}`);
  const { align, assume } = view.alignment;
  return [
    ...wrap(importedSummary(view.rows.length), width).map((line) => paint('title', line)),
    ...view.warnings.flatMap((warning) => wrap(warning, width, 2)),
    '',
    ...(['a', 'b'] as const).flatMap((side) => wrap(sideWords(side, view), width, 3)),
    ...(view.where === null ? [] : wrap(`only cells of ${visible(view.where)}`, width, 2)),
    ...align.flatMap(({ axis, from, to }) => wrap(visible(`${axis} ${from} of A is taken for ${to}`), width, 2)),
    ...assume.flatMap(({ axis, level }) =>
      wrap(visible(`${axis} ${level} is assumed where it is missing or unknown`), width, 2),
    ),
    ...(common.length > 0 && view.rows.length > 0 ? wrap(`all cells: ${common.join(', ')}`, width, 2) : []),
    ...(view.factors.length > 0 ? ['', 'Not the same, or not known to be:'] : []),
    ...view.factors.flatMap((factor) => wrap(`  ${factorWords(factor)}`, width, 4)),
    ...(rows.length > 0 ? ['', ...rows] : []),
    ...belowLines(view, notes, options),
  ];
}

function sideWords(side: 'a' | 'b', view: ImportedDiffView): string {
  const { id, provenance, startedAt } = view[side];
  return `${side.toUpperCase()}  ${visible(id)}, ${provenance}, ${moment(startedAt)}`;
}

function tableLines({ rows, varied }: ImportedDiffView, notes: Notes, options: TextOptions): readonly string[] {
  if (rows.length === 0) return [];
  const columns = [
    ...varied.map((axis) => ({ title: axis })),
    { title: 'metric' },
    { title: 'A', align: 'right' as const },
    { title: 'B', align: 'right' as const },
    { title: 'B is', align: 'right' as const },
    { title: 'verdict', drop: 1 },
    { title: '' },
  ];
  const lines = rows.flatMap((row) => linesOf(row, varied, notes));
  return table(columns, lines, options).lines;
}

function linesOf(
  { levels, a, b, figures, factors }: ImportedDiffRow,
  varied: readonly string[],
  notes: Notes,
): string[][] {
  const said = [...factors.map(factorWords), ...a.caveats.map(visible), ...b.caveats.map(visible)];
  const marks = [...new Set(said)].map((note) => notes.markOf(note)).join(' ');
  const name = (at: number): string[] => varied.map((axis) => (at === 0 ? (levels[axis] ?? '') : ''));
  const states = [a, b].map(({ state }) => (state === 'reported' ? state : stateWordOf(state)));
  if (figures.length === 0) return [[...name(0), '', ...states, '', notTestable, marks]];
  return figures.map((pair, at) => {
    const words = [pair.a, pair.b].map(({ value, unit, measuredOn }) =>
      [figureWords(value, unit), ...(measuredOn === undefined ? [] : [notes.markOf(elsewhereNote(measuredOn))])].join(
        ' ',
      ),
    );
    const ratio = figureRatio(pair.ratio, pair.a.unit);
    return [...name(at), visible(pair.a.name), ...words, ratio, notTestable, at === 0 ? marks : ''];
  });
}

function stateWordOf(state: string): string {
  const words: Readonly<Record<string, string>> = stateWord;
  return words[state] ?? state;
}

/** The most helpful assumptions; all of them are in the JSON. */
const assumedMost = 3;

function belowLines({ only, wouldMeet }: ImportedDiffView, notes: Notes, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const lines = [
    ...notes.lines(),
    ...(only.a.length > 0 ? [onlyWords('A', only.a.length)] : []),
    ...(only.b.length > 0 ? [onlyWords('B', only.b.length)] : []),
    ...wouldMeet.slice(0, assumedMost).map(assumeWords),
  ];
  return lines.length === 0
    ? []
    : ['', ...lines.flatMap((line) => wrap(line, options.width, 4)).map((line) => paint('faint', line))];
}
