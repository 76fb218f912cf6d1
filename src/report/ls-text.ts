/** `ls` as text: one line for each run set. Columns of which nothing is known are left out. */
import type { CellStateKind } from '#domain/cell-state.js';
import { countsInWords } from '#wording/cell-state.js';
import { elapsed, moment } from '#wording/quantity.js';
import { type Column, plain, table } from '#wording/table.js';
import type { LsView, RunSetLine } from './ls.js';
import type { TextOptions } from './status-text.js';

interface LineColumn extends Column {
  readonly text: (line: RunSetLine) => string;
}

export function lsText(view: LsView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const all = columnsOf(options.now);
  const columns = all.filter(({ text }) => view.runSets.some((line) => text(line) !== ''));
  const rows = view.runSets.map((line) => columns.map(({ text }) => text(line)));
  const { lines, leftOut } = table(columns, rows, options);
  const notes = [
    ...(view.more > 0
      ? [`… and ${view.more} more: \`orchestrate ls --limit ${view.runSets.length + view.more}\` lists all`]
      : []),
    ...(leftOut.length > 0 ? [`No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`] : []),
  ];
  return [...lines, ...notes.map((line) => paint('faint', line))];
}

function columnsOf(now: string): readonly LineColumn[] {
  return [
    { title: 'run set', text: ({ prefix }) => prefix },
    { title: 'name', drop: 2, text: ({ name }) => name ?? '' },
    { title: 'experiment', text: ({ experiment }) => experiment },
    { title: 'started', drop: 3, text: ({ startedAt }) => moment(startedAt) },
    { title: 'took', drop: 4, align: 'right', text: (line) => tookText(line, now) },
    { title: 'state', text: ({ state }) => state },
    { title: 'measured', align: 'right', text: measuredText },
    { title: 'other cells', drop: 5, text: ({ cells }) => otherText(cells.byState) },
    { title: 'tags', drop: 6, text: ({ tags }) => tags.join(', ') },
    { title: 'where', drop: 7, text: ({ where }) => shortened(where ?? '') },
  ];
}

/** Figures of others are never counted as measured. */
function measuredText({ state, cells }: RunSetLine): string {
  return state === 'imported' ? `${cells.reported ?? 0} reported` : `${cells.byState.measured} of ${cells.total}`;
}

/** The beginning tells what was asked; `--json` has all of it. */
const whereShown = 60;

function shortened(where: string): string {
  return where.length > whereShown ? `${where.slice(0, whereShown - 1)}…` : where;
}

/** What was interrupted has no end that anybody saw. */
function tookText({ state, startedAt, tookNs }: RunSetLine, now: string): string {
  if (state === 'imported') return '';
  if (state === 'running') return `${elapsed((Date.parse(now) - Date.parse(startedAt)) * 1e6)} so far`;
  return tookNs === null ? '?' : elapsed(tookNs);
}

function otherText(byState: Readonly<Record<CellStateKind, number>>): string {
  const others = { ...byState, measured: 0 };
  return Object.values(others).some((count) => count > 0) ? countsInWords(others) : '';
}
