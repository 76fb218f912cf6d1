/** The real clock. Monotonic time is the kernel's, so that deadlines survive a change of the wall clock. */
import { setMaxListeners } from 'node:events';
import { type Nanoseconds, ns, wallTime } from '#core/units.js';
import type { Clock } from '#ports/clock.js';

/** Node's longest timer; a longer sleep is made of several. */
const longestTimerMs = 2 ** 31 - 1;

export function createSystemClock(): Clock {
  return { monotonicNs, wall: () => wallTime(new Date().toISOString()), sleepUntil };
}

function monotonicNs(): Nanoseconds {
  return ns(Number(process.hrtime.bigint()));
}

function sleepUntil(point: Nanoseconds, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const step = (): void => {
      const restMs = Math.ceil((point - monotonicNs()) / 1e6);
      if (signal.aborted || restMs <= 0) end();
      else timer = setTimeout(step, Math.min(restMs, longestTimerMs));
    };
    // Whoever waits beside it is no leak, however many they are.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', end, { once: true });
    step();
  });
}
