/**
 * Keeps where cells stand. The fold is the one of the domain (`placeOf`), over the attempts of the one cell that an event
 * touches: there is no second way to count that could disagree with the first.
 */
import type { Database } from 'better-sqlite3';
import { invariant } from '#core/invariant.js';
import { type PlaceFacts, placeFactsOf, placeOf } from '#domain/cell-state.js';
import type { CellKey, RunSetId } from '#domain/names.js';
import type { PlannedCell } from '#domain/plan.js';
import type { AttemptTable } from './attempt-table.js';
import type { CellTable } from './cell-table.js';
import { placeJson } from './place-json.js';
import type { RunSetTable } from './run-set-table.js';
import type { PlanId, StandingTable } from './standing-table.js';

export interface StandingTables {
  readonly runSets: RunSetTable;
  readonly cells: CellTable;
  readonly attempts: AttemptTable;
  readonly standings: StandingTable;
}

export interface Standings {
  /** A function that puts one cell of a plan where it stands, to be called within a transaction. */
  writer(plan: PlanId): (position: number, cell: PlannedCell) => void;
  /** Does what changes attempts of a cell, and moves the cell. */
  moving<T>(runSet: RunSetId, cell: CellKey, change: () => T): T;
}

/** Conversions are no part of it: see `StoredPlace`. */
const none = new Map<never, never>();

export function standingsOver(tables: StandingTables): Standings {
  const { runSets, cells, attempts, standings } = tables;
  const bodyOf = (runSet: RunSetId, key: CellKey, facts: PlaceFacts): string => {
    const own = attempts.of(runSet, key).map(({ attempt }) => attempt);
    return placeJson(placeOf(facts, own, none), facts.kind === 'run' ? facts.steps : []);
  };
  return {
    writer: (plan) => {
      // A new run set has no attempts, and many cells.
      const fresh = !attempts.any(plan.runSet);
      const places = new Map<string, number>();
      return (position, cell) => {
        const facts = placeFactsOf(cell);
        const steps = facts.kind === 'run' ? facts.steps : [];
        const body = fresh ? placeJson(placeOf(facts, [], none), steps) : bodyOf(plan.runSet, cell.key, facts);
        let place = places.get(body);
        if (place === undefined) {
          place = standings.place(plan, body);
          places.set(body, place);
        }
        standings.put(place, position);
      };
    },
    moving: (runSet, key, change) => {
      const plan = { runSet, revision: runSets.revision(runSet) ?? 0 };
      const found = cells.facts(plan, key);
      // A cell that is no longer planned stands nowhere.
      if (!found) return change();
      const before = bodyOf(runSet, key, found.facts);
      const changed = change();
      const after = bodyOf(runSet, key, found.facts);
      if (after === before) return changed;
      const taken = standings.take(standings.place(plan, before), found.position);
      invariant(taken, `cell ${key} of ${runSet} does not stand where its attempts say`);
      standings.put(standings.place(plan, after), found.position);
      return changed;
    },
  };
}

/** For plans that were frozen before there were standings: each in one transaction, so that there are all or none. */
export function fillStandings(db: Database, tables: StandingTables): void {
  const { runSets, cells } = tables;
  const standings = standingsOver(tables);
  const fill = db.transaction((runSet: RunSetId) => {
    const plan = { runSet, revision: runSets.revision(runSet) ?? 0 };
    const put = standings.writer(plan);
    cells.all(plan.runSet, plan.revision).forEach((cell, position) => put(position, cell));
  });
  for (const runSet of runSets.withoutStandings()) fill.immediate(runSet);
}
