/** Waiting no longer than a bound allows: the deadline counts from before the call, and nothing is left behind. */
import { setMaxListeners } from 'node:events';
import type { Nanoseconds } from '#core/units.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';

/** Why a wait was over before what it waited for came. */
export type Early = 'deadline' | 'cancelled';

/** Tells once which end of the bound has come, unless `over` aborts before. */
export function onEarly(bound: Bound, clock: Clock, over: AbortSignal, tell: (why: Early) => void): void {
  if (over.aborted) return;
  if (bound.signal.aborted) return tell('cancelled');
  // All boards share one signal, and Node takes more than ten who listen to it for a leak.
  setMaxListeners(0, bound.signal);
  bound.signal.addEventListener('abort', () => tell('cancelled'), { once: true, signal: over });
  // Sleeping for ever would only keep a timer busy.
  if (!Number.isFinite(bound.deadline)) return;
  void clock.sleepUntil(bound.deadline, over).then(() => over.aborted || tell('deadline'));
}

/** The promise's value, or why nobody waits for it any more; it must not reject. */
export function inTime<T>(promise: Promise<T>, bound: Bound, clock: Clock): Promise<{ readonly value: T } | Early> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const settle = (result: { readonly value: T } | Early): void => {
      over.abort();
      resolve(result);
    };
    onEarly(bound, clock, over.signal, settle);
    void promise.then((value) => settle({ value }));
  });
}

/** The same bound, but from now at most this long. */
export function atMost(bound: Bound, clock: Clock, lengthNs: Nanoseconds): Bound {
  const latest = (clock.monotonicNs() + lengthNs) as Nanoseconds;
  return latest < bound.deadline ? { deadline: latest, signal: bound.signal } : bound;
}
