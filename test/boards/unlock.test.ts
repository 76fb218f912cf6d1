/** Two orchestrators on one board, and a board that somebody has: who it is, what time has to do with it, how it is freed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptId } from '#domain/names.js';
import { within } from '#test/boards/rig.js';
import { connected, Stage } from '#test/boards/stage.js';

const free = /^free\nleft=empty\nswept=\d+\nend\n$/;

describe.each(['dash', 'bash', 'busybox'] as const)('with %s', (shell) => {
  test('a living holder is named, and only force ends its attempt', async () => {
    await using at = await Stage.open(shell);
    expect(at.rig.call(['vacate', 'look', ''])).toBe('free\nend\n');
    await at.launch(at.rig.job('a-1', 'ignores TERM'));
    await at.rig.up('a-1');
    const pid = at.rig.supervisorOf('a-1');
    const held = new RegExp(
      `^held\\nattempt=a-1\\npid=${pid}\\nuser=\\S+\\ndoing=\\nlimit=6000\\nsince=2\\d{3}-\\S+Z\\n`,
    );
    expect(at.rig.call(['vacate', 'look', ''])).toMatch(held);
    expect(at.rig.call(['vacate', 'sweep', ''])).toMatch(held);
    expect(await at.rig.lives('a-1')).toBe(true);
    expect(at.rig.call(['vacate', 'stop', '30'])).toMatch(free);
    expect(await at.rig.lives('a-1')).toBe(false);
    expect(await at.end('a-1')).toMatchObject({ reason: 'stopped', left: 'empty' });
  });

  test('what a dead supervisor left is ended, and its attempt is told as vanished', async () => {
    await using at = await Stage.open(shell);
    await at.launch(at.rig.job('a-1', 'ignores TERM'));
    await at.rig.up('a-1');
    await at.rig.killSupervisor('a-1');
    expect(at.rig.call(['vacate', 'sweep', ''])).toMatch(free);
    expect(await at.rig.lives('a-1')).toBe(false);
    expect(await at.end('a-1')).toMatchObject({ reason: 'vanished', left: 'empty' });
  });

  test('a container of this machine with a lock of its own is another board, and is left alone', async () => {
    await using at = await Stage.open(shell);
    const { lock } = at.rig;
    expect(at.rig.call(['vacate', 'sweep', ''])).toMatch(free);
    const other = join(at.rig.state, 'other.lock');
    writeFileSync(other, '');
    const runner = 'exec env ORCHESTRATE_MARK="$2|1.1|a-9" sh -c "echo up; exec sleep 600"';
    const words = ['--map-root-user', '--mount', 'sh', '-c', `mount --bind "$1" "$2" && ${runner}`, 'sh', other, lock];
    const container = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(container.stdout, 'data');
      expect(at.rig.call(['vacate', 'sweep', ''])).toBe('free\nleft=empty\nswept=0\nend\n');
      expect(at.rig.computes(container.pid ?? 0)).toBe(true);
    } finally {
      container.kill('SIGKILL');
      await once(container, 'close');
    }
  });
});

test('of two orchestrators one waits and says who holds the board: user, attempt, since', async () => {
  await using at = await Stage.open();
  await using other = await connected(at.rig);
  await at.launch(at.rig.job('a-1', 'never ends'));
  await at.rig.up('a-1');
  const held = await other.launch(at.rig.job('b-1', 'succeeds'), within(at.rig.clock));
  expect(held).toMatchObject({
    value: { kind: 'held', holder: { attempt: 'a-1', user: process.env['USER'] ?? String(userInfo().uid) } },
  });
  const since = held.ok && held.value.kind === 'held' ? held.value.holder.since : null;
  expect(Math.abs(Date.parse(since ?? '') - Date.now())).toBeLessThan(600_000);
  await at.session.stop(attemptId('a-1'), within(at.rig.clock));
  expect(await other.launch(at.rig.job('b-1', 'succeeds'), within(at.rig.clock))).toMatchObject({
    value: { kind: 'begun' },
  });
});

test('a wall clock that jumps changes what people read and nothing else', async () => {
  await using at = await Stage.open();
  await at.launch(at.rig.job('a-1', 'never ends'));
  await at.rig.up('a-1');
  // As if the clock had been set forward by years since the attempt began.
  utimesSync(`${at.rig.lock}.holder.${userInfo().uid}`, 1, 1);
  writeFileSync(join(at.rig.folder, 'bin/date'), '#!/bin/sh\necho 1970-01-01T00:00:01Z\n', { mode: 0o755 });
  const held = await at.session.launch(at.rig.job('a-2', 'succeeds'), within(at.rig.clock));
  expect(held).toMatchObject({ value: { kind: 'held', holder: { attempt: 'a-1', since: '1970-01-01T00:00:01Z' } } });
  expect(await at.session.stop(attemptId('a-1'), within(at.rig.clock))).toEqual({ ok: true, value: 'empty' });
  const ending = await at.end('a-1');
  const uptimeNs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1e9;
  for (const time of [ending.begunNs, ending.endedNs]) {
    expect(time).toBeGreaterThan(uptimeNs - 600e9);
    expect(time).toBeLessThanOrEqual(uptimeNs);
  }
});

test('a container that was started anew keeps the boot id and counts as restarted', async () => {
  await using at = await Stage.open();
  await at.launch(at.rig.job('a-1', 'never ends'));
  await at.rig.up('a-1');
  const begin = join(at.rig.state, 'attempts/a-1/begin');
  const text = readFileSync(begin, 'utf8');
  await using other = await connected(at.rig);
  await at.session[Symbol.asyncDispose]();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  expect(text).toContain(`boot=${boot}\n`);
  expect(text).toMatch(/^init=\d+$/m);
  writeFileSync(begin, text.replace(/^init=(\d+)$/m, 'init=1$1'));
  await at.rig.killSupervisor('a-1');
  expect(await other.look(attemptId('a-1'), within(at.rig.clock))).toMatchObject({
    value: { kind: 'ended', ending: { reason: 'rebooted' } },
  });
});
