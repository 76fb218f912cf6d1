/** Holders come in at once up to the limit, the others in their order; whoever gives up takes nobody's turn. */
import { expect, test } from 'vitest';
import { Gate } from '#adapters/boards/gate.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { within } from '#test/boards/rig.js';

const clock = createSystemClock();

test('the next in the row enters when one leaves', async () => {
  const gate = new Gate(1);
  const order: string[] = [];
  const enter = (name: string): Promise<unknown> => gate.enter(within(clock), clock).then(() => order.push(name));
  await enter('first');
  const rest = [enter('second'), enter('third')];
  expect(order).toEqual(['first']);
  gate.leave();
  await rest[0];
  expect(order).toEqual(['first', 'second']);
  gate.leave();
  await rest[1];
  expect(order).toEqual(['first', 'second', 'third']);
});

test('whoever is cancelled or late waits no more, and the place goes to the next', async () => {
  const gate = new Gate(1);
  await gate.enter(within(clock), clock);
  const cancel = new AbortController();
  const cancelled = gate.enter(within(clock, 60, cancel.signal), clock);
  const late = gate.enter(within(clock, 0.01), clock);
  const patient = gate.enter(within(clock), clock);
  cancel.abort();
  expect(await cancelled).toBe('cancelled');
  expect(await late).toBe('deadline');
  gate.leave();
  expect(await patient).toBeUndefined();
});
