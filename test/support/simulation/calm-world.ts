/** A simulated world in which nothing goes wrong, for laws about what is decided and not about what survives. */
import type { Job } from '#domain/job.js';
import { machinesOf } from '#domain/machines.js';
import type { BoardId } from '#domain/names.js';
import { admitAnswering } from '#engine/admit.js';
import type { PlanRequest } from '#engine/plan-experiment.js';
import type { World } from '#engine/world.js';
import { createSchedule } from '#schedule/schedule.js';
import { openResultStore } from '../../../src/adapters/sqlite/open.js';
import { Chaos } from './chaos.js';
import { sayings } from './sayings.js';
import { VirtualBoard } from './virtual-board.js';
import { virtualHooks } from './virtual-care.js';
import {
  VirtualDisk,
  virtualCanary,
  virtualClock,
  virtualConnector,
  virtualFiles,
  virtualWithSettings,
} from './virtual-ports.js';
import { VirtualTime } from './virtual-time.js';

export interface CalmWorld {
  readonly world: World;
  /** Lets time pass until the promise is settled. */
  passing<T>(promise: Promise<T>): Promise<T>;
}

export function calmWorld({ inventory }: PlanRequest, kernels: ReadonlyMap<BoardId, string> = new Map()): CalmWorld {
  const time = new VirtualTime();
  const chaos = new Chaos(1, () => Number.POSITIVE_INFINITY);
  const watcher = {
    begins: () => undefined,
    tends: () => undefined,
    says: (job: Job, nowNs: number) => sayings(job, { fate: 'measures', kernel: '6.0' }, nowNs),
  };
  const habits = { sweeps: true, locks: true, idempotent: true };
  const boards = new Map(
    [...machinesOf(inventory).keys()].map((id) => {
      const kernel = kernels.get(id) ?? '6.0';
      return [id, new VirtualBoard({ time, chaos, watcher, habits, kernel })];
    }),
  );
  const parts = { time, chaos, boards, crashPoint: () => false };
  const store = openResultStore(':memory:', { mode: 'write' });
  if (!store.ok) throw new Error(`no store in memory: ${store.error.kind}`);
  const world = {
    clock: virtualClock(time),
    connector: virtualConnector(parts),
    store: store.value,
    files: virtualFiles(parts, new VirtualDisk()),
    createSchedule,
    canary: virtualCanary,
    hooks: virtualHooks(parts, () => undefined),
    admit: admitAnswering,
    withSettings: virtualWithSettings,
  };
  const passing = async <T>(promise: Promise<T>): Promise<T> => {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    const verdict = await time.run(Number.POSITIVE_INFINITY, () => settled);
    if (verdict !== 'done') throw new Error(`time is ${verdict}`);
    return await promise;
  };
  return { world, passing };
}
