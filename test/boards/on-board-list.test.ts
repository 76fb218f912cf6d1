/** Folders that lie on a board, verified by the digest of their list as coreutils give it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Digest, parseDigest } from '#core/digest.js';
import type { Board } from '#domain/board.js';
import { attemptId } from '#domain/names.js';
import type { BoardSession } from '#ports/boards.js';
import { LocalRig, type Shell } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';

async function sessionOf(rig: LocalRig, lists: Board['onBoardLists']): Promise<BoardSession> {
  const own = lists ? { onBoardLists: lists } : {};
  const made = await rig.connector.connect({ ...rig.board, ...own }, within(rig.clock));
  return made.ok ? made.value : expect.unreachable(made.error.code);
}

function folderOf(rig: LocalRig): string {
  const folder = join(rig.folder, 'on board');
  for (const path of ['a.txt/below', 'a', '.hidden']) mkdirSync(join(folder, path), { recursive: true });
  for (const name of ['images.npy', 'a.txt/below/labels.npy', 'a/two words', '.hidden/x', 'Zürich', 'same'])
    writeFileSync(join(folder, name), name === 'same' ? 'images.npy' : name);
  symlinkSync('/etc/hostname', join(folder, 'link'));
  return folder;
}

/** By the command of the documentation, which nothing here is made of. */
function listDigest(folder: string): Digest {
  const words = "find . -type f -printf '%P\\0' | xargs -0 sha256sum | LC_ALL=C sort | sha256sum";
  const said = execFileSync('/bin/bash', ['-c', words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin' },
  });
  return parseDigest(said.slice(0, 64)) ?? expect.unreachable(said);
}

describe.each<Shell>(['dash', 'bash', 'busybox'])('with %s', (shell) => {
  test('a folder is what its list says, and what lies in it is not sent', async () => {
    await using rig = new LocalRig(shell);
    const path = folderOf(rig);
    await using session = await sessionOf(rig, [{ digest: listDigest(path), path }]);
    const labels = await rig.file('a.txt/below/labels.npy');
    expect(await session.lies(labels, within(rig.clock))).toEqual({ ok: true, value: { kind: 'referred' } });
    expect(await session.lies(await rig.file('other'), within(rig.clock))).toEqual({
      ok: true,
      value: { kind: 'absent' },
    });
    expect(rig.call(['store'])).toMatch(/^bytes=0\nfiles=0\n/);
  });

  test('one file more, fewer or other is told, with the folder and both digests', async () => {
    await using rig = new LocalRig(shell);
    const path = folderOf(rig);
    const expected = listDigest(path);
    const file = await rig.file('images.npy');
    const before = await sessionOf(rig, [{ digest: expected, path }]);
    expect(await before.lies(file, within(rig.clock))).toMatchObject({ ok: true, value: { kind: 'referred' } });
    await before[Symbol.asyncDispose]();
    for (const [name, content] of [
      ['a/two words', 'other'],
      ['0 new', 'new'],
    ] as const) {
      writeFileSync(join(path, name), content);
      await using session = await sessionOf(rig, [{ digest: expected, path }]);
      expect(await session.lies(file, within(rig.clock))).toMatchObject({
        ok: false,
        error: {
          code: 'board/data-changed',
          class: 'deterministic',
          facts: { path, expected, found: listDigest(path) },
        },
      });
    }
    await using session = await sessionOf(rig, [{ digest: expected, path: '/none/such' }]);
    expect(await session.lies(file, within(rig.clock))).toMatchObject({
      ok: false,
      error: { code: 'board/data-changed', facts: { path: '/none/such', found: null } },
    });
  });
});

test('nothing is read beside a measurement', async () => {
  await using rig = new LocalRig();
  const path = folderOf(rig);
  await using session = await sessionOf(rig, [{ digest: listDigest(path), path }]);
  const file = await rig.file('images.npy');
  await session.launch(rig.job('a-1', 'never ends'), within(rig.clock));
  await rig.up('a-1');
  expect(await session.lies(file, within(rig.clock))).toMatchObject({
    ok: true,
    value: { kind: 'held', holder: { attempt: 'a-1' } },
  });
  await session.stop(attemptId('a-1'), within(rig.clock));
  expect(await session.lies(file, within(rig.clock))).toMatchObject({ ok: true, value: { kind: 'referred' } });
});
