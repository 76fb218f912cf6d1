/** `progress`: what `status` says, from few rows whatever the number of cells. */
import type { Database } from 'better-sqlite3';
import { present } from '#core/invariant.js';
import type { Attempt } from '#domain/attempt.js';
import { type WaitedFor as MayWaitFor, onBoards, onRoute, type Place, placeOf } from '#domain/cell-state.js';
import type { RunSetId, StepKey } from '#domain/names.js';
import { outOf } from '#domain/out-of-boards.js';
import { type Alike, AlikeBook, isQuiet, latelyMax, type Progress, slugOf } from '#domain/progress.js';
import type { AsideTable } from './aside-table.js';
import type { AttemptTable } from './attempt-table.js';
import type { CellTable } from './cell-table.js';
import type { PlanTable } from './plan-table.js';
import type { PlanId, StandingTable } from './standing-table.js';
import { closedPlaceJson } from './standings.js';
import type { StepTable } from './step-table.js';

interface ProgressTables {
  readonly plans: PlanTable;
  readonly cells: CellTable;
  readonly steps: StepTable;
  readonly attempts: AttemptTable;
  readonly standings: StandingTable;
  readonly asides: AsideTable;
}

/** One transaction: a run that writes meanwhile is not seen half way. */
export function progressReader(
  db: Database,
  tables: ProgressTables,
  revisionOf: (id: RunSetId) => number,
): (id: RunSetId) => Progress {
  const { plans, cells, steps, attempts } = tables;
  return db.transaction((runSet: RunSetId): Progress => {
    const plan: PlanId = { runSet, revision: revisionOf(runSet) };
    const conversions = attempts.conversions(runSet).map(({ attempt }) => attempt);
    return {
      estimateNs: present(plans.header(runSet, plan.revision), `the plan of ${runSet}`).estimateNs,
      alike: alikeIn(plan, tables, waitedFor(plan, tables, byStep(conversions))),
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

/** What is kept is by attempts that are over: cells with open ones are taken out of it and put where they are now. */
function alikeIn(plan: PlanId, tables: ProgressTables, waited: WaitedFor): readonly Alike[] {
  const moved = openCells(plan, tables, waited);
  const except = moved.map(({ position }) => position);
  const book = new AlikeBook();
  for (const { place, waiting, number, body, cells } of tables.standings.counts(plan)) {
    const left = cells - moved.filter((cell) => cell.keptAs === body).length;
    if (left === 0) continue;
    const now = { ...place, state: onBoards(onRoute(place.state, waiting, waited.conversions), waiting, waited.out) };
    // Names cost a look at the cells: of those that stand where all is well, only the order counts.
    const first = isQuiet(now) ? [] : tables.standings.first(plan, number, except);
    book.add({ place: now, cells: left, from: tables.standings.from(number, except), first });
  }
  for (const { place, position, slug } of moved)
    book.add({ place, cells: 1, from: position, first: [{ position, slug }] });
  return book.all();
}

interface OpenCell {
  readonly position: number;
  readonly slug: string;
  readonly keptAs: string;
  readonly place: Place;
}

/** As many as there are boards. */
function openCells(plan: PlanId, { attempts, cells }: ProgressTables, waited: WaitedFor): OpenCell[] {
  const keys = attempts
    .openOf(plan.runSet)
    .map(({ attempt: { work } }) => (work.kind === 'conversion' ? [] : work.cell));
  return [...new Set(keys.flat())].flatMap((key) => {
    const found = cells.facts(plan, key);
    if (!found) return [];
    const { position, facts } = found;
    const own = attempts.of(plan.runSet, key).map(({ attempt }) => attempt);
    const place = placeOf(facts, own, waited);
    return { position, slug: cells.slug(plan, key) ?? '', keptAs: closedPlaceJson(facts, own), place };
  });
}

type WaitedFor = Required<MayWaitFor>;

function waitedFor(
  { runSet, revision }: PlanId,
  { asides, steps }: ProgressTables,
  conversions: ConversionsByStep,
): WaitedFor {
  const aside = asides.of(runSet);
  return { conversions, out: outOf(aside, aside.length === 0 ? [] : steps.all(runSet, revision), conversions) };
}

type ConversionsByStep = ReadonlyMap<StepKey, readonly Attempt[]>;

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
