/** What a run says of its results: where they cannot be kept, what they are called, what to type next. */
import { exhaustive } from '#core/invariant.js';
import type { CellStateKind } from '#domain/cell-state.js';
import { countsInWords } from './cell-state.js';
import { quoted, visible } from './control.js';
import { plural } from './quantity.js';

export interface RunEndFacts {
  readonly runSet: string;
  /** Commands mean the newest run set where none is named. */
  readonly newest: boolean;
  readonly stopped: EarlyEnd | null;
  /** Of the cells that were asked for. */
  readonly byState: Readonly<Record<CellStateKind, number>>;
  /** Cells that `resume --where` left out, and that a plain one would look at. */
  readonly waiting: number;
}

/** Why a run ended before its end; `what` is when it was to end, or what failed. */
export type EarlyEnd =
  | { readonly kind: 'asked' }
  | { readonly kind: 'until'; readonly shown: string }
  | { readonly kind: 'failed'; readonly what: string };

export function endWords({ runSet, newest, stopped, byState, waiting }: RunEndFacts): readonly string[] {
  const again = byState.pending + byState.partial + byState.running + byState.unavailable;
  const troubled = byState.failed + byState.blocked;
  const id = visible(runSet);
  const [named, option] = newest ? ['', ''] : [` ${id}`, ` --run ${id}`];
  return [
    `run set ${id}`,
    ...(stopped ? [earlyEndWords(stopped, byState.pending + byState.partial + byState.running, named)] : []),
    ...(!stopped && again > 0 ? [`\`orchestrate resume${named}\` looks again at what is missing`] : []),
    ...(waiting > 0 ? [othersWait(waiting, named)] : []),
    ...(troubled > 0
      ? [
          `\`orchestrate logs CELL${option}\` shows what a failed cell printed, \`orchestrate resume${named} --retry-failed\` tries it again`,
        ]
      : []),
    `\`orchestrate show${named}\` prints this table again, \`orchestrate explain CELL${option}\` says why a cell is as it is`,
  ];
}

function earlyEndWords(end: EarlyEnd, cells: number, named: string): string {
  const wait = `${plural(cells, 'cell')} ${cells === 1 ? 'waits' : 'wait'}`;
  const goesOn = `\`orchestrate resume${named}\` goes on`;
  switch (end.kind) {
    case 'asked':
      return `stopped before its end: \`orchestrate resume${named}\` measures the rest`;
    case 'until':
      return `stopped by --until ${visible(end.shown)}: ${wait}; ${goesOn}`;
    case 'failed':
      return `stopped by --fail-fast, ${visible(end.what)} failed: ${wait}; ${goesOn}`;
    default:
      return exhaustive(end);
  }
}

/** For a resume that found everything measured. */
export function nothingToDoWords({
  runSet,
  newest,
  byState,
  waiting,
}: Omit<RunEndFacts, 'stopped'>): readonly string[] {
  const named = newest ? '' : ` ${visible(runSet)}`;
  const asked = byState.failed + byState.blocked + byState.invalid + byState.partial;
  return [
    `Nothing to do in run set ${visible(runSet)}: ${countsInWords(byState)}.`,
    ...(asked > 0 ? [`What failed of itself is tried again with \`orchestrate resume${named} --retry-failed\`.`] : []),
    ...(waiting > 0 ? [othersWait(waiting, named)] : []),
  ];
}

function othersWait(count: number, named: string): string {
  const cells = count === 1 ? '1 other cell waits' : `${count} other cells wait`;
  return `${cells}: \`orchestrate resume${named}\` measures what is missing of all`;
}

/** `said` is the system's own sentence, with the file in it. */
export function describeFullDisk(said: string): string {
  return `The disk is full: ${visible(said)}.\nWhat was stored is kept. Free some space, then \`orchestrate resume\` goes on.`;
}

/** `code` is the system's own word (EACCES, ENOSPC, SQLITE_CANTOPEN). */
export function describeNoStore(database: string, code: string): string {
  return `Results cannot be written to ${visible(database)} (${code}).\nMake the folder writable, free space, or use another folder with \`--store\`.`;
}

export function describeBadUntil(found: string): string {
  return `--until ${quoted(found, 40)}: expected a time of day such as \`07:00\`, or how long, such as \`8h\` or \`90m\`.\nWrite one of them: \`--until 07:00\`.`;
}
