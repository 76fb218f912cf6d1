/** `run`: always measures a new run set; only artifacts are reused. */
import type { Nanoseconds } from '#core/units.js';
import type { SourceText } from '#domain/diagnostic.js';
import type { RunSetId } from '#domain/names.js';
import { digestOfPlan, type Plan } from '#domain/plan.js';
import type { ReservationNews } from '#domain/reservation.js';
import { makeRunSetId, type RunSet, type RunSetLabels } from '#domain/run-set.js';
import type { StopCause } from '#domain/stop-cause.js';
import type { StoredBoard } from '#domain/stored-board.js';
import { rememberingStops, type StopSource } from './carry-out.js';
import { carryOutPlan } from './carry-out-plan.js';
import { type PlanRequest, planExperiment } from './plan-experiment.js';
import { reserving } from './reservations.js';
import { settleOpenAttempts } from './settle-open.js';
import type { Observer, World } from './world.js';

export interface RunRequest extends PlanRequest {
  readonly spec: SourceText;
  readonly inventoryText: string | null;
  /** Four hex digits that tell run sets of one second apart: the only chance in a run, and it comes in as a value. */
  readonly entropy: string;
  readonly labels: RunSetLabels;
  /** What the expansion was narrowed with. */
  readonly where: string | null;
  readonly stops: StopSource;
  /** By the monotonic clock: nothing begins that could not end before. */
  readonly untilNs?: Nanoseconds;
  readonly failFast?: boolean;
}

export interface RunEnd {
  readonly runSet: RunSetId;
  /** Why it ended before all was done that could be done. */
  readonly stopped: StopCause | null;
}

export async function runExperiment(world: World, asked: RunRequest, observer: Observer): Promise<RunEnd> {
  const tell = (news: ReservationNews): void => observer.reserved?.(news);
  return await reserving(world, tell, (reserved) => run(reserved, asked, observer));
}

async function run(world: World, asked: RunRequest, observer: Observer): Promise<RunEnd> {
  const request = { ...asked, stops: rememberingStops(asked.stops) };
  // A run that died may still measure on a board: its results are taken home before anything new begins there.
  await settleOpenAttempts(world, request, observer);
  const keep = (board: StoredBoard) => world.store.looked(board);
  const { plan } = await planExperiment(world, { ...request, keep }, new AbortController().signal);
  const runSet = newRunSet(world, request, plan);
  world.store.begin(runSet, plan);
  observer.started(runSet, plan);
  const stopped = await carryOutPlan(world, {
    ...request,
    runSet: runSet.id,
    plan,
    observer,
    retryFailed: false,
    reconcileOnly: false,
  });
  world.store.finish(runSet.id, world.clock.wall());
  return { runSet: runSet.id, stopped };
}

function newRunSet(world: World, request: RunRequest, plan: Plan): RunSet {
  const startedAt = world.clock.wall();
  return {
    id: makeRunSetId(startedAt, request.experiment.name, request.entropy),
    experiment: request.experiment.name,
    ...request.labels,
    where: request.where,
    spec: request.spec.text,
    specPath: request.spec.name,
    inventory: request.inventoryText,
    planDigest: digestOfPlan(plan),
    seed: plan.seed,
    startedAt,
    endedAt: null,
  };
}
