/** One try at a step. Append-only: a cell's state is derived from its attempts, nothing measured is overwritten. */
import type { Plain } from '#core/canonical-json.js';
import { digestOfJson } from '#core/digest.js';
import type { WallTime } from '#core/units.js';
import {
  type AttemptId,
  attemptId,
  type BoardId,
  type CellKey,
  type Fingerprint,
  type RunSetId,
  type StepKey,
} from './names.js';
import type { Outcome } from './outcome.js';
import type { ShardRange } from './shards.js';

export type Work =
  /** Latency: the replicated step, one fresh process; ordinals count from 1. */
  | { readonly kind: 'session'; readonly cell: CellKey; readonly ordinal: number; readonly fingerprint: Fingerprint }
  /** Once per cell, or once for each part of its data. */
  | {
      readonly kind: 'accuracy';
      readonly cell: CellKey;
      readonly fingerprint: Fingerprint;
      readonly part?: ShardRange;
    }
  /** Of a board that measures it is the board's own: what comes out hangs on its facts. Without one it is done once for all. */
  | { readonly kind: 'conversion'; readonly step: StepKey; readonly on?: BoardId };

export interface Attempt {
  readonly id: AttemptId;
  readonly work: Work;
  readonly board: BoardId;
  /** Counts from 1. */
  readonly try: number;
  readonly openedAt: WallTime;
  readonly endedAt?: WallTime;
  /** None yet: the attempt is open. */
  readonly outcome?: Outcome;
}

/** An attempt as the schedule wants it: the store adds when it was opened. */
export type NewAttempt = Pick<Attempt, 'id' | 'work' | 'board' | 'try'>;

/** One name for one piece of work, whatever the try. */
export function workKey(work: Work): string {
  const plain: Plain<Work> = work;
  return digestOfJson(plain).slice(0, 12);
}

/** Derived, so that the same try at the same work has the same name whoever computes it. */
export function attemptIdOf(runSet: RunSetId, work: Work, tryNumber: number): AttemptId {
  return attemptId(`${runSet}.${workKey(work)}.${tryNumber}`);
}
