/**
 * Boards that do not answer, and under which an attempt may still run. While others have work the run goes on and looks
 * again now and then; when only silent ones are left they are waited for, up to a bound: what is not known by then stays
 * open, and `resume` looks again.
 */
import { type Nanoseconds, seconds } from '#core/units.js';
import type { Command } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import type { BoardState } from './fleet.js';

export const SILENCE_NS: Nanoseconds = seconds(600);
/** Another run set's affairs hold up the run that somebody asked for. */
export const SETTLING_SILENCE_NS: Nanoseconds = seconds(90);

export class Patience {
  readonly #boundNs: Nanoseconds;
  #aloneSince: Nanoseconds | undefined;

  constructor(boundNs: Nanoseconds) {
    this.#boundNs = boundNs;
  }

  /** The boards that are given up now: cells of theirs that are not open there may begin anew on others. */
  wait(boards: Iterable<BoardState>, at: Nanoseconds, commands: Command[]): readonly BoardState[] {
    const all = [...boards];
    const silent = all.filter(isSilent);
    if (silent.length === 0 || all.some((board) => !isSilent(board) && hasMore(board, at))) {
      this.#aloneSince = undefined;
      return [];
    }
    if (this.#aloneSince === undefined) {
      this.#aloneSince = at;
      for (const { id, silence } of silent) {
        const because = silence ?? failure('board/unreachable', { board: id });
        commands.push({ kind: 'set-aside', board: id, how: 'silent', because });
      }
    }
    return at - this.#aloneSince < this.#boundNs ? [] : silent.filter(({ phase }) => phase === 'idle');
  }
}

function isSilent(board: BoardState): boolean {
  return board.phase !== 'out' && board.silentSince !== undefined && board.climb === undefined;
}

/** A board that is idle without an alarm waits for something that others make, or for nothing. */
function hasMore(board: BoardState, at: Nanoseconds): boolean {
  if (board.phase === 'busy') return true;
  return board.phase === 'idle' && (board.wakeAt !== undefined || board.notBefore > at);
}
