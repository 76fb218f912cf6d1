/** `show` as text: one table that a person likes to read, and below it every cell without numbers with its reason. */
import { countsInWords } from '#wording/cell-state.js';
import { visible } from '#wording/control.js';
import {
  byteCount,
  elapsed,
  latency,
  latencyWithInterval,
  moment,
  percent,
  perSecond,
  plural,
} from '#wording/quantity.js';
import { narrowedWords } from '#wording/selector.js';
import { type Column, plain, table, wrap } from '#wording/table.js';
import type { CellNumbers, LatencyNumbers, Quantity } from './cell-numbers.js';
import type { CellView } from './cell-view.js';
import { labelLines } from './run-head-text.js';
import type { ShowView } from './show.js';
import { problemLines, type TextOptions } from './status-text.js';

/** What is not known: distinct from any number and from an empty place. */
const unknown = '?';
/** Behind the latency of a cell that is not complete. */
const mark = '*';

export function showText(view: ShowView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const measured = view.cells.filter(({ numbers }) => numbers !== null);
  return [
    paint('title', `${visible(view.runSet.experiment)}  ${visible(view.runSet.id)}`),
    ...headLines(view, options),
    ...(measured.length > 0 ? ['', ...measuredLines(view, measured, options)] : []),
    ...problemLines(view.problems, options),
    ...waitingLines(view),
  ];
}

function headLines(view: ShowView, options: TextOptions): readonly string[] {
  const { startedAt, endedAt } = view.runSet;
  const took =
    endedAt === null ? 'not ended' : `ended ${elapsed((Date.parse(endedAt) - Date.parse(startedAt)) * 1e6)} later`;
  const common = Object.entries(view.common).map(([axis, level]) => `${visible(axis)} ${visible(level)}`);
  return [
    `${moment(startedAt)}, ${took}`,
    ...labelLines(view.runSet, options.width),
    ...(view.narrowed ? wrap(narrowedWords(view.cells.length, view.narrowed), options.width, 2) : []),
    ...wrap(`${plural(view.cells.length, 'cell')}: ${countsInWords(view.byState)}`, options.width, 2),
    ...(common.length > 0 ? wrap(`all cells: ${common.join(', ')}`, options.width, 2) : []),
  ];
}

interface NumberColumn extends Column {
  readonly text: (cell: CellView, numbers: CellNumbers) => string;
}

function measuredLines(view: ShowView, cells: readonly CellView[], options: TextOptions): readonly string[] {
  const all = columnsOf(view, cells);
  const columns = all.filter(({ text }) => cells.some((cell) => !cell.numbers || text(cell, cell.numbers) !== unknown));
  const unknowns = all.filter((column) => !columns.includes(column)).map(({ title }) => title);
  const rows = cells.map((cell) => columns.map(({ text }) => (cell.numbers ? text(cell, cell.numbers) : '')));
  const { lines, leftOut } = table(columns, rows, options);
  const notes = [
    'Latency: geometric mean of the session medians, with its 95 % interval over sessions.',
    ...(cells.some((cell) => markOf(cell) === mark) ? [`${mark} not all planned sessions are behind it.`] : []),
    ...becauseNotes(cells),
    ...cautionNotes(cells),
    ...convertedNotes(cells),
    ...(rows.some((row) => row.includes(unknown))
      ? [`${unknown} not known, such as a percentile of too few samples: \`orchestrate show CELL\` gives the reason.`]
      : []),
    ...(unknowns.length > 0
      ? [`${unknowns.join(', ')}: known of no cell; \`orchestrate show CELL\` gives the reason.`]
      : []),
    ...(leftOut.length > 0 ? [`No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`] : []),
  ];
  const paint = options.paint ?? plain;
  return [...lines, '', ...notes.flatMap((note) => wrap(note, options.width)).map((line) => paint('faint', line))];
}

/** Why a row has no interval, once for each reason. */
function becauseNotes(cells: readonly CellView[]): readonly string[] {
  const reasons = cells.flatMap(({ numbers }) =>
    numbers?.latency.interval === null ? (numbers.latency.because ?? []) : [],
  );
  return [...new Set(reasons)].map((because) => `No interval: ${visible(because)}.`);
}

/** What was known about numbers before there were any, once for all cells of which it is true. */
function cautionNotes(cells: readonly CellView[]): readonly string[] {
  const all = cells.flatMap(({ cautions }) => cautions);
  return [...new Set(all)].map((words) => {
    const count = all.filter((each) => each === words).length;
    return `Caution, ${plural(count, 'cell')}: ${words}.`;
  });
}

/** Where all of a model is on the device that it was compiled for, that is worth a line too. */
function convertedNotes(cells: readonly CellView[]): readonly string[] {
  const all = cells.flatMap(({ converted }) =>
    converted.filter(({ caution, mapping }) => mapping && !caution).map(({ words }) => words),
  );
  return [...new Set(all)].map((words) => {
    return `Converted, ${plural(all.filter((each) => each === words).length, 'cell')}: ${words}.`;
  });
}

function columnsOf(view: ShowView, cells: readonly CellView[]): readonly NumberColumn[] {
  const complete = cells.every(({ state }) => state === 'measured');
  // As an axis it stands in front already.
  const several = !view.varied.includes('board') && new Set(cells.flatMap(({ boards }) => boards)).size > 1;
  const column = (title: string, drop: number, text: NumberColumn['text']): NumberColumn => {
    return { title, drop, align: 'right', text };
  };
  return [
    ...view.varied.map((axis) => ({ title: axis, text: ({ levels }: CellView) => levels[axis] ?? '' })),
    ...(complete ? [] : [{ title: 'sessions', drop: 10, text: stateText }]),
    {
      title: 'latency',
      align: 'right',
      text: (cell, numbers) => latencyText(numbers.latency) + (complete ? '' : markOf(cell)),
    },
    column('p90', 7, (_, { latency: l }) => quantity(l.p90Ns, latency)),
    column('p99', 3, (_, { latency: l }) => quantity(l.p99Ns, latency)),
    column('rate', 8, (_, numbers) => quantity(numbers.throughputPerSecond, perSecond)),
    ...topColumns(cells),
    column('size', 2, (_, numbers) => quantity(numbers.modelBytes, byteCount)),
    column('load', 4, (_, numbers) => quantity(numbers.loadNs, latency)),
    column('memory', 5, (_, numbers) => quantity(numbers.peakRssBytes, byteCount)),
    column('cold', 9, (_, numbers) => quantity(numbers.coldNs, latency)),
    ...(several ? [{ title: 'board', drop: 1, text: ({ boards }: CellView) => boards.join(', ') }] : []),
  ];
}

/** The count goes to the head of the column when it is the same in all rows, and else into each row. */
function topColumns(cells: readonly CellView[]): readonly NumberColumn[] {
  const all = cells.flatMap(({ numbers }) => numbers?.accuracy ?? []);
  return [...new Set(all.map(({ top }) => top))]
    .sort((a, b) => a - b)
    .map((top, at) => {
      const counts = new Set(all.filter((one) => one.top === top).map(({ counted }) => counted));
      const shared = counts.size === 1 ? ` of ${[...counts].join('')}` : '';
      return {
        title: `top-${top}${shared}`,
        align: 'right',
        ...(at === 0 ? {} : { drop: 6 }),
        text: (_: CellView, { accuracy }: CellNumbers): string => {
          const one = accuracy.find((numbers) => numbers.top === top);
          if (!one) return unknown;
          return `${one.hits}${shared === '' ? ` of ${one.counted}` : ''} (${percent(one.hits, one.counted)})`;
        },
      };
    });
}

function markOf({ state }: CellView): string {
  return state === 'measured' ? ' ' : mark;
}

function stateText({ state, sessions }: CellView): string {
  const share = `${sessions.accepted} of ${sessions.planned}`;
  return state === 'measured' || state === 'partial' ? share : `${share}, ${state}`;
}

function latencyText({ medianNs, interval, reported, underLoad }: LatencyNumbers): string {
  if (medianNs === null) return unknown;
  return `${interval ? latencyWithInterval(medianNs, interval) : latency(medianNs)}${reported ? ' reported' : ''}${underLoad ? ' under load' : ''}`;
}

function quantity({ value }: Quantity, words: (value: number) => string): string {
  return value === null ? unknown : words(value);
}

function waitingLines(view: ShowView): readonly string[] {
  const waiting = view.cells.filter(({ state }) => state === 'pending' || state === 'running');
  if (waiting.length === 0) return [];
  return ['', `${plural(waiting.length, 'cell')} still to be measured: \`orchestrate status\` tells more.`];
}
