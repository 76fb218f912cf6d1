/** `status` as text: what is done, what runs, what went wrong, what to do next. */
import { countsInWords, stateWord } from '#wording/cell-state.js';
import { visible } from '#wording/control.js';
import { ago, elapsed, moment, plural } from '#wording/quantity.js';
import { asideWords } from '#wording/recovery.js';
import { type Paint, plain, wrap } from '#wording/table.js';
import { labelLines } from './run-head-text.js';
import type { Problem, StatusView } from './status.js';

export interface TextOptions {
  readonly width: number;
  /** For "4 min ago". */
  readonly now: string;
  readonly paint?: Paint;
}

/** More slugs than this say no more than their number. */
const slugsShown = 8;

export function statusText(view: StatusView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  return [
    paint('title', `${visible(view.runSet.experiment)}  ${visible(view.runSet.id)}`),
    stateLine(view, options.now),
    ...labelLines(view.runSet, options.width),
    '',
    ...progressLines(view),
    ...openLines(view, options.now),
    ...problemLines(view.problems, options),
    ...nextLine(view),
  ];
}

/** `2 cells unsupported: headline`, the cells, and what to do. Shared with `show`. */
export function problemLines(problems: readonly Problem[], options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  return problems.flatMap(({ state, headline, hint, count, cells }) => {
    const shown = cells.slice(0, slugsShown).map((slug) => `    ${visible(slug)}`);
    const more = count > shown.length ? [`    … and ${count - shown.length} more`] : [];
    return [
      '',
      ...wrap(`${plural(count, 'cell')} ${stateWord[state]}: ${visible(headline)}`, options.width, 2),
      ...shown,
      ...more,
      ...wrap(`  → ${visible(hint)}`, options.width, 4).map((line) => paint('faint', line)),
    ];
  });
}

function stateLine(view: StatusView, now: string): string {
  const started = `started ${moment(view.runSet.startedAt)}`;
  if (view.state === 'running') {
    const left = view.estimateLeftNs === null ? '' : `, about ${elapsed(view.estimateLeftNs)} left`;
    return `running, ${started} (${ago(view.runSet.startedAt, now)})${left}`;
  }
  if (view.state === 'interrupted') return `interrupted, ${started}: no process works on it`;
  const end =
    view.runSet.endedAt === null ? '' : `, ended ${moment(view.runSet.endedAt)} (${ago(view.runSet.endedAt, now)})`;
  return `${started}${end}`;
}

function progressLines(view: StatusView): string[] {
  const { cells, sessions, accuracy, conversions } = view;
  const retired = cells.retired > 0 ? ` (and ${cells.retired} no longer in the experiment)` : '';
  const lines = [
    `cells        ${cells.total}: ${countsInWords(cells.byState)}${retired}`,
    `sessions     ${sessions.accepted} of ${sessions.planned} measured, ${sessions.left === 0 ? 'none' : sessions.left} left`,
  ];
  for (const { board, how, reason } of view.aside) {
    lines.push(`board        ${visible(board)}: ${asideWords[how]}, ${visible(reason.headline)}`);
  }
  if (accuracy.planned > 0) {
    const failed = accuracy.failed > 0 ? `, ${accuracy.failed} failed` : '';
    lines.push(`accuracy     ${accuracy.done} of ${accuracy.planned} counted${failed}`);
  }
  if (conversions.planned > 0) {
    const parts = [
      conversions.done > 0 ? `${conversions.done} done` : '',
      conversions.cached > 0 ? `${conversions.cached} from the cache` : '',
      conversions.refused > 0 ? `${conversions.refused} refused` : '',
      conversions.failed > 0 ? `${conversions.failed} failed` : '',
    ].filter((part) => part !== '');
    lines.push(`conversions  ${conversions.planned}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`);
  }
  return lines;
}

function openLines(view: StatusView, now: string): string[] {
  if (view.open.length === 0) return [];
  const head = view.state === 'running' ? 'running now' : 'left open';
  const lines = view.open.map(({ work, cell, board, since, try: count }) => {
    const what = `${visible(work)}${cell === null ? '' : ` of ${visible(cell)}`}`;
    const again = count > 1 ? `, try ${count}` : '';
    return `  ${what} on ${visible(board)}, since ${since.slice(11, 19)} UTC (${ago(since, now)})${again}`;
  });
  return ['', head, ...lines];
}

function nextLine(view: StatusView): string[] {
  if (view.state === 'running' || !view.left) return [];
  const rest = view.sessions.left > 0 ? `${plural(view.sessions.left, 'session')} not measured` : 'some work is left';
  const time = view.estimateLeftNs === null ? '' : `, about ${elapsed(view.estimateLeftNs)}`;
  return ['', `${rest}: \`orchestrate resume\` goes on${time}`];
}
