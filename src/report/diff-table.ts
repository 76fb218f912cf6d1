/** The table of `diff`: a row for each cell that is not simply the same, its two numbers, and how they compare. */
import type { ExactDifference, ExactNumber, VerdictKind } from '#compare/comparison.js';
import { stateWord } from '#wording/cell-state.js';
import { metricWords, ratioWords, verdictWords } from '#wording/diff.js';
import { byteCount, latency } from '#wording/quantity.js';
import { type Column, type TableOptions, table } from '#wording/table.js';
import type { DiffRow, DiffSide, DiffView } from './diff.js';

interface DiffColumn extends Column {
  readonly text: (row: DiffRow) => string;
}

/** Rows that say nothing new: counted below the table instead. */
export const quiet: readonly VerdictKind[] = ['same', 'both-failing'];

const words: Readonly<Record<VerdictKind, string>> = verdictWords;

export function diffTable(view: DiffView, rows: readonly DiffRow[], options: TableOptions): readonly string[] {
  const columns = columnsOf(view, rows).filter(({ title, text }) => !optional.includes(title) || rows.some(text));
  const cells = rows.map((row) => columns.map(({ text }) => text(row)));
  const { lines, leftOut } = table(columns, cells, options);
  return leftOut.length === 0
    ? lines
    : [...lines, `No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`];
}

/** Shown only when a row has something to say in it. */
const optional = ['accuracy', 'size', 'B is'];

function columnsOf({ varied }: DiffView, rows: readonly DiffRow[]): readonly DiffColumn[] {
  // An axis that is the same in all rows shown tells the least when there is little room.
  const drop = (axis: string) => (new Set(rows.map(({ levels }) => levels[axis])).size > 1 ? {} : { drop: 3 });
  return [
    { title: 'verdict', text: ({ verdict }) => words[verdict] },
    ...varied.map((axis): DiffColumn => ({ title: axis, ...drop(axis), text: ({ levels }) => levels[axis] ?? '' })),
    { title: 'A', align: 'right', drop: 2, text: ({ a }) => sideWords(a) },
    { title: 'B', align: 'right', drop: 1, text: ({ b }) => sideWords(b) },
    { title: 'B is', text: ({ latency: l }) => (l ? ratioWords(l.ratio, l.interval) : '') },
    { title: 'accuracy', text: ({ exact }) => exactWords(exact, (metric) => metric.startsWith('top-')) },
    { title: 'size', text: ({ exact }) => exactWords(exact, (metric) => metric === 'model-size') },
  ];
}

/** A number where there is one, and else what became of the cell. */
function sideWords(side: DiffSide | null): string {
  if (!side) return '–';
  const measured = side.state === 'measured' || side.state === 'partial' || side.state === 'running';
  if (side.medianNs !== null && measured) return latency(side.medianNs);
  return stateWord[side.state];
}

/** Only what is not the same: `top-1 147 → 145 of 150`. */
function exactWords(exact: readonly ExactDifference[], is: (metric: string) => boolean): string {
  return exact
    .filter(({ metric, verdict }) => is(metric) && verdict !== 'same')
    .map(({ metric, a, b }) => `${metric === 'model-size' ? '' : `${metricWords(metric)} `}${pairWords(a, b)}`)
    .join(', ');
}

function pairWords(a: ExactNumber | null, b: ExactNumber | null): string {
  if (a && b && a.of === b.of) {
    return a.of === null ? bytesWords(a.value, b.value) : `${a.value} → ${b.value} of ${a.of}`;
  }
  return `${numberWords(a)} → ${numberWords(b)}`;
}

/** Two sizes that round to one text differ in bytes, and then the bytes are said. */
function bytesWords(a: number, b: number): string {
  const [was, is] = [byteCount(a), byteCount(b)];
  return was === is && a !== b ? `${a} → ${b} B` : `${was} → ${is}`;
}

function numberWords(number: ExactNumber | null): string {
  if (!number) return 'unknown';
  return number.of === null ? byteCount(number.value) : `${number.value} of ${number.of}`;
}
