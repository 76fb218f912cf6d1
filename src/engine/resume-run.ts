/** `resume`: inside one run set, every planned step without a success for its current fingerprint. */

import { present } from '#core/invariant.js';
import { err, ok, type Result } from '#core/result.js';
import type { CellKey, RunSetId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { ResumeRefusal } from '#domain/refusal.js';
import type { ReservationNews } from '#domain/reservation.js';
import type { StoredBoard } from '#domain/stored-board.js';
import { narrowPlan } from '#plan/narrow.js';
import { rememberingStops } from './carry-out.js';
import { carryOutPlan } from './carry-out-plan.js';
import { driftSince } from './drift.js';
import { planExperiment } from './plan-experiment.js';
import { reserving } from './reservations.js';
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

/** Nothing on a board or of a run set is touched before both questions, changed spec and drift, are answered. */
export async function resumeRun(
  world: World,
  resume: ResumeRequest,
  observer: Observer,
): Promise<Result<RunEnd, ResumeRefusal>> {
  const tell = (news: ReservationNews): void => observer.reserved?.(news);
  return await reserving(world, tell, (reserved) => goOn(reserved, resume, observer));
}

async function goOn(world: World, resume: ResumeRequest, observer: Observer): Promise<Result<RunEnd, ResumeRefusal>> {
  const request = { ...resume, stops: rememberingStops(resume.stops) };
  const { runSet, stops, inventory, toolchains, retryFailed } = request;
  const keep = (board: StoredBoard) => world.store.looked(board);
  const before = world.store.plan(runSet);
  const asked = { ...request, kept: runnersOf(before), keep };
  const { plan, known } = await planExperiment(world, asked, new AbortController().signal);
  const changes = request.acceptChanges ? undefined : specChanges(before, plan);
  if (changes) return err(changes);
  const drift = request.acceptDrift ? undefined : driftSince(world.store, runSet, known);
  if (drift) return err(drift);
  world.store.amend(runSet, plan, request.spec.text);
  await settleOpenAttempts(world, { ...request, except: runSet }, observer);
  const { only } = request;
  const found = present(world.store.runSet(runSet), 'run set');
  observer.started(found, only ? narrowPlan(plan, only) : plan);
  const deeds = countingDeeds(observer);
  const undertaking = { runSet, plan, inventory, toolchains, stops, retryFailed, ...limitsOf(request) };
  const { observer: counting } = deeds;
  const how = { observer: counting, reconcileOnly: false, ...(only ? { only } : {}) };
  const stopped = await carryOutPlan(world, { ...undertaking, ...how });
  // Where there was nothing to do, it ended when it ended.
  if (found.endedAt === null || deeds.count > 0) world.store.finish(runSet, world.clock.wall());
  return ok({ runSet, stopped });
}

interface Deeds {
  readonly count: number;
  readonly observer: Observer;
}

/** What was asked of boards; to wait, and to say why nothing more begins, is none. */
function countingDeeds(observer: Observer): Deeds {
  let count = 0;
  return {
    get count() {
      return count;
    },
    observer: {
      started: (runSet, plan) => observer.started(runSet, plan),
      beat: (attempt, text) => observer.beat(attempt, text),
      reserved: (news) => observer.reserved?.(news),
      happened: (event, commands) => {
        count += commands.filter(({ kind }) => kind !== 'sleep' && kind !== 'finish' && kind !== 'set-aside').length;
        observer.happened(event, commands);
      },
    },
  };
}

function limitsOf({ untilNs, failFast }: ResumeRequest): Pick<ResumeRequest, 'untilNs' | 'failFast'> {
  return { ...(untilNs === undefined ? {} : { untilNs }), ...(failFast === undefined ? {} : { failFast }) };
}

/** Sessions of one cell are alike: what was measured with one runner goes on with it, also where a better one came since. */
function runnersOf(plan: Plan): ReadonlyMap<CellKey, string> {
  return new Map(plan.cells.flatMap((cell) => (cell.kind === 'run' ? [[cell.key, cell.measurement.runner.name]] : [])));
}
