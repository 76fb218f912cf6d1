/**
 * Times of day as people read them off a clock on the wall, which is set forward and back twice a year. Pure: what the clock
 * shows at an instant comes in as its offset from UTC.
 */

/** Minutes that the local clock is ahead of UTC at an instant in milliseconds. */
export type OffsetAt = (epochMs: number) => number;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/**
 * The next instant after `nowMs` at which the clock shows this time of day. Where it exists twice, the first that is still to
 * come; where it is skipped, the instant of the skip: both are when somebody who looks at the clock sees that it is time.
 */
export function nextAt(minuteOfDay: number, nowMs: number, offsetAt: OffsetAt): number {
  const shown = (ms: number): number => Math.floor(ms / MINUTE_MS) + offsetAt(ms);
  const first = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  // A clock is set by less than a day.
  for (let ms = first; ms < first + 2 * DAY_MINUTES * MINUTE_MS; ms += MINUTE_MS) {
    const [before, now] = [shown(ms - MINUTE_MS), shown(ms)];
    // Usually one minute; none where it is set back, more where it is set forward.
    for (let minute = Math.min(before + 1, now); minute <= now; minute++) {
      if (minute % DAY_MINUTES === minuteOfDay) return ms;
    }
  }
  return first;
}

/** `07:00`, and with its date where it is not within a day of `nowMs`. */
export function shownAt(epochMs: number, nowMs: number, offsetAt: OffsetAt): string {
  const iso = new Date(epochMs + offsetAt(epochMs) * MINUTE_MS).toISOString();
  const time = iso.slice(11, 16);
  return epochMs - nowMs < DAY_MINUTES * MINUTE_MS ? time : `${iso.slice(0, 10)} ${time}`;
}
