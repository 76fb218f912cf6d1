/** `boards ls` and `boards facts` as text. */
import { skewWords, usersWords } from '#wording/boards.js';
import { visible } from '#wording/control.js';
import { ago, byteCount, latency } from '#wording/quantity.js';
import { type Column, type Paint, plain, table, wrap } from '#wording/table.js';
import type { BoardFactsView } from './board-facts.js';
import type { BoardFactsPage, BoardsLsView, RememberedBoard } from './boards.js';
import type { TextOptions } from './status-text.js';
import { type Trouble, troubleText } from './trouble-text.js';

interface LineColumn extends Column {
  readonly text: (board: RememberedBoard) => string;
}

export function boardsLsText(view: BoardsLsView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const columns = columnsOf(options.now).filter(({ text }) => view.boards.some((board) => text(board) !== ''));
  const rows = view.boards.map((board) => columns.map(({ text }) => text(board)));
  const { lines, leftOut } = table(columns, rows, options);
  const troubles = view.boards.flatMap((board) => troublesOf(board, options.now));
  return [...lines, ...leftOutLine(leftOut, paint), ...troubleText(troubles, options)];
}

export function leftOutLine(leftOut: readonly string[], paint: Paint): readonly string[] {
  if (leftOut.length === 0) return [];
  return [paint('faint', `No room here for ${leftOut.join(', ')}: widen the terminal, or see \`--json\`.`)];
}

function columnsOf(now: string): readonly LineColumn[] {
  return [
    { title: 'board', text: ({ name }) => name },
    { title: 'device', text: ({ devices }) => devices.join(', ') },
    { title: 'health', text: ({ health }) => health },
    { title: 'looked at', drop: 1, text: ({ seenAt }) => (seenAt === null ? '' : ago(seenAt, now)) },
    { title: 'reached by', drop: 3, text: ({ endpoint }) => endpoint ?? 'this machine' },
    { title: 'canary', drop: 2, text: ({ canary }) => canaryWords(canary) },
    { title: 'labels', drop: 4, text: ({ labels }) => labelWords(labels) },
  ];
}

function canaryWords(canary: RememberedBoard['canary'] | null): string {
  if (!canary || canary.durationNs === null) return '';
  const usual = canary.usualNs === null ? '' : `, usually ${latency(canary.usualNs)}`;
  return `${canary.verdict} ${latency(canary.durationNs)}${usual}`;
}

function labelWords(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function troublesOf({ name, trouble }: RememberedBoard, now: string): readonly Trouble[] {
  return trouble ? [{ board: name, before: ago(trouble.at, now), headline: trouble.headline, hint: trouble.hint }] : [];
}

export function boardFactsText({ board, facts }: BoardFactsPage, options: TextOptions): readonly string[] {
  const { now, width, paint = plain } = options;
  const seen = board.seenAt === null ? 'never looked at' : `looked at ${ago(board.seenAt, now)}`;
  const head = [paint('title', `${visible(board.name)}, ${board.health}, ${seen}`)];
  if (!facts) {
    const hint = `  → \`orchestrate boards check ${visible(board.name)}\` looks`;
    return [...head, ...troubleText(troublesOf(board, now), options), paint('faint', hint)];
  }
  const rows = [
    ...placeRows(board),
    ...factRows(facts),
    ...(board.canary ? [['canary', canaryWords(board.canary)]] : []),
  ];
  const longest = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.flatMap(([name = '', text = '']) =>
    wrap(`${name.padEnd(longest)}  ${visible(text)}`, width, longest + 2),
  );
  return [...head, ...lines, ...troubleText(troublesOf(board, now), options)];
}

function placeRows(board: RememberedBoard): readonly (readonly string[])[] {
  return [
    ['reached by', board.endpoint ?? 'this machine'],
    ['devices', board.devices.join(', ')],
    ...(Object.keys(board.labels).length > 0 ? [['labels', labelWords(board.labels)]] : []),
  ];
}

function factRows(facts: BoardFactsView): readonly (readonly string[])[] {
  const { cpu, disk, clock, temperatures, load } = facts;
  const known = (text: string | null): string => text ?? '?';
  const size = (bytes: number | null): string => (bytes === null ? '?' : byteCount(bytes));
  return [
    ['model', known(facts.model)],
    ['serial number', known(facts.serial)],
    ['machine id', known(facts.machineId)],
    ['network address', known(facts.mac)],
    ['system', `${known(facts.os)}, kernel ${known(facts.kernel)}, ${known(facts.arch)}`],
    ['processor', `${known(cpu.model)}, ${cpu.count ?? '?'} cores, governor ${known(facts.governor)}`],
    ['memory', size(facts.memoryBytes)],
    ['disk', `${size(disk.freeBytes)} free of ${size(disk.bytes)}`],
    ['clock', clock === null ? '?' : skewWords(clock)],
    ['load', load === null ? '?' : load.toFixed(2)],
    ['logged in', usersWords(facts.users)],
    ...temperatures.map(({ zone, celsius }) => [zone, `${celsius.toFixed(1)} °C`]),
    ['node', known(facts.node)],
    ['python', known(facts.python)],
    ...Object.entries(facts.frameworks).map(([name, version]) => [name, version ?? 'not installed']),
  ];
}
