/** One run set carried out or carried on: everything the loop needs, put together and released again. */
import type { Nanoseconds } from '#core/units.js';
import type { Inventory } from '#domain/board.js';
import type { BoardId, CellKey, RunSetId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { StopCause } from '#domain/stop-cause.js';
import { identityToKeep } from '#domain/stored-board.js';
import type { Toolchain } from '#domain/toolchain.js';
import { narrowPlan } from '#plan/narrow.js';
import { TakesDown } from '#schedule/takes-down.js';
import { carryOut, type StopSource } from './carry-out.js';
import { Connections } from './connections.js';
import { probesOf } from './gather.js';
import { Harvester } from './harvest.js';
import { closingOf, fleetOf, openOnes } from './known-before.js';
import { Lanes } from './lanes.js';
import { JobMaker } from './make-job.js';
import { createPerformer } from './perform.js';
import { type RecoverParts, recover } from './recover.js';
import { AttemptWatch } from './watch.js';
import type { Observer, World } from './world.js';

export interface Undertaking {
  readonly runSet: RunSetId;
  readonly plan: Plan;
  readonly inventory: Inventory;
  readonly toolchains: ReadonlyMap<string, Toolchain>;
  readonly observer: Observer;
  readonly stops: StopSource;
  readonly retryFailed: boolean;
  readonly reconcileOnly: boolean;
  /** Only these cells are begun; what is open of the others is still fetched. */
  readonly only?: ReadonlySet<CellKey>;
  /** Nothing begins that could not end before, by the estimates of the plan. By the monotonic clock. */
  readonly untilNs?: Nanoseconds;
  /** The first failure ends it. */
  readonly failFast?: boolean;
}

/** Why it was stopped before its end, if it was. */
export async function carryOutPlan(world: World, undertaking: Undertaking): Promise<StopCause | null> {
  const { runSet, plan, inventory, toolchains, observer, stops, retryFailed, reconcileOnly, untilNs } = undertaking;
  const ending = new AbortController();
  const attempts = world.store.attempts(runSet);
  const open = openOnes(attempts);
  const { machines, care } = fleetOf(world, inventory);
  await using connections = new Connections({
    connector: world.connector,
    clock: world.clock,
    boards: machines,
    probes: probesOf(toolchains),
    signal: ending.signal,
    identity: (board) => identityToKeep(board, world.store.board(board.id)),
  });
  const jobs = new JobMaker(world, { plan, machines, earlier: world.store.conversions(runSet) });
  const watch = new AttemptWatch(open.keys());
  const hurry = new AbortController();
  const recovering: RecoverParts = {
    connections,
    clock: world.clock,
    boards: machines,
    hooks: world.hooks,
    admit: (board) => world.admit(world, { connections, board, signal: ending.signal }),
    watch,
    hurry: hurry.signal,
    name: upkeepNames(world, runSet),
  };
  const harvester = new Harvester({ world, runSet, connections, jobs });
  const performer = createPerformer({
    connections,
    lanes: new Lanes(),
    jobs,
    harvester,
    open,
    watch,
    recover: (board, rung) => recover(recovering, board, rung),
    hurry: () => hurry.abort(),
    closeAbsent: reconcileOnly,
  });
  const barred = reconcileOnly ? new Set<BoardId>() : boardsOfOthers(world, runSet);
  const chosen = undertaking.only ? narrowPlan(plan, undertaking.only) : plan;
  const superseded = world.store.superseded(runSet);
  const schedule = world.createSchedule(chosen, attempts, {
    runSet,
    retryFailed,
    reconcileOnly,
    barred,
    ...care,
    superseded,
    failFast: undertaking.failFast ?? false,
    ...closingOf(plan, untilNs),
  });
  try {
    return await carryOut(world, { runSet, schedule, performer, observer, stops, takesDown: new TakesDown(attempts) });
  } finally {
    ending.abort();
  }
}

/** Another name for each, also after a crash: the wall clock tells lives apart. */
function upkeepNames(world: World, runSet: RunSetId): (board: BoardId) => string {
  const life = world.clock.wall().replace(/[^0-9]/g, '');
  let count = 0;
  return (board) => `${runSet}.upkeep-${board.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 60)}-${life}.${++count}`;
}

/** What another run set left open there and could not be settled: unknown, hence perhaps still measuring. */
function boardsOfOthers(world: World, runSet: RunSetId): ReadonlySet<BoardId> {
  const others = world.store.openAttempts().filter((open) => open.runSet !== runSet);
  return new Set(others.map((open) => open.attempt.board));
}
