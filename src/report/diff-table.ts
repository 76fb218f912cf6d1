/** The table of `diff`: a row for each cell that is not simply the same, its two numbers, and how they compare. */
import type { ExactDifference, ExactNumber, VerdictKind } from '#compare/comparison.js';
import { stateWord } from '#wording/cell-state.js';
import { metricWords, ratioWords, verdictWords } from '#wording/diff.js';
import { factWords } from '#wording/diff-change.js';
import { byteCount, latency } from '#wording/quantity.js';
import { type Column, type TableOptions, table, wrap } from '#wording/table.js';
import type { DiffRow, DiffSide, DiffView } from './diff.js';

interface DiffColumn extends Column {
  readonly text: (row: DiffRow) => string;
}

/** Rows that say nothing new: counted below the table instead. */
export const quiet: readonly VerdictKind[] = ['same', 'both-failing'];

const words: Readonly<Record<VerdictKind, string>> = verdictWords;

export function diffTable({ varied }: DiffView, rows: readonly DiffRow[], options: TableOptions): readonly string[] {
  const columns = [
    { title: 'verdict', text: ({ verdict }: DiffRow) => words[verdict] },
    ...varied.map((axis) => axisColumn(axis, rows)),
    ...numberColumns,
    ...changedMetrics(rows).map((metric, at) => exactColumn(metric, rows, at)),
  ].filter(({ title, text }) => title !== ratioTitle || rows.some(text));
  const cells = rows.map((row) => columns.map(({ text }) => text(row)));
  const { lines, leftOut } = table(columns, cells, options);
  if (leftOut.length === 0) return lines;
  const note = `No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`;
  return [...lines, ...wrap(note, options.width, 2)];
}

/** Which cell it is goes before how long it took; an axis that is the same in all rows shown tells less than the others. */
function axisColumn(axis: string, rows: readonly DiffRow[]): DiffColumn {
  const text = ({ levels }: DiffRow): string => levels[axis] ?? '';
  const stays = axis === 'model' || new Set(rows.map(text)).size > 1;
  return { title: axis, text, ...(stays ? {} : { drop: axis === 'device' ? 4 : 1 }) };
}

const ratioTitle = 'B is';

/** To the right, as all numbers: what is short of room takes from words. */
const numberColumns: readonly DiffColumn[] = [
  { title: 'A', align: 'right', drop: 5, text: ({ a }) => sideWords(a) },
  { title: 'B', align: 'right', drop: 3, text: ({ b }) => sideWords(b) },
  { title: ratioTitle, align: 'right', text: speedWords },
];

/** What must not be compared shows no ratio: it would be read. */
function speedWords({ latency: l, because }: DiffRow): string {
  if (!l) return '';
  if (l.verdict !== 'not-comparable') return ratioWords(l.ratio, l.interval);
  const names = because?.kind === 'differs' ? [...because.parts, ...because.facts.map(factWords)] : [];
  return names.length === 0 ? '' : `${names[0] ?? ''}${names.length > 1 ? ' and more' : ''} not the same`;
}

/** A number where there is one, and else what became of the cell. */
function sideWords(side: DiffSide | null): string {
  if (!side) return '–';
  const measured = side.state === 'measured' || side.state === 'partial' || side.state === 'running';
  if (side.medianNs !== null && measured) return latency(side.medianNs);
  return stateWord[side.state];
}

/** Hits first, the strictest before the others; only metrics that are another one in some row. */
function changedMetrics(rows: readonly DiffRow[]): readonly string[] {
  const changed = rows.flatMap(({ exact }) => exact.filter(isChanged).map(({ metric }) => metric));
  const rank = (metric: string): number => Number(/^top-(\d+)$/.exec(metric)?.[1] ?? Number.MAX_SAFE_INTEGER);
  return [...new Set(changed)].sort((one, other) => rank(one) - rank(other));
}

/** The count goes to the head of the column when it is the same in all rows, and else into each row. */
function exactColumn(metric: string, rows: readonly DiffRow[], at: number): DiffColumn {
  const find = ({ exact }: DiffRow): ExactDifference | undefined =>
    exact.find((one) => one.metric === metric && isChanged(one));
  const counts = new Set(
    rows.flatMap((row) => [find(row)?.a?.of, find(row)?.b?.of]).filter((of) => typeof of === 'number'),
  );
  const shared = counts.size === 1 ? ` of ${[...counts].join('')}` : '';
  return {
    title: `${metricWords(metric)}${shared}`,
    align: 'right',
    ...(at === 0 ? {} : { drop: metric === modelSize ? 2 : 6 }),
    text: (row) => {
      const change = find(row);
      return change ? pairWords(change, shared === '') : '';
    },
  };
}

function isChanged({ verdict }: ExactDifference): boolean {
  return verdict !== 'same';
}

function pairWords({ metric, a, b }: ExactDifference, counts: boolean): string {
  if (metric === modelSize) return bytesWords(a?.value, b?.value);
  const hits = (one: ExactNumber | null): string => {
    return one ? `${one.value}${counts && one.of !== null ? ` of ${one.of}` : ''}` : 'unknown';
  };
  return `${hits(a)} → ${hits(b)}`;
}

const modelSize = 'model-size';

/** Two sizes that round to one text differ in bytes, and then the bytes are said. */
function bytesWords(a: number | undefined, b: number | undefined): string {
  const [was, is] = [a, b].map((bytes) => (bytes === undefined ? 'unknown' : byteCount(bytes)));
  return was === is ? `${a} → ${b} B` : `${was} → ${is}`;
}
