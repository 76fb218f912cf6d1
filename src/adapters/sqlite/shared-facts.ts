/** What cells share of all that their standing depends on: looked up once a fragment, for there are few of them. */
import type { Database } from 'better-sqlite3';
import type { Parts } from '#domain/accuracy.js';
import type { StepKey } from '#domain/names.js';
import { isObject, Row } from './row.js';
import type { PlanId } from './standing-table.js';

export interface SharedFacts {
  /** Of the route with this number, with its check. */
  steps(cell: Row, number: unknown): readonly StepKey[];
  /** Whether the accuracy with this number is planned, and in which parts. */
  accuracy(cell: Row, number: unknown): { readonly counted: boolean; readonly parts: Parts };
}

/** Fragments are never changed: what was read of the plan that is in hand stays true. */
export function createSharedFacts(db: Database): (plan: PlanId) => SharedFacts {
  const one = db.prepare('SELECT number, body FROM fragment WHERE run_set = ? AND revision = ? AND number = ?');
  let inHand: PlanId | undefined;
  let parts = new Map<unknown, unknown>();
  return (plan) => {
    if (inHand?.runSet !== plan.runSet || inHand.revision !== plan.revision) {
      inHand = plan;
      parts = new Map();
    }
    const known = parts;
    const part = (cell: Row, number: unknown): unknown => {
      if (known.has(number)) return known.get(number);
      const raw = one.get(plan.runSet, plan.revision, number);
      if (raw === undefined) return cell.damaged('measurement names no fragment');
      const body = new Row('fragment', 'number', raw).json('body');
      known.set(number, body);
      return body;
    };
    return {
      steps: (cell, number) => {
        const route = part(cell, number);
        const { steps, check } = isObject(route) ? route : {};
        if (!Array.isArray(steps)) return cell.damaged('its route has no steps');
        const keys = steps as readonly StepKey[];
        return typeof check === 'string' ? [...keys, check as StepKey] : keys;
      },
      accuracy: (cell, number) => {
        const accuracy = part(cell, number);
        const parts = isObject(accuracy) ? accuracy['parts'] : undefined;
        if (parts !== undefined && !Array.isArray(parts)) return cell.damaged('its accuracy has parts that are none');
        return { counted: accuracy !== null, parts: parts as Parts };
      },
    };
  };
}
