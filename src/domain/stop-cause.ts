/** Why a run begins nothing more although there is more to do: what runs finishes, and `resume` goes on. */
import type { AttemptId } from './names.js';

export type StopCause =
  /** Ctrl-C, or a signal that means the same. */
  { readonly kind: 'asked' } | OwnCause;

/** What the schedule finds out by itself. */
export type OwnCause =
  /** `--until`: what is left could not end before then. */
  | { readonly kind: 'until' }
  /** `--fail-fast`: this attempt failed, and it was the last try. */
  | { readonly kind: 'failed'; readonly attempt: AttemptId };
