/** Hooks are commands of this machine: words stay words, output is bounded, and none runs for ever. */
import { expect, test } from 'vitest';
import { createHooks } from '#adapters/boards/hooks.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { seconds } from '#core/units.js';
import type { Hook } from '#domain/board.js';
import { boardId } from '#domain/names.js';

const clock = createSystemClock();
const hooks = createHooks(clock);
const hook = (...argv: string[]): Hook => ({ argv, on: 'orchestrator', limitNs: seconds(60) });
const run = (wanted: Hook, board = 'pi-3') =>
  hooks.run(wanted, boardId(board), {
    deadline: (clock.monotonicNs() + seconds(60)) as Hook['limitNs'],
    signal: new AbortController().signal,
  });

test('the name of the board is put into its words, and no shell reads them', async () => {
  const name = "p'; touch x; $(id) #";
  expect(await run(hook('printf', '%s|', 'outlet={board}', '{board}'), name)).toEqual({
    ok: true,
    value: `outlet=${name}|${name}|`,
  });
});

test('another exit than 0 is a failure that says what the command said', async () => {
  const failed = await run(hook('sh', '-c', 'echo no such outlet >&2; exit 7'));
  expect(failed).toMatchObject({
    ok: false,
    error: { code: 'hook/failed', facts: { board: 'pi-3', exitCode: 7, said: 'no such outlet' } },
  });
});

test('a command that is not there is a failure, not an exception', async () => {
  expect(await run(hook('no-such-command-at-all'))).toMatchObject({ ok: false, error: { facts: { said: 'ENOENT' } } });
});

test('a command that does not end is ended at its limit, with what it started', async () => {
  const endless = { ...hook('sh', '-c', 'sleep 600 & wait'), limitNs: seconds(0.2) };
  expect(await run(endless)).toMatchObject({ ok: false, error: { facts: { said: 'not done after 0.2 s' } } });
});

test('a flood is read and dropped', async () => {
  const flood = await run(hook('sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x'));
  expect(flood.ok && flood.value.length).toBeLessThan(100_000);
  expect(flood.ok && flood.value.length).toBeGreaterThan(1000);
});
