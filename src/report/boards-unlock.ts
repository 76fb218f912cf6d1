/** `boards unlock`: who held a board, and whether it is free now. */
import type { Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import { holderSentence, sweptWords } from '#wording/boards.js';
import { visible } from '#wording/control.js';
import { plain, wrap } from '#wording/table.js';
import { reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';
import type { TextOptions } from './status-text.js';

interface HolderView {
  readonly attempt: string;
  readonly pid: number | null;
  readonly user: string | null;
  readonly since: string | null;
  readonly limitNs: number | null;
}

/** As the board says it; the port's own type is of a floor above. */
type Occupied =
  | { readonly kind: 'free'; readonly swept: number; readonly left: 'empty' | 'left-over' }
  | { readonly kind: 'held'; readonly holder: HolderView | null; readonly pids: readonly number[] };

export interface UnlockView {
  readonly view: 'boards-unlock';
  readonly format: 1;
  readonly board: string;
  readonly free: boolean;
  /** Null: nobody was on record. */
  readonly holder: HolderView | null;
  /** Those that have the lock open while nobody is on record. */
  readonly pids: readonly number[];
  /** The living holder was stopped. */
  readonly stopped: boolean;
  /** Processes of dead attempts that were found on the board. */
  readonly swept: number;
  readonly left: 'empty' | 'left-over' | null;
  readonly force: boolean;
  /** Why nothing could be done. */
  readonly reason: Reason | null;
}

export function unlockView(
  board: string,
  unlocked: Result<{ readonly before: Occupied; readonly after: Occupied }, Failure>,
  force: boolean,
): UnlockView {
  const base = { view: 'boards-unlock', format: 1, board, force } as const;
  if (!unlocked.ok) {
    const reason = reasonFor(unlocked.error);
    return { ...base, free: false, holder: null, pids: [], stopped: false, swept: 0, left: null, reason };
  }
  const { before, after } = unlocked.value;
  const holder = (after.kind === 'held' ? after.holder : null) ?? (before.kind === 'held' ? before.holder : null);
  return {
    ...base,
    free: after.kind === 'free' && after.left === 'empty',
    holder: holder && holderView(holder),
    pids: after.kind === 'held' ? after.pids : [],
    stopped: before.kind === 'held' && after.kind === 'free' && force,
    swept: after.kind === 'free' ? after.swept : 0,
    left: after.kind === 'free' ? after.left : null,
    reason: null,
  };
}

function holderView({ attempt, pid, user, since, limitNs }: HolderView): HolderView {
  return { attempt, pid, user, since, limitNs };
}

export function unlockText(view: UnlockView, { width, now, paint = plain }: TextOptions): readonly string[] {
  const name = visible(view.board);
  const hint = (text: string): readonly string[] => wrap(`  → ${text}`, width, 4).map((line) => paint('faint', line));
  if (view.reason) return [...wrap(`${name}: ${view.reason.headline}`, width, 2), ...hint(view.reason.hint)];
  const holder = holderSentence(view.holder, view.pids, now);
  if (view.left !== null) {
    const stopped = view.stopped ? [`${name} was held by ${holder}: stopped`] : [];
    const end = view.free
      ? `${name} is free: ${sweptWords(view.swept, view.left)}`
      : `${name}: ${sweptWords(view.swept, view.left)}`;
    const next = view.free ? [] : hint('end them on the board as their user or as root, or restart it');
    return [...stopped, end].flatMap((line) => wrap(line, width, 2)).concat(next);
  }
  const next = view.force
    ? "it is another user's or does not die: ask them, or restart the board"
    : `wait for it, or \`orchestrate boards unlock ${name} --force\` stops it; its run set tries again by itself`;
  return [...wrap(`${name} is held by ${holder}`, width, 2), ...hint(next)];
}
