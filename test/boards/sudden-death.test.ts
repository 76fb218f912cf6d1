/** Real processes killed with signal 9 at the worst moments: no two measured trees overlap and every end is told. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bytes, milliseconds, seconds } from '#core/units.js';
import { attemptId } from '#domain/names.js';
import { supervisorPath } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { connected, Stage } from '#test/boards/stage.js';

const shells = ['dash', 'bash', 'busybox'] as const;

describe.each(shells)('with %s', (shell) => {
  test('trees never overlap, however early a supervisor dies', async () => {
    await using at = await Stage.open(shell);
    // A runner holds a kernel lock while it lives: one that finds it taken has met another.
    const probe = join(at.rig.folder, 'probe');
    const meet = (attempt: string) =>
      at.rig.command(attempt, ['flock', '-n', '-E', '99', probe, 'sleep', '600'], { graceNs: milliseconds(0) });
    for (let round = 0; round < 8; round++) {
      expect(await at.launch(meet(`a-${round}`))).toBe('begun');
      await at.rig.killSupervisor(`a-${round}`);
    }
    await using other = await connected(at.rig);
    expect(await at.launch(at.rig.command('last', ['flock', '-n', '-E', '99', probe, 'true']))).toBe('begun');
    expect(await at.end('last')).toMatchObject({ reason: 'exited', exitCode: 0 });
    for (let round = 0; round < 8; round++) {
      const seen = await other.wait(attemptId(`a-${round}`), within(at.rig.clock));
      expect(seen).toMatchObject({ ok: true, value: { kind: 'ended', ending: { reason: 'vanished', left: 'empty' } } });
    }
  });

  test('no child keeps the locks of a killed supervisor', async () => {
    // A watchdog that would notice by itself looks only after a minute.
    await using at = await Stage.open(shell, seconds(60));
    await at.launch(at.rig.job('a-1', 'never ends'));
    await at.rig.up('a-1');
    await at.rig.killSupervisor('a-1');
    expect(await at.launch(at.rig.job('a-2', 'succeeds'))).toBe('begun');
    expect(await at.end('a-1')).toMatchObject({ reason: 'vanished', left: 'empty' });
  }, 20_000);

  test('a daemon in a session of its own ends with its attempt', async () => {
    await using at = await Stage.open(shell);
    await at.launch(at.rig.command('a-1', ['sh', '-c', 'setsid sleep 600 & echo done >> messages']));
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0, left: 'empty' });
    expect(at.rig.marked('a-1')).toEqual([]);
  });

  test('messages cannot outgrow their bound between two looks of the watchdog', async () => {
    await using at = await Stage.open(shell, seconds(60));
    const flood = at.rig.command('a-1', ['sh', '-c', 'head -c 30000000 /dev/zero >> messages'], {
      messagesBytes: bytes(10_240),
    });
    await at.launch(flood);
    expect(await at.end('a-1')).toMatchObject({ reason: 'flooded', left: 'empty' });
    expect(statSync(join(at.rig.state, 'attempts', 'a-1', 'messages')).size).toBeLessThan(11_000);
  });

  test('a process that cleared its environment ends with its group', async () => {
    await using at = await Stage.open(shell);
    // The runner itself says who it was, so that its death can be checked.
    await at.launch(at.rig.command('a-1', ['sh', '-c', 'env -i sleep 600 & echo $! >> messages']));
    expect(await at.end('a-1')).toMatchObject({ left: 'empty' });
    expect(at.rig.computes(Number.parseInt(readMessages(at, 'a-1'), 10))).toBe(false);
  });
});

test('a process outside of mark and group that holds a log is reported as left over', async () => {
  await using at = await Stage.open();
  const script = `env -i setsid sh -c 'echo $$ >> messages; echo up > "$0"; exec sleep 600' '${at.rig.gate('a-1')}' & cat '${at.rig.gate('a-1')}'`;
  await at.launch(at.rig.command('a-1', ['sh', '-c', script]));
  try {
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', left: 'left-over', note: 'log-held' });
  } finally {
    process.kill(Number.parseInt(readMessages(at, 'a-1'), 10), 'SIGKILL');
  }
});

test('a killed orchestrator does not end its attempt, which another adopts', async () => {
  await using at = await Stage.open();
  const program = join(at.rig.folder, 'orchestrator.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../support/boards/orchestrator.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const gate = at.rig.gate('a-1');
  const runner = ['sh', '-c', `echo up > '${gate}'; read -r go < '${gate}'; echo after >> messages`];
  const words = [program, supervisorPath, at.rig.state, at.rig.lock, 'a-1', ...runner];
  const orchestrator = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(orchestrator.stdout, 'data');
  await at.rig.up('a-1');
  orchestrator.kill('SIGKILL');
  await once(orchestrator, 'exit');
  expect(await at.session.look(attemptId('a-1'), within(at.rig.clock))).toEqual({
    ok: true,
    value: { kind: 'running' },
  });
  writeFileSync(gate, 'go\n');
  expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0, left: 'empty' });
  expect(await at.text('a-1', 'messages')).toBe('after\n');
});

test('a runner is out of reach of Ctrl-C: it shares no session with the orchestrator', async () => {
  await using at = await Stage.open();
  await at.launch(at.rig.job('a-1', 'never ends'));
  await at.rig.up('a-1');
  const sessionOf = (pid: number) => execFileSync('ps', ['-o', 'sid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [runner = 0] = at.rig.marked('a-1');
  const sessions = [process.pid, at.rig.supervisorOf('a-1'), runner].map(sessionOf);
  expect(new Set(sessions).size).toBe(3);
});

test('an attempt of another boot is told as rebooted, and nothing is killed in its name', async () => {
  await using at = await Stage.open();
  await at.launch(at.rig.job('a-1', 'never ends'));
  await at.rig.up('a-1');
  const begin = join(at.rig.state, 'attempts/a-1/begin');
  const text = readFileSync(begin, 'utf8');
  await at.session[Symbol.asyncDispose]();
  await using other = await connected(at.rig);
  // Written before the death: a watchdog or a look that comes first must find it.
  writeFileSync(begin, text.replace(/^boot=.*$/m, 'boot=00000000-0000-0000-0000-000000000000'));
  await at.rig.killSupervisor('a-1');
  expect(await other.look(attemptId('a-1'), within(at.rig.clock))).toMatchObject({
    ok: true,
    value: { kind: 'ended', ending: { reason: 'rebooted', left: 'empty' } },
  });
});

test('a cancelled launch leaves the board as look tells, and launching again runs once', async () => {
  await using at = await Stage.open();
  const trace = join(at.rig.folder, 'trace');
  const job = at.rig.command('a-1', ['sh', '-c', `echo ran >> '${trace}'`]);
  const cancel = new AbortController();
  const lost = at.session.launch(job, within(at.rig.clock, 60, cancel.signal));
  cancel.abort();
  expect(await lost).toMatchObject({ ok: false, error: { code: 'board/link-lost' } });
  expect(['begun', 'exists']).toContain(await at.launch(job));
  expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0 });
  expect(readFileSync(trace, 'utf8')).toBe('ran\n');
});

function readMessages(at: Stage, attempt: string): string {
  return readFileSync(join(at.rig.state, 'attempts', attempt, 'messages'), 'utf8');
}
