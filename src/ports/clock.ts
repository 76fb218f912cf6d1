/** Time is a port. Durations come from the monotonic clock only; wall time is for people. */
import type { Nanoseconds, WallTime } from '#core/units.js';

export interface Clock {
  monotonicNs(): Nanoseconds;
  wall(): WallTime;
  /** Resolves at the point in time or as soon as the signal aborts, whichever is first; never rejects. */
  sleepUntil(point: Nanoseconds, signal: AbortSignal): Promise<void>;
}
