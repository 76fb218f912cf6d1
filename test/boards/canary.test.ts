/** Canaries on real processes: alone under the lock, on record before they begin, and compared with the board's own past. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type OpenStore, openResultStore } from '#adapters/sqlite/open.js';
import { wallTime } from '#core/units.js';
import { attemptId } from '#domain/names.js';
import { type CanaryParts, runCanary } from '#engine/canary.js';
import type { BoardSession } from '#ports/boards.js';
import { LocalRig } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';

const script = join(import.meta.dirname, '../../src/adapters/boards/canary.sh');

test.each(['dash', 'bash --posix', 'busybox sh'])('canary.sh works and tells the time in %s', async (shell) => {
  const [file = '', ...first] = shell.split(' ');
  const { stdout } = await promisify(execFile)(file, [...first, script, '32', '3']);
  expect(stdout).toMatch(/^megabytes=32\n(?:round=\d+\n){3}end\n$/);
});

interface Stage extends AsyncDisposable {
  readonly rig: LocalRig;
  readonly store: OpenStore;
  readonly session: BoardSession;
  /** Runs a canary whose script says this. */
  readonly canary: (says: string) => ReturnType<typeof runCanary>;
}

async function stage(): Promise<Stage> {
  const rig = new LocalRig();
  const store = openResultStore(':memory:', { mode: 'write' });
  const session = await rig.connector.connect(rig.board, within(rig.clock));
  if (!store.ok || !session.ok) throw new Error('no stage');
  const facts = await session.value.facts([], within(rig.clock));
  if (!facts.ok) throw new Error(facts.error.code);
  const { signal } = new AbortController();
  return {
    rig,
    store: store.value,
    session: session.value,
    canary: async (says) => {
      const parts: CanaryParts = { store: store.value, clock: rig.clock, script: await rig.file(says), signal };
      return await runCanary(parts, { board: rig.board.id, session: session.value, facts: facts.value });
    },
    [Symbol.asyncDispose]: async () => {
      await session.value[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
      store.value.close();
    },
  };
}

/** Fits 8 MB when it is let, and takes this long. */
const takes = (hundredths: number): string =>
  `[ "$1" -gt 0 ] && echo "megabytes=$1" || echo megabytes=8; for r in 1 2 3 4 5; do echo round=${hundredths}; done; echo end`;

test('the first is the baseline, and the ones after it do the same work and are compared', async () => {
  await using at = await stage();
  expect(await at.canary(takes(100))).toMatchObject({ ok: true, value: { kind: 'baseline' } });
  expect(await at.canary(takes(129))).toMatchObject({ ok: true, value: { kind: 'good', of: 1 } });
  expect(await at.canary(takes(200))).toMatchObject({ ok: true, value: { kind: 'suspect', of: 2, durationNs: 2e9 } });
  const kept = at.store.canaries(at.rig.board.id);
  expect(kept.map(({ end }) => [end?.measure?.megabytes, end?.verdict?.kind])).toEqual([
    [8, 'baseline'],
    [8, 'good'],
    [8, 'suspect'],
  ]);
  expect(kept[0]?.end?.environment).toMatchObject({ board: 'here' });
  for (const { id } of kept) {
    expect(await at.session.look(id, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'absent' } });
  }
});

test('a board that is measured is left alone, and says who holds it', async () => {
  await using at = await stage();
  await at.session.launch(at.rig.job('r.a.1', 'never ends'), within(at.rig.clock));
  expect(await at.canary(takes(1))).toMatchObject({
    ok: false,
    error: { code: 'board/held', facts: { board: 'here', attempt: 'r.a.1' } },
  });
  expect(at.store.canaries(at.rig.board.id)).toMatchObject([{ end: { measure: null, verdict: null } }]);
});

test('a board that computes the same work differently is told of', async () => {
  await using at = await stage();
  expect(await at.canary('echo megabytes=8; echo differs; exit 1')).toMatchObject({
    ok: false,
    error: { code: 'board/canary-failed', facts: { differs: true, exitCode: 1 } },
  });
});

test('one that an earlier life left running is ended before the next begins', async () => {
  await using at = await stage();
  const left = attemptId('canary-here-left');
  at.store.openCanary({ id: left, board: at.rig.board.id, machine: null, openedAt: wallTime('2026-11-21T10:00:00Z') });
  await at.session.launch(at.rig.job(left, 'never ends'), within(at.rig.clock));
  expect(await at.canary(takes(100))).toMatchObject({ ok: true, value: { kind: 'baseline' } });
  expect(at.store.canaries(at.rig.board.id)).toMatchObject([{ id: left, end: { measure: null } }, { end: {} }]);
  expect(await at.rig.lives(left)).toBe(false);
});
