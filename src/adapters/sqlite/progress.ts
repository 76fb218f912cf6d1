/** `progress`: what `status` says, from few rows whatever the number of cells. */
import type { Database } from 'better-sqlite3';
import { present } from '#core/invariant.js';
import { type Attempt } from '#domain/attempt.js';
import { stateOfRoute } from '#domain/cell-state.js';
import type { RunSetId, StepKey } from '#domain/names.js';
import { type Alike, AlikeBook, isQuiet, latelyMax, type Progress, slugOf } from '#domain/progress.js';
import type { AttemptTable } from './attempt-table.js';
import type { CellTable } from './cell-table.js';
import type { PlanTable } from './plan-table.js';
import type { PlanId, StandingTable } from './standing-table.js';
import type { StepTable } from './step-table.js';

interface ProgressTables {
  readonly plans: PlanTable;
  readonly cells: CellTable;
  readonly steps: StepTable;
  readonly attempts: AttemptTable;
  readonly standings: StandingTable;
}

/** One transaction: a run that writes meanwhile is not seen half way. */
export function progressReader(
  db: Database,
  tables: ProgressTables,
  revisionOf: (id: RunSetId) => number,
): (id: RunSetId) => Progress {
  const { plans, cells, steps, attempts, standings } = tables;
  return db.transaction((runSet: RunSetId): Progress => {
    const plan: PlanId = { runSet, revision: revisionOf(runSet) };
    const conversions = attempts.conversions(runSet).map(({ attempt }) => attempt);
    return {
      estimateNs: present(plans.header(runSet, plan.revision), `the plan of ${runSet}`).estimateNs,
      alike: alikeIn(plan, standings, byStep(conversions)),
      steps: steps.brief(runSet, plan.revision),
      conversions,
      open: attempts.openOf(runSet).map(({ attempt }) => ({
        attempt,
        slug: slugOf(attempt, (cell) => cells.slug(plan, cell)),
      })),
      lately: (['session', 'accuracy'] as const)
        .flatMap((work) => attempts.lately(runSet, work, latelyMax))
        .map(({ attempt }) => attempt),
      // A first plan has retired nothing, and to look for it means to compare all cells.
      retired: plan.revision === 1 ? 0 : cells.retired(runSet, plan.revision).length,
    };
  });
}

/** Cells that wait are moved by the conversions of their route, all at once: that is only worked out here. */
function alikeIn(
  plan: PlanId,
  standings: StandingTable,
  conversions: ReadonlyMap<StepKey, readonly Attempt[]>,
): readonly Alike[] {
  const book = new AlikeBook();
  for (const { place: own, steps, number, cells, from } of standings.counts(plan)) {
    const place = own.state.kind === 'pending' ? { ...own, state: stateOfRoute(steps, conversions) } : own;
    book.add({ place, cells, from, first: isQuiet(place) ? [] : standings.first(plan, number) });
  }
  return book.all();
}

function byStep(conversions: readonly Attempt[]): ReadonlyMap<StepKey, readonly Attempt[]> {
  const found = new Map<StepKey, Attempt[]>();
  for (const attempt of conversions) {
    if (attempt.work.kind !== 'conversion') continue;
    const list = found.get(attempt.work.step);
    if (list) list.push(attempt);
    else found.set(attempt.work.step, [attempt]);
  }
  return found;
}
