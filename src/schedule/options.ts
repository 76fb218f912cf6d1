/** What a schedule is told beside its plan. */
import type { Nanoseconds } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { BoardFacts } from '#domain/board.js';
import type { BoardId, RunSetId } from '#domain/names.js';
import type { Rung } from '#domain/recovery.js';
import type { Until } from './closing-time.js';

export interface AgendaOptions {
  readonly runSet: RunSetId;
  /** Also what failed or was invalid, not only what is missing or was interrupted. */
  readonly retryFailed: boolean;
  /** Attempts that do not count any more; their names stay taken. */
  readonly superseded?: readonly Attempt[];
  /** The machines of the inventory, and what can be done for each that fails; unset: all that are named, made clean. */
  readonly ladders?: ReadonlyMap<BoardId, readonly Rung[]>;
  /** Nothing begins that could not end before then. */
  readonly until?: Until;
  /** As they were seen last; what a board says when it is asked in this run counts more. */
  readonly facts?: ReadonlyMap<BoardId, BoardFacts>;
}

export interface ScheduleOptions extends AgendaOptions {
  /** Only learn what became of open attempts, begin nothing. */
  readonly reconcileOnly?: boolean;
  /** Boards on which another run set's attempt is still open and did not answer: nothing may begin beside it. */
  readonly barred?: ReadonlySet<BoardId>;
  /** How long silent boards are waited for when there is nothing else to do. */
  readonly silenceNs?: Nanoseconds;
  /** The first piece of work that fails for good is the last that is begun. */
  readonly failFast?: boolean;
  /** Of boards whose power is cut after another time of silence under an attempt than usual. */
  readonly cycleAfter?: ReadonlyMap<BoardId, Nanoseconds>;
  /** By the name of their machine: boards and builders that are one do one thing at a time. Unset: each is its own. */
  readonly machines?: ReadonlyMap<BoardId, string>;
}
