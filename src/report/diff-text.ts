/** `diff` as text: one sentence, the two run sets, what is not the same besides, the rows that matter, and why. */
import type { VerdictKind } from '#compare/comparison.js';
import { ascending } from '#stats/quantile.js';
import { visible } from '#wording/control.js';
import { canBeSeen, meetingWords, notJudged, outsideWords, ratioWords, whatCounts } from '#wording/diff.js';
import { changeWords } from '#wording/diff-change.js';
import { partWords } from '#wording/part.js';
import { moment, plural } from '#wording/quantity.js';
import { plain, wrap } from '#wording/table.js';
import type { DiffView } from './diff.js';
import { noteLines } from './diff-notes-text.js';
import type { SharedChange } from './diff-shared.js';
import { diffTable, quiet } from './diff-table.js';
import { labelLines } from './run-head-text.js';
import type { TextOptions } from './status-text.js';

export interface DiffTextOptions extends TextOptions {
  /** Rows that are the same, or without a result in both, too. */
  readonly all: boolean;
}

export function diffText(view: DiffView, options: DiffTextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { width } = options;
  const shown = options.all ? view.rows : view.rows.filter(({ verdict }) => !quiet.includes(verdict));
  return [
    ...wrap(view.summary, width).map((line) => paint('title', line)),
    ...view.warnings.flatMap((warning) => wrap(warning, width, 2)),
    '',
    ...headLines(view, options),
    ...changeLines(view, options),
    ...(shown.length > 0 ? ['', ...diffTable(view, shown, options)] : []),
    ...noteLines(view, options),
    ...meetingLines(view, options),
    ...quietLines(view, options),
    ...legend(view, options),
  ];
}

function headLines(view: DiffView, { width }: DiffTextOptions): readonly string[] {
  const common = Object.entries(view.common).map(([axis, level]) => `${visible(axis)} ${visible(level)}`);
  const { align, assume } = view.alignment;
  const aligned = [
    ...align.map(({ axis, from, to }) => `${axis} ${from} of A is taken for ${to}`),
    ...assume.map(({ axis, level }) => `${axis} ${level} is assumed where the axis is missing`),
  ];
  return [
    ...sideLines('A', view.a, width),
    ...(view.a.id === view.b.id ? ['B  the same run set'] : sideLines('B', view.b, width)),
    ...(view.where === null ? [] : wrap(`only cells of ${visible(view.where)}`, width, 2)),
    ...aligned.flatMap((line) => wrap(visible(line), width, 2)),
    ...(common.length > 0 ? wrap(`all cells: ${common.join(', ')}`, width, 2) : []),
  ];
}

function sideLines(letter: string, side: DiffView['a'], width: number): readonly string[] {
  const state = {
    running: ', still being measured: what is there is compared',
    interrupted: `, not finished: what is there is compared; \`orchestrate resume ${visible(side.id)}\` measures the rest`,
    ended: '',
  }[side.state];
  return [
    ...wrap(`${letter}  ${visible(side.id)}, ${moment(side.startedAt)}${state}`, width, 3),
    ...labelLines(side, width - 3).map((line) => `   ${line}`),
  ];
}

function changeLines({ changes, rows }: DiffView, { width }: DiffTextOptions): readonly string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap((change) => {
    const means = change.of === 'environment' ? undefined : partWords[change.of];
    return wrap(`  ${cellsOf(change, rows.length)}: ${changeWords(change, means)}`, width, 4);
  });
  return ['', 'Not the same:', ...lines];
}

function cellsOf({ everywhere, cells, count }: SharedChange, rows: number): string {
  if (everywhere)
    return count === rows
      ? 'all cells'
      : count === 1
        ? 'the one cell that both run'
        : `all ${count} cells that both run`;
  return count <= 2 ? cells.map(visible).join(', ') : `${count} cells, ${visible(cells[0] ?? '')} among them`;
}

/** What is not in the table, counted; the spread of what is the same says how quiet the machines were. */
function quietLines(view: DiffView, { all, width }: DiffTextOptions): readonly string[] {
  const { rows, counts, notApplicable } = view;
  const count = (kind: VerdictKind): number => (all ? 0 : counts[kind]);
  const ratios = rows.flatMap(({ verdict, latency }) => (verdict === 'same' && latency ? latency.ratio : []));
  const sorted = ascending(ratios);
  const [low = 1, high = 1] = [sorted[0], sorted.at(-1)];
  const range =
    ratios.length === 0
      ? ''
      : ratios.length === 1
        ? `, ${ratioWords(low, null)}`
        : `, from ${ratioWords(low, null)} to ${ratioWords(high, null)}`;
  const lines = [
    ...(count('same') > 0 ? [`${plural(counts.same, 'cell')} the same${range}: \`--all\` lists them.`] : []),
    ...(count('both-failing') > 0
      ? [`${plural(counts['both-failing'], 'cell')} without a result in both: \`--all\` says why.`]
      : []),
    ...(notApplicable > 0 ? [`${plural(notApplicable, 'cell')} not applicable in both.`] : []),
    ...leftOutLines(view),
  ];
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => wrap(line, width, 2))];
}

function leftOutLines({ outside, conclusion }: DiffView): readonly string[] {
  return [
    ...(outside.a > 0 ? [outsideWords('A', outside.a)] : []),
    ...(outside.b > 0 ? [outsideWords('B', outside.b)] : []),
    ...(conclusion === 'nothing-judged' || conclusion === 'nothing-measured' ? [notJudged(conclusion)] : []),
  ];
}

function meetingLines({ wouldMeet }: DiffView, { width, paint = plain }: DiffTextOptions): readonly string[] {
  return wouldMeet.flatMap((rule) => {
    const [what = '', how = ''] = meetingWords(rule);
    return ['', ...wrap(what, width, 2), ...wrap(how, width, 4).map((line) => paint('faint', line))];
  });
}

function legend(
  { tests, resolution, uncertain, policy }: DiffView,
  { width, paint = plain }: DiffTextOptions,
): readonly string[] {
  if (!resolution) return [];
  const { threshold, alpha } = policy;
  const { sessions, detectable } = resolution;
  const noise = uncertain ? '' : ` ${canBeSeen(sessions, detectable)}.`;
  const text = `${whatCounts(threshold, alpha, tests)}${noise}`;
  return ['', ...wrap(text, width).map((line) => paint('faint', line))];
}
