/** `resume`: inside one run set, every planned step without a success for its current fingerprint. */

import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import type { CellKey, RunSetId } from '#domain/names.js';
import type { ResumeRefusal } from '#domain/refusal.js';
import { narrowPlan } from '#plan/narrow.js';
import { rememberingStops } from './carry-out.js';
import { carryOutPlan } from './carry-out-plan.js';
import { driftSince } from './drift.js';
import { planExperiment } from './plan-experiment.js';
import type { RunEnd, RunRequest } from './run-experiment.js';
import { settleOpenAttempts } from './settle-open.js';
import { specChanges } from './spec-changes.js';
import type { Observer, World } from './world.js';

/** A run set keeps its labels and what it was narrowed to. */
export interface ResumeRequest extends Omit<RunRequest, 'labels' | 'where'> {
  readonly runSet: RunSetId;
  /** Only these cells this time; the others stay as they are. */
  readonly only?: ReadonlySet<CellKey>;
  readonly retryFailed: boolean;
  readonly acceptChanges: boolean;
  readonly acceptDrift: boolean;
}

/** Nothing on a board or in the store is touched before both questions, changed spec and drift, are answered. */
export async function resumeRun(
  world: World,
  asked: ResumeRequest,
  observer: Observer,
): Promise<Result<RunEnd, ResumeRefusal>> {
  const request = { ...asked, stops: rememberingStops(asked.stops) };
  const { runSet, stops, inventory, toolchains, retryFailed } = request;
  const { plan, known } = await planExperiment(world, request, new AbortController().signal);
  const changes = request.acceptChanges ? undefined : specChanges(world.store.plan(runSet), plan);
  if (changes) return err(changes);
  const drift = request.acceptDrift ? undefined : driftSince(world.store, runSet, known);
  if (drift) return err(drift);
  world.store.amend(runSet, plan, request.spec.text);
  await settleOpenAttempts(world, { ...request, except: runSet }, observer);
  const { only } = request;
  observer.started(present(world.store.runSet(runSet), 'run set'), only ? narrowPlan(plan, only) : plan);
  const undertaking = { runSet, plan, inventory, toolchains, observer, stops, retryFailed };
  const stopped = await carryOutPlan(world, { ...undertaking, reconcileOnly: false, ...(only ? { only } : {}) });
  world.store.finish(runSet, world.clock.wall());
  return ok({ runSet, stopped });
}
