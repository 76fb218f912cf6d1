/** `boards check` as text: a table, and below it what keeps boards and cells from being measured. */
import { skewShort, usersWords } from '#wording/boards.js';
import { visible } from '#wording/control.js';
import { byteCount, latency, plural } from '#wording/quantity.js';
import { type Column, plain, table, wrap } from '#wording/table.js';
import type { BoardFactsView, CanaryView } from './board-facts.js';
import type { BoardsCheckView, CheckedBoardView } from './boards-check.js';
import { leftOutLine } from './boards-text.js';
import type { TextOptions } from './status-text.js';
import { type Trouble, troubleText } from './trouble-text.js';

interface LineColumn extends Column {
  readonly text: (board: CheckedBoardView) => string;
}

export function boardsCheckText(view: BoardsCheckView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const shown = columns.filter(({ text }) => view.boards.some((board) => text(board) !== ''));
  const rows = view.boards.map((board) => shown.map(({ text }) => text(board)));
  const { lines, leftOut } = table(shown, rows, options);
  return [
    ...lines,
    ...leftOutLine(leftOut, paint),
    ...view.boards.flatMap((board) => frameworkLines(board, options)),
    ...troubleText(
      view.boards.flatMap((board) => [...reasonsOf(board), ...lacksOf(board)]),
      options,
    ),
  ];
}

const ofFacts =
  (text: (facts: BoardFactsView) => string) =>
  ({ facts }: CheckedBoardView): string =>
    facts ? text(facts) : '';
const size = (bytes: number | null): string => (bytes === null ? '?' : byteCount(bytes));

const columns: readonly LineColumn[] = [
  { title: 'board', text: ({ name }) => name },
  { title: 'state', text: ({ state, heldBy }) => (heldBy === null ? state : `${state}, in use`) },
  { title: 'cells', text: ({ cells }) => (cells === null ? '' : `${cells.run} of ${cells.total}`) },
  { title: 'canary', text: ({ canary }) => canaryShort(canary) },
  { title: 'system', drop: 3, text: ofFacts(({ os }) => os ?? '?') },
  { title: 'kernel', drop: 9, text: ofFacts(({ kernel }) => kernel ?? '?') },
  { title: 'processor', drop: 5, text: ofFacts(({ cpu }) => `${cpu.count ?? '?'} × ${cpu.model ?? '?'}`) },
  { title: 'memory', drop: 4, align: 'right', text: ofFacts(({ memoryBytes }) => size(memoryBytes)) },
  { title: 'free disk', drop: 2, align: 'right', text: ofFacts(({ disk }) => size(disk.freeBytes)) },
  { title: 'clock', drop: 1, align: 'right', text: ofFacts(({ clock }) => skewShort(clock)) },
  { title: 'governor', drop: 6, text: ofFacts(({ governor }) => governor ?? '?') },
  { title: 'logged in', drop: 7, text: ofFacts(({ users }) => usersWords(users)) },
];

function canaryShort(canary: CanaryView | null): string {
  if (!canary) return '';
  return canary.durationNs === null ? canary.verdict : `${canary.verdict} ${latency(canary.durationNs)}`;
}

/** Too long for a column. */
function frameworkLines({ name, facts }: CheckedBoardView, { width }: TextOptions): readonly string[] {
  if (!facts) return [];
  const { node, python } = facts;
  const found = Object.entries({ node, python, ...facts.frameworks }).flatMap(([what, version]) =>
    version === null ? [] : `${what} ${version}`,
  );
  return wrap(`${visible(name)} has ${visible(found.join(', ')) || 'no Node, no Python, no framework'}`, width, 2);
}

function reasonsOf({ name, reason, canary, heldBy }: CheckedBoardView): readonly Trouble[] {
  const suspect = {
    board: name,
    headline: `its canary took ${latency(canary?.durationNs ?? 0)}, and usually takes ${latency(canary?.usualNs ?? 0)}`,
    hint: 'look for heat, a weak power supply, another governor or somebody at work there before you believe its numbers',
  };
  const hint = `\`orchestrate boards unlock ${visible(name)}\` tells more`;
  return [
    ...(reason ? [{ board: name, ...reason }] : []),
    ...(canary?.reason ? [{ board: name, ...canary.reason }] : []),
    ...(canary?.verdict === 'suspect' ? [suspect] : []),
    ...(heldBy === null ? [] : [{ board: name, headline: `held by ${heldBy}`, hint }]),
  ];
}

function lacksOf({ name, cells }: CheckedBoardView): readonly Trouble[] {
  return (cells?.missing ?? []).map(({ kind, cells: count, reason: { headline, hint } }) => {
    return { board: name, before: `${plural(count, 'cell')} ${kind.replace('-', ' ')}`, headline, hint };
  });
}
