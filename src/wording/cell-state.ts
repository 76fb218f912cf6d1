/** The states of cells in words, and what a `resume` would do about each. */
import { exhaustive } from '#core/invariant.js';
import { type CellState, type CellStateKind, cellStateKinds, type Place } from '#domain/cell-state.js';
import type { Failure } from '#domain/failure.js';
import type { Described } from './described.js';
import { describeFailure } from './failure.js';
import { describeDoubt } from './outcome.js';
import { plural } from './quantity.js';

/** As a word before a count or a cell: `9 measured`. */
export const stateWord: Readonly<Record<CellStateKind, string>> = {
  measured: 'measured',
  partial: 'partial',
  running: 'running',
  pending: 'waiting',
  invalid: 'invalid',
  failed: 'failed',
  blocked: 'blocked',
  unsupported: 'unsupported',
  unavailable: 'unavailable',
  'not-applicable': 'not applicable',
};

/** `measured 3 of 3`. */
export function describeStanding({ state, sessions }: Place): string {
  const share = `${sessions.accepted} of ${sessions.planned}`;
  if (state.kind === 'measured') return `measured ${share}`;
  if (state.kind === 'partial') return `partial, ${share}`;
  const counts = state.kind === 'running' || state.kind === 'invalid';
  return counts && sessions.planned > 0 ? `${stateWord[state.kind]}, ${share}` : stateWord[state.kind];
}

/** Why a cell is where it is; undefined where the state says it all. */
export function describeState(state: CellState): Described | undefined {
  switch (state.kind) {
    case 'measured':
    case 'running':
    case 'pending':
      return undefined;
    case 'partial':
      return state.last ? describeFailure(state.last) : undefined;
    case 'invalid': {
      const doubts = state.doubts.map(describeDoubt);
      return { headline: doubts.map(({ headline }) => headline).join('; '), hint: doubts[0]?.hint ?? '' };
    }
    case 'failed':
    case 'unsupported':
    case 'unavailable':
    case 'not-applicable':
    case 'blocked':
      return describeFailure(state.because);
    default:
      return exhaustive(state);
  }
}

export interface Outlook {
  /** By `resume` as it is, only when asked for, or not at all. */
  readonly again: 'yes' | 'if-asked' | 'no';
  readonly why: string;
}

/** What `resume` does with the cell, for `explain`. */
export function outlookOf({ state, sessions, accuracy }: Place): Outlook {
  const left = sessions.planned - sessions.accepted;
  switch (state.kind) {
    case 'measured':
      if (accuracy === 'pending')
        return { again: 'yes', why: 'all sessions are stored; accuracy is still to be counted' };
      if (accuracy === 'failed') return asked('all sessions are stored, but accuracy failed');
      return { again: 'no', why: `all ${plural(sessions.planned, 'session')} of its present fingerprint are stored` };
    case 'running':
      return { again: 'yes', why: 'an attempt is open: `resume` adopts it or fetches what it finished' };
    case 'pending':
      return { again: 'yes', why: `nothing of it is stored yet: ${plural(left, 'session')} to measure` };
    case 'partial':
      return state.last && state.last.class !== 'infrastructure'
        ? asked(`${plural(left, 'session')} missing after a failure that is its own`)
        : { again: 'yes', why: `${plural(left, 'session')} missing` };
    case 'unavailable':
      return { again: 'yes', why: 'looked at again by every `resume`, and measured once what is missing is there' };
    case 'blocked':
      if (state.step === undefined) return { again: 'yes', why: 'every `resume` looks at its boards again' };
      return failedOutlook(state.because);
    case 'failed':
      return failedOutlook(state.because);
    case 'invalid':
      return asked('it was measured, but the numbers are not to be trusted');
    case 'unsupported':
      return { again: 'no', why: 'a refusal settles the cell; change the recipe to ask again' };
    case 'not-applicable':
      return { again: 'no', why: 'a `requires` of the experiment says that it makes no sense' };
    default:
      return exhaustive(state);
  }
}

/** `9 measured, 2 unsupported, 1 invalid`, in a fixed order and without the states that no cell is in. */
export function countsInWords(counts: Readonly<Record<CellStateKind, number>>): string {
  const parts = cellStateKinds.flatMap((kind) => (counts[kind] > 0 ? [`${counts[kind]} ${stateWord[kind]}`] : []));
  return parts.length === 0 ? 'no cells' : parts.join(', ');
}

function failedOutlook(because: Failure): Outlook {
  return because.class === 'infrastructure'
    ? { again: 'yes', why: 'it failed of the infrastructure, not of itself' }
    : asked('it failed of itself');
}

function asked(why: string): Outlook {
  return { again: 'if-asked', why: `${why}: only with \`--retry-failed\`` };
}
