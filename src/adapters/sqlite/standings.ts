/**
 * Keeps where cells stand by the attempts that are over; what is open is few and is looked at by who asks. The fold is the
 * one of the domain (`placeOf`), over the attempts of the one cell that an event touches: there is no second way to count
 * that could disagree with the first.
 */
import type { Database } from 'better-sqlite3';
import { invariant } from '#core/invariant.js';
import type { Attempt } from '#domain/attempt.js';
import { type PlaceFacts, placeFactsOf, placeOf, waitingOf } from '#domain/cell-state.js';
import type { AttemptId, CellKey, RunSetId } from '#domain/names.js';
import type { PlannedCell } from '#domain/plan.js';
import type { Superseding } from '#domain/recovery.js';
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
  /** Moves the cell of an attempt that was just closed. */
  closed(runSet: RunSetId, cell: CellKey, attempt: AttemptId): void;
  /** What a cell has on other boards than this one stops to count, and the cell moves to where it stands without it. */
  supersede(runSet: RunSetId, cell: CellKey, kept: Superseding): void;
}

interface Moved {
  readonly before: readonly Attempt[];
  readonly after: readonly Attempt[];
}

/** Where the cell is kept to stand, as `place` has it. Conversions are no part of it: see `StoredPlace`. */
export function closedPlaceJson(facts: PlaceFacts, attempts: readonly Attempt[]): string {
  const closed = attempts.filter(({ outcome }) => outcome);
  return placeJson(placeOf(facts, closed, { conversions: new Map() }), waitingOf(facts, closed));
}

export function standingsOver(tables: StandingTables): Standings {
  const { runSets, cells, attempts, standings } = tables;
  const attemptsOf = (runSet: RunSetId, key: CellKey): readonly Attempt[] =>
    attempts.of(runSet, key).map(({ attempt }) => attempt);
  const move = (runSet: RunSetId, key: CellKey, own: Moved): void => {
    const plan = { runSet, revision: runSets.revision(runSet) ?? 0 };
    const found = cells.facts(plan, key);
    // A cell that is no longer planned stands nowhere.
    if (!found) return;
    const { position, facts } = found;
    const [before, after] = [closedPlaceJson(facts, own.before), closedPlaceJson(facts, own.after)];
    if (after === before) return;
    const taken = standings.take(standings.place(plan, before), position);
    invariant(taken, `cell ${key} of ${runSet} does not stand where its attempts say`);
    standings.put(standings.place(plan, after), position);
  };
  return {
    writer: (plan) => {
      // A new run set has no attempts, and many cells.
      const fresh = !attempts.any(plan.runSet);
      const places = new Map<string, number>();
      return (position, cell) => {
        const facts = placeFactsOf(cell);
        const body = closedPlaceJson(facts, fresh ? [] : attemptsOf(plan.runSet, cell.key));
        let place = places.get(body);
        if (place === undefined) {
          place = standings.place(plan, body);
          places.set(body, place);
        }
        standings.put(place, position);
      };
    },
    closed: (runSet, key, id) => {
      const own = attemptsOf(runSet, key);
      // An open attempt did not count, so that without it the cell is where it was.
      const others = own.filter((attempt) => attempt.id !== id);
      move(runSet, key, { before: others, after: own });
    },
    supersede: (runSet, key, { board, because }) => {
      const before = attemptsOf(runSet, key);
      attempts.supersede(runSet, key, { board, because });
      move(runSet, key, { before, after: attemptsOf(runSet, key) });
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
