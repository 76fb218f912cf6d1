/** Waiting within a bound, with the real clock: nothing here waits for time to pass. */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTime } from '#adapters/boards/in-time.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { ns } from '#core/units.js';

test('many boards wait under one signal, and Node is told that this is no leak', async () => {
  const warned: string[] = [];
  const listen = ({ name }: Error): number => warned.push(name);
  process.on('warning', listen);
  const clock = createSystemClock();
  const all = new AbortController();
  const bound = { deadline: ns(clock.monotonicNs() + 3600e9), signal: all.signal };
  const never = new Promise<never>(() => undefined);
  const waits = [
    ...Array.from({ length: 40 }, () => inTime(never, bound, clock)),
    ...Array.from({ length: 40 }, () => clock.sleepUntil(bound.deadline, all.signal)),
  ];
  // Warnings are given in a turn of their own.
  await setImmediate();
  all.abort();
  expect(await Promise.all(waits)).toEqual([...Array(40).fill('cancelled'), ...Array(40).fill(undefined)]);
  process.off('warning', listen);
  expect(warned).toEqual([]);
});
