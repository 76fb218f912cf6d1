/** A place as JSON: where cells stand by their own attempts. What conversions mean for those that wait is not in it. */
import { type CellState, cellStateKinds, type Place, type Waiting } from '#domain/cell-state.js';
import type { BoardId, StepKey } from '#domain/names.js';
import { failureFrom } from './failure-json.js';
import { doubtsFrom } from './outcome-json.js';
import { isObject, type Row } from './row.js';

/** What cells that are not done wait for, because a conversion that fails moves all of them at once. */
export interface StoredPlace {
  readonly place: Place;
  readonly waiting: Waiting;
}

export function placeJson(place: Place, waiting: Waiting): string {
  const { kind } = place.state;
  return JSON.stringify(kind === 'pending' || kind === 'partial' ? { ...place, ...waiting } : place);
}

export function placeFrom(row: Row): StoredPlace {
  const body = row.shaped('body', { state: 'object', sessions: 'object', accuracy: 'string' });
  const state = stateFrom(row, body['state']);
  row.check('body.sessions', body['sessions'], { accepted: 'number', planned: 'number' });
  const { sessions, accuracy, steps = [], boards = [], pool = boards } = body;
  if (!Array.isArray(steps) || !Array.isArray(boards) || !Array.isArray(pool))
    return row.damaged('body.steps, body.boards or body.pool is no array');
  const waiting = {
    steps: steps as readonly StepKey[],
    boards: boards as readonly BoardId[],
    pool: pool as readonly BoardId[],
  };
  return { place: { state, sessions, accuracy } as unknown as Place, waiting };
}

function stateFrom(row: Row, value: unknown): CellState {
  if (!isObject(value)) return row.damaged('body.state is no object');
  const kind = cellStateKinds.find((one) => one === value['kind']) ?? row.damaged('body.state.kind is unknown');
  switch (kind) {
    case 'measured':
    case 'running':
    case 'pending':
      return { kind };
    case 'partial':
      return {
        kind,
        last: value['last'] === null ? null : (failureFrom(value['last']) ?? row.damaged('body.state.last')),
      };
    case 'invalid':
      return { kind, doubts: doubtsFrom(row, value['doubts']) };
    case 'failed':
    case 'unsupported':
    case 'unavailable':
    case 'not-applicable':
      return { kind, because: failureFrom(value['because']) ?? row.damaged('body.state.because is no failure') };
    case 'blocked':
      return row.damaged('body.state is derived from a conversion');
  }
}
