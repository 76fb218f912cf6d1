/** What an earlier run left open, in whichever run set: adopted or harvested before a board is used again. */
import type { RunSetId } from '#domain/names.js';
import type { StopSource } from './carry-out.js';
import { carryOutPlan } from './carry-out-plan.js';
import type { PlanRequest } from './plan-experiment.js';
import type { Observer, World } from './world.js';

export interface SettleRequest extends PlanRequest {
  readonly stops: StopSource;
  /** A resume looks after its own run set. */
  readonly except?: RunSetId;
}

export async function settleOpenAttempts(world: World, request: SettleRequest, observer: Observer): Promise<void> {
  const runSets = new Set(world.store.openAttempts().map((open) => open.runSet));
  for (const runSet of runSets) {
    if (runSet === request.except) continue;
    const { inventory, toolchains, stops } = request;
    const plan = world.store.plan(runSet);
    const undertaking = { runSet, plan, inventory, toolchains, observer, stops };
    await carryOutPlan(world, { ...undertaking, retryFailed: false, reconcileOnly: true });
  }
}
