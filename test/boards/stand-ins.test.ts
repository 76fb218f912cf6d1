/** Boards that lack commands: each stand-in does the work, and what nothing stands in for is named with its package. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytes, milliseconds } from '#core/units.js';
import { failure } from '#domain/failure.js';
import { attemptId } from '#domain/names.js';
import { LocalRig } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { connected } from '#test/boards/stage.js';
import { describeFailure } from '#wording/failure.js';

describe.each(['perl', 'python3', 'busybox'] as const)('with nothing but %s', (only) => {
  test('hello names what stands in for what', async () => {
    await using rig = new LocalRig('dash', milliseconds(100), only);
    expect(rig.call(['hello'])).toBe(
      `missing=\ninstead=flock:${only} setsid:${only} sha256sum:${only}\nlock=${rig.lock}\nend\n`,
    );
  });

  test('a file is stored, an attempt has the board alone and its tree can be ended', async () => {
    await using rig = new LocalRig('dash', milliseconds(100), only);
    await using session = await connected(rig);
    await using other = await connected(rig);
    const file = await rig.file('weights');
    expect(await session.put(file, within(rig.clock))).toEqual({ ok: true, value: { kind: 'sent' } });
    const wrong = { ...(await rig.file('others')), digest: file.digest.replace(/./, 'f') as typeof file.digest };
    expect(await session.put(wrong, within(rig.clock))).toMatchObject({ error: { code: 'board/file-damaged' } });
    // A runner that had inherited what its stand-in ignores would not end of a broken pipe.
    const script = `(while :; do echo y; done) | head -n 1 >> messages; cat files/model >> messages; echo up > '${rig.gate('a-1')}'; sleep 600 & wait`;
    const job = { ...rig.command('a-1', ['sh', '-c', script]), files: [{ name: 'model', file }] };
    expect(await session.launch(job, within(rig.clock))).toEqual({ ok: true, value: { kind: 'begun' } });
    await rig.up('a-1');
    expect(await other.launch(rig.job('a-2', 'succeeds'), within(rig.clock))).toMatchObject({
      value: { kind: 'held', holder: { attempt: 'a-1' } },
    });
    expect(await other.wait(attemptId('a-1'), within(rig.clock, 0.1))).toEqual({
      ok: true,
      value: { kind: 'running' },
    });
    const adopted = other.wait(attemptId('a-1'), within(rig.clock));
    expect(await session.stop(attemptId('a-1'), within(rig.clock))).toEqual({ ok: true, value: 'empty' });
    expect(await adopted).toMatchObject({ value: { kind: 'ended', ending: { reason: 'stopped' } } });
    expect(await rig.lives('a-1')).toBe(false);
    const passage = { attempt: attemptId('a-1'), file: 'messages' as const, from: bytes(0), max: bytes(100) };
    const read = await session.read(passage, within(rig.clock));
    expect(read.ok && Buffer.from(read.value.bytes).toString()).toBe('y\nweights');
  });

  test('the environment of a runner is what it would be', async () => {
    await using rig = new LocalRig('dash', milliseconds(100), only);
    await using session = await connected(rig);
    await session.launch(rig.command('a-1', ['sh', '-c', 'cat /proc/self/environ > messages']), within(rig.clock));
    await session.wait(attemptId('a-1'), within(rig.clock));
    const passage = { attempt: attemptId('a-1'), file: 'messages' as const, from: bytes(0), max: bytes(65_000) };
    const read = await session.read(passage, within(rig.clock));
    const names = (read.ok ? Buffer.from(read.value.bytes).toString() : '')
      .split('\0')
      .map((one) => one.split('=')[0] ?? '');
    const known = new Set([...Object.keys(process.env), 'ORCHESTRATE_MARK', 'PWD', 'OLDPWD', '_', '']);
    expect(names).toContain('ORCHESTRATE_MARK');
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

test('what is missing is named with the package that brings it', async () => {
  await using rig = new LocalRig('dash', milliseconds(100), 'busybox');
  writeFileSync(join(rig.folder, 'bin/busybox'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  const seen = await rig.connector.connect(rig.board, within(rig.clock));
  expect(seen).toMatchObject({
    error: { code: 'board/not-a-board', facts: { missing: ['flock', 'setsid', 'sha256sum'] } },
  });
  expect(describeFailure(failure('board/not-a-board', { missing: ['flock', 'setsid', 'sha256sum'] })).hint).toMatch(
    /^install util-linux and coreutils on it/,
  );
});
