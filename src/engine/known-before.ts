/** What is known when a run set is taken up: how its boards may be helped, when it closes, and what an earlier life left open. */
import type { Nanoseconds } from '#core/units.js';
import type { Attempt, NewAttempt } from '#domain/attempt.js';
import type { Board, Inventory } from '#domain/board.js';
import { machinesOf, sharedMachines } from '#domain/machines.js';
import type { AttemptId, BoardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { ladderOf } from '#domain/recovery.js';
import { lengthsOf } from '#plan/estimate.js';
import type { ScheduleOptions } from '#schedule/schedule.js';
import type { ReadingWorld } from './world.js';

export type Care = Required<Pick<ScheduleOptions, 'ladders' | 'cycleAfter' | 'machines' | 'facts'>>;

export interface Fleet {
  readonly machines: ReadonlyMap<BoardId, Board>;
  readonly care: Care;
}

export function fleetOf({ store }: ReadingWorld, inventory: Inventory): Fleet {
  const machines = machinesOf(inventory);
  const all = [...machines];
  const named = all.map(([id, { hooks }]) => [id, hooks?.get('power-off')?.afterNs] as const);
  const seen = all.map(([id]) => [id, store.board(id)?.seen?.facts] as const);
  const care: Care = {
    ladders: new Map(all.map(([id, board]) => [id, ladderOf(board)])),
    // Where the inventory says how long a silent board keeps its power.
    cycleAfter: new Map(named.flatMap(([id, afterNs]) => (afterNs === undefined ? [] : [[id, afterNs]]))),
    machines: sharedMachines(machines),
    // As they were seen last: by the look before planning, or long ago.
    facts: new Map(seen.flatMap(([id, facts]) => (facts ? [[id, facts] as const] : []))),
  };
  return { machines, care };
}

/** Without a time nothing closes. */
export function closingOf(plan: Plan, untilNs: Nanoseconds | undefined): Pick<ScheduleOptions, 'until'> {
  return untilNs === undefined ? {} : { until: { at: untilNs, lengthOf: lengthsOf(plan) } };
}

export function openOnes(attempts: readonly Attempt[]): ReadonlyMap<AttemptId, NewAttempt> {
  return new Map(attempts.filter((attempt) => attempt.outcome === undefined).map((attempt) => [attempt.id, attempt]));
}
