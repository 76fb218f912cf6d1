/** The real clock resolves a sleep at its point or at once when cancelled, and never rejects. */
import { expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { ns } from '#core/units.js';

const clock = createSystemClock();
const never = ns(clock.monotonicNs() + 1e18);

test('a sleep ends at its point, not before', async () => {
  const point = ns(clock.monotonicNs() + 5e6);
  await clock.sleepUntil(point, new AbortController().signal);
  expect(clock.monotonicNs()).toBeGreaterThanOrEqual(point);
});

test('a cancelled sleep resolves, before or during it', async () => {
  await expect(clock.sleepUntil(never, AbortSignal.abort())).resolves.toBeUndefined();
  const cancel = new AbortController();
  const sleep = clock.sleepUntil(never, cancel.signal);
  cancel.abort();
  await expect(sleep).resolves.toBeUndefined();
});

test('wall time is UTC', () => expect(clock.wall()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/));
