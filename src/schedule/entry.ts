/** One piece of work and one cell as the agenda keeps them, and the small rules about them. */
import { type Nanoseconds, seconds } from '#core/units.js';
import { partName } from '#domain/accuracy.js';
import type { Work } from '#domain/attempt.js';
import type { AttemptId, BoardId, StepKey } from '#domain/names.js';
import { type Outcome, settlesCell } from '#domain/outcome.js';
import type { Superseding } from '#domain/recovery.js';

export interface Entry {
  readonly work: Work;
  boards: readonly BoardId[];
  state: 'waiting' | 'active' | 'closed';
  /** What its end will be that of; an earlier attempt that fell silent may end as well. */
  activeAs: AttemptId | undefined;
  /** Over all resumes: the number of the last try, so that ids stay unique. */
  tries: number;
  /** Closed by a success. */
  isDone: boolean;
  retriesLeft: number;
  notBefore: Nanoseconds;
  /** Where it failed for the sake of the machine. */
  readonly failedOn: Set<BoardId>;
}

export interface CellState {
  /** What its sessions wait for. */
  readonly steps: readonly StepKey[];
  readonly retries: number;
  settled: boolean;
  readonly entries: Entry[];
  /** Begun anew: what it had there stops to count when its first attempt elsewhere is launched. */
  supersedes: Superseding | undefined;
  /** Chosen at the first launch and kept for the rest of the cell. */
  board: BoardId | undefined;
}

/** Conversions have no limits of their own in a cell: this many further tries after an infrastructure failure. */
export const CONVERSION_RETRIES = 2;

const BACKOFF_FIRST_S = 1;
const BACKOFF_MOST_S = 60;

export function unbegun(): Pick<CellState, 'settled' | 'entries' | 'supersedes' | 'board'> {
  return { settled: false, entries: [], supersedes: undefined, board: undefined };
}

export function newEntry(work: Work, boards: readonly BoardId[], retriesLeft: number): Entry {
  const notBefore = 0 as Nanoseconds;
  const begun = { state: 'waiting', activeAs: undefined, tries: 0, isDone: false } as const;
  return { work, boards, ...begun, retriesLeft, notBefore, failedOn: new Set() };
}

type Conversion = Extract<Work, { kind: 'conversion' }>;

/** A conversion for every board that may do it for itself, or one for all. */
export function conversionWorks(
  step: StepKey,
  boards: readonly BoardId[],
  isOnBuilder: boolean,
): readonly Conversion[] {
  return isOnBuilder ? [{ kind: 'conversion', step }] : boards.map((on) => ({ kind: 'conversion', step, on }));
}

export function beginAnew(entry: Entry, retries: number): void {
  entry.state = 'waiting';
  entry.isDone = false;
  entry.retriesLeft = retries;
  entry.notBefore = 0 as Nanoseconds;
}

/** Of an attempt that others were not to wait for any more. */
export function isLastWord({ state }: Entry, outcome: Outcome): boolean {
  return outcome.kind === 'succeeded' || (state === 'waiting' && settlesCell(outcome));
}

/** Whatever of the cell it was that ran. */
export function takesDown(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'cell/takes-board-down';
}

export function nameOf(work: Work): string {
  if (work.kind === 'conversion') return `conversion ${work.step} ${work.on ?? ''}`;
  const which = work.kind === 'session' ? `session ${work.ordinal}` : partName(work.part);
  return `${work.cell} ${work.fingerprint} ${which}`;
}

/** Of the same accuracy. */
export function isPartOf(part: Work, whole: Extract<Work, { kind: 'accuracy' }>): boolean {
  return part.kind === 'accuracy' && part.cell === whole.cell && part.fingerprint === whole.fingerprint;
}

/** Exponential, bounded; no jitter: boards do not share what they wait for, and a replay must be exact. */
export function backoffSeconds(tries: number): number {
  return Math.min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2 ** (tries - 1));
}

export function later(at: Nanoseconds, waitS: number): Nanoseconds {
  return (at + seconds(waitS)) as Nanoseconds;
}
