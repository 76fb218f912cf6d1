/** What is known when a run set is taken up: how its boards may be helped, when it closes, and what an earlier life left open. */
import type { Nanoseconds } from '#core/units.js';
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Board } from '#domain/board.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { ladderOf, type Rung } from '#domain/recovery.js';
import { lengthsOf } from '#plan/estimate.js';
import type { ScheduleOptions } from '#schedule/schedule.js';

export interface Care {
  readonly ladders: ReadonlyMap<BoardId, readonly Rung[]>;
  /** How long a silent board keeps its power, where the inventory says it. */
  readonly cycleAfter: ReadonlyMap<BoardId, Nanoseconds>;
}

export function careOf(boards: ReadonlyMap<BoardId, Board>): Care {
  const named = [...boards].map(([id, { hooks }]) => [id, hooks?.get('power-off')?.afterNs] as const);
  return {
    ladders: new Map([...boards].map(([id, board]) => [id, ladderOf(board)])),
    cycleAfter: new Map(named.flatMap(([id, afterNs]) => (afterNs === undefined ? [] : [[id, afterNs]]))),
  };
}

/** Without a time nothing closes. */
export function closingOf(plan: Plan, untilNs: Nanoseconds | undefined): Pick<ScheduleOptions, 'until'> {
  return untilNs === undefined ? {} : { until: { at: untilNs, lengthOf: lengthsOf(plan) } };
}

export function openOnes(attempts: readonly Attempt[]): ReadonlyMap<AttemptId, NewAttempt> {
  return new Map(attempts.filter((attempt) => attempt.outcome === undefined).map((attempt) => [attempt.id, attempt]));
}
