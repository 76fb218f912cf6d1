/** `--until`: a time of day or a length, as an instant of the clock that the run is timed by. */
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, ns, type WallTime, wallTime } from '#core/units.js';
import { nextAt, type OffsetAt, shownAt } from '#core/wall-clock.js';
import type { Clock } from '#ports/clock.js';
import { parseDuration } from '#spec/scalars.js';
import { describeBadUntil } from '#wording/run-end.js';
import { UserMistake } from './output.js';
import type { UntilOption } from './until-option.js';

export interface Deadline {
  /** By the monotonic clock. */
  readonly untilNs: Nanoseconds;
  readonly wall: WallTime;
  /** As a clock on the wall shows it. */
  readonly shown: string;
}

/** A mistake is told before anything is opened. */
export function checkUntil({ until }: UntilOption): void {
  if (until !== undefined && !instantOf(until, 0, () => 0).ok) throw new UserMistake(describeBadUntil(until));
}

/** Nothing where none was asked for. */
export function deadlineOf({ until }: UntilOption, clock: Clock): Deadline | undefined {
  if (until === undefined) return undefined;
  const nowMs = Date.parse(clock.wall());
  const instant = instantOf(until, nowMs, offsetHere);
  if (!instant.ok) throw new UserMistake(describeBadUntil(until));
  const untilNs = ns(clock.monotonicNs() + (instant.value - nowMs) * 1e6);
  const wall = wallTime(new Date(instant.value).toISOString());
  return { untilNs, wall, shown: shownAt(instant.value, nowMs, offsetHere) };
}

/** In milliseconds. `07:00` is the next one, today or tomorrow; `8h` and `90m` are counted from now. */
export function instantOf(text: string, nowMs: number, offsetAt: OffsetAt): Result<number, 'not-understood'> {
  const time = /^([01]?[0-9]|2[0-3]):([0-5][0-9])$/.exec(text);
  if (time) return ok(nextAt(Number(time[1]) * 60 + Number(time[2]), nowMs, offsetAt));
  const length = parseDuration(text);
  return length === undefined || length <= 0 ? err('not-understood') : ok(nowMs + length / 1e6);
}

function offsetHere(epochMs: number): number {
  return -new Date(epochMs).getTimezoneOffset();
}

/** For the engine. */
export function limitsOf(
  { failFast }: UntilOption,
  deadline: Deadline | undefined,
): { readonly failFast: boolean; readonly untilNs?: Nanoseconds } {
  return { failFast: failFast === true, ...(deadline ? { untilNs: deadline.untilNs } : {}) };
}
