/** All work of a plan as entries, with the cells it is for and the conversions that they wait for. */
import { present } from '#core/invariant.js';
import type { NewAttempt, Work } from '#domain/attempt.js';
import type { BoardFacts } from '#domain/board.js';
import type { BoardId, CellKey, StepKey } from '#domain/names.js';
import type { Plan, Route } from '#domain/plan.js';
import { stepsOf, withNeeds } from '#domain/route-steps.js';
import { worksOf } from '#domain/work-order.js';
import { Conversions } from './conversions.js';
import { Demand } from './demand.js';
import { type CellState, CONVERSION_RETRIES, conversionWorks, type Entry, nameOf, newEntry, unbegun } from './entry.js';

export class WorkBook {
  readonly conversions: Conversions;
  readonly demand = new Demand();
  readonly cells = new Map<CellKey, CellState>();
  /** In the order of the plan. */
  readonly entries: Entry[] = [];
  readonly #byName = new Map<string, Entry>();

  constructor(plan: Plan, facts: ReadonlyMap<BoardId, BoardFacts>) {
    this.conversions = new Conversions(plan.steps, facts);
    const steps = new Map(plan.steps.map((step) => [step.key, step]));
    const boardsOf = this.#readCells(plan, (route) => withNeeds(stepsOf(route), steps));
    for (const work of worksOf(plan)) {
      if (work.kind !== 'conversion') this.#add(work, boardsOf.get(work.cell) ?? []);
      else for (const one of this.#conversionsOf(work.step, steps.get(work.step)?.boards ?? [])) this.#add(...one);
    }
  }

  /** Conversions of boards had no board of their own once. */
  find({ work, board }: Pick<NewAttempt, 'work' | 'board'>): Entry | undefined {
    const entry = this.#byName.get(nameOf(work));
    return entry ?? (work.kind === 'conversion' ? this.#byName.get(nameOf({ ...work, on: board })) : undefined);
  }

  one(work: Work): Entry | undefined {
    return this.#byName.get(nameOf(work));
  }

  cell(key: CellKey): CellState {
    return present(this.cells.get(key), 'planned cell');
  }

  /** A cell keeps a board that the plan does not have for it, and there it needs what it needs anywhere. */
  keep(cell: CellState, board: BoardId): void {
    for (const entry of cell.entries) entry.boards = [...entry.boards, board];
    for (const step of this.demand.stepsOf(cell)) {
      const work: Work = { kind: 'conversion', step, on: board };
      if (!this.one(work) && this.conversions.isPerBoard(step)) this.#add(work, [board]);
    }
  }

  #readCells(
    { cells }: Plan,
    needsOf: (route: Route) => ReadonlySet<StepKey>,
  ): ReadonlyMap<CellKey, readonly BoardId[]> {
    const boardsOf = new Map<CellKey, readonly BoardId[]>();
    // Cells share their routes.
    const needed = new Map<Route, ReadonlySet<StepKey>>();
    for (const cell of cells) {
      if (cell.kind !== 'run') continue;
      const { route, limits } = cell.measurement;
      const state = { steps: stepsOf(route), retries: limits.retries, ...unbegun() };
      this.cells.set(cell.key, state);
      const needs = needed.get(route) ?? needsOf(route);
      needed.set(route, needs);
      this.demand.add(needs, state);
      boardsOf.set(cell.key, cell.boards);
    }
    return boardsOf;
  }

  #conversionsOf(step: StepKey, boards: readonly BoardId[]): readonly (readonly [Work, readonly BoardId[]])[] {
    const works = conversionWorks(step, boards, this.conversions.isOnBuilder(step));
    return works.map((work) => [work, work.on === undefined ? boards : [work.on]]);
  }

  #add(work: Work, boards: readonly BoardId[]): void {
    const cell = work.kind === 'conversion' ? undefined : this.cell(work.cell);
    const entry = newEntry(work, boards, cell?.retries ?? CONVERSION_RETRIES);
    this.entries.push(entry);
    cell?.entries.push(entry);
    if (work.kind === 'conversion') this.conversions.add(work.step, entry);
    this.#byName.set(nameOf(work), entry);
  }
}
