/** What a view tells people of a run: derived from events, recorded nowhere. */
import type { Nanoseconds } from '#core/units.js';
import type { Work } from './attempt.js';
import type { Evidence } from './event.js';
import type { Failure } from './failure.js';
import type { Holder } from './job.js';
import type { AttemptId, BoardId } from './names.js';
import type { Outcome } from './outcome.js';
import type { Aside, Recovery, Rung, Superseding } from './recovery.js';
import type { StopCause } from './stop-cause.js';

/** What people call the work of an attempt. `slug` is a cell or, for a conversion, `toolchain conversion`. */
export interface Doing {
  readonly attempt: AttemptId;
  /** Unknown: an attempt of another run set that is only being closed. */
  readonly kind: Work['kind'] | 'unknown';
  readonly slug: string;
  /** Of a session, and of a part of accuracy: which one, of how many. */
  readonly ordinal: number | null;
  readonly of: number | null;
  readonly board: BoardId | null;
  readonly try: number;
}

/** Steps by what became of them; `left` is what still may be started: the rest of a settled or blocked cell is not in it. */
export interface StepCounts {
  readonly succeeded: number;
  readonly unsupported: number;
  readonly invalid: number;
  readonly failed: number;
  readonly running: number;
  readonly left: number;
}

/** Something worth a line. */
export type Notice =
  | { readonly kind: 'unreachable'; readonly board: BoardId; readonly failure: Failure }
  | { readonly kind: 'begun' | 'absent'; readonly doing: Doing }
  | { readonly kind: 'held'; readonly doing: Doing; readonly holder: Holder }
  | {
      readonly kind: 'ended';
      readonly doing: Doing;
      readonly outcome: Outcome;
      readonly evidence: Evidence;
      /** Null when it began before this process. */
      readonly tookNs: Nanoseconds | null;
    }
  | { readonly kind: 'silent'; readonly doing: Doing; readonly failure: Failure }
  | { readonly kind: 'stopped'; readonly doing: Doing; readonly left: 'empty' | 'left-over' | 'unknown' }
  /** Got no more work: it is being brought back, it is out for this run, or it is silent and waited for. */
  | { readonly kind: 'set-aside'; readonly board: BoardId; readonly how: Aside; readonly because: Failure }
  /** A cell begins anew, whole: what it had on a board that is out does not count any more. */
  | { readonly kind: 'begins-anew'; readonly doing: Doing; readonly without: Superseding }
  | { readonly kind: 'recovering'; readonly board: BoardId; readonly rung: Rung }
  | { readonly kind: 'recovered'; readonly board: BoardId; readonly rung: Rung; readonly result: Recovery }
  /** `doing`: of a failure, what failed. */
  | {
      readonly kind: 'stopping';
      readonly how: 'finish' | 'now';
      readonly because: StopCause['kind'];
      readonly doing: Doing | null;
    };
