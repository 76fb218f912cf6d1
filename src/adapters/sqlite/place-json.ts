/** A place as JSON: where cells stand by their own attempts. What conversions mean for those that wait is not in it. */
import { type CellState, cellStateKinds, type Place } from '#domain/cell-state.js';
import type { StepKey } from '#domain/names.js';
import { failureFrom } from './failure-json.js';
import { doubtsFrom } from './outcome-json.js';
import { isObject, type Row } from './row.js';

/** `steps`: the route of cells that wait, because a conversion that fails moves all of them at once. */
export interface StoredPlace {
  readonly place: Place;
  readonly steps: readonly StepKey[];
}

export function placeJson(place: Place, steps: readonly StepKey[]): string {
  return JSON.stringify(place.state.kind === 'pending' ? { ...place, steps } : place);
}

export function placeFrom(row: Row): StoredPlace {
  const body = row.shaped('body', { state: 'object', sessions: 'object', accuracy: 'string' });
  const state = stateFrom(row, body['state']);
  row.check('body.sessions', body['sessions'], { accepted: 'number', planned: 'number' });
  const steps = body['steps'] ?? [];
  if (!Array.isArray(steps)) return row.damaged('body.steps is no array');
  const { sessions, accuracy } = body;
  return { place: { state, sessions, accuracy } as unknown as Place, steps: steps as readonly StepKey[] };
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
