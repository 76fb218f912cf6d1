/** Settings of a board that are a file each: applied, read back and restored, however the attempt ends. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import type { Job } from '#domain/job.js';
import { attemptId, levelId } from '#domain/names.js';
import { parseSettingsReport, type SettingsReport } from '#parse/settings-report.js';
import { withSettings } from '#plan/with-settings.js';
import { within } from '#test/boards/rig.js';
import { Stage } from '#test/boards/stage.js';

const shells = ['dash', 'bash', 'busybox'] as const;
const script = join(import.meta.dirname, '../../src/adapters/boards/with-settings.sh');

/** A board whose modes are files of the rig's folder, which tiny programs write and read. */
class Bench {
  readonly at: Stage;
  readonly board: Board;

  constructor(at: Stage) {
    this.at = at;
    // Every application is on record; a line behind the value, and blanks around it, are the command's own business.
    const set = this.program(
      'set',
      `printf '%s\\n' "$1=$2" >>'${this.path('log')}'\nprintf '%s\\n' "$2" >'${at.rig.folder}/'"$1"`,
    );
    const get = this.program('get', `echo\necho "  $(cat '${at.rig.folder}/'"$1") "\necho more`);
    const cost = 'none' as const;
    const mode = { apply: [set, 'mode', '{value}'], read: [get, 'mode'], cost };
    const fan = { apply: [set, 'fan', '{value}'], read: [get, 'fan'], cost };
    const deaf = { apply: ['true', '{value}'], read: [get, 'mode'], cost };
    const closed = {
      apply: [this.program('sudo', "echo 'sudo: a password is required' >&2\nexit 1"), '{value}'],
      read: [get, 'mode'],
      cost,
    };
    const blind = { apply: [set, 'mode', '{value}'], read: ['false'], cost };
    this.board = { ...at.rig.board, settings: new Map(Object.entries({ mode, fan, deaf, closed, blind })) };
    writeFileSync(this.path('mode'), '10W\n');
    writeFileSync(this.path('fan'), 'quiet\n');
  }

  path(name: string): string {
    return join(this.at.rig.folder, name);
  }

  program(name: string, text: string): string {
    writeFileSync(this.path(name), `#!/bin/sh\n${text}\n`);
    chmodSync(this.path(name), 0o700);
    return this.path(name);
  }

  value(name: string): string {
    return readFileSync(this.path(name), 'utf8').trim();
  }

  applied(): string[] {
    return existsSync(this.path('log')) ? readFileSync(this.path('log'), 'utf8').trim().split('\n') : [];
  }

  /** What is on record as changed. */
  records(): string[] {
    const folder = join(this.at.rig.state, 'settings');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  async job(plain: Job, asked: Readonly<Record<string, string>>, patience = '5'): Promise<Job> {
    const file = await this.at.rig.file(readFileSync(script, 'utf8'));
    const wanted = Object.entries(asked).map(([name, value]) => ({
      name,
      value: levelId(value),
      cost: 'none' as const,
    }));
    const job = withSettings(plain, this.board, { asked: wanted, script: file });
    if (!job.ok) throw new Error(JSON.stringify(job.error));
    const put = await this.at.session.put(file, within(this.at.rig.clock));
    if (!put.ok) throw new Error(JSON.stringify(put.error));
    const [sh = '', name = '', , ...rest] = job.value.argv;
    return {
      ...job.value,
      argv: [sh, name, patience, ...rest],
      limits: { ...job.value.limits, runNs: plain.limits.runNs },
    };
  }

  async launch(plain: Job, asked: Readonly<Record<string, string>>, patience?: string): Promise<void> {
    expect(await this.at.launch(await this.job(plain, asked, patience))).toBe('begun');
  }

  async report(attempt: string): Promise<SettingsReport> {
    return parseSettingsReport(await this.at.text(attempt, 'settings'));
  }
}

describe.each(shells)('with %s', (shell) => {
  test('a setting is applied, read back, and restored behind the runner', async () => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    const seen = at.rig.command('a-1', [
      'sh',
      '-c',
      `cat '${bench.path('mode')}' '${bench.path('fan')}' > messages; exit 7`,
    ]);
    await bench.launch(seen, { mode: 'MAXN', fan: 'loud' });
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 7, left: 'empty' });
    expect(await at.text('a-1', 'messages')).toBe('MAXN\nloud\n');
    expect(await bench.report('a-1')).toEqual({
      found: { mode: 'MAXN', fan: 'loud' },
      refused: null,
      unrestored: null,
    });
    // The last one first.
    expect(bench.applied()).toEqual(['mode=MAXN', 'fan=loud', 'mode=10W', 'fan=quiet']);
    expect([bench.value('mode'), bench.value('fan'), bench.records()]).toEqual(['10W', 'quiet', []]);
  });

  test('what is in force already is neither applied nor restored', async () => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    await bench.launch(at.rig.job('a-1', 'succeeds'), { mode: '10W' });
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0 });
    expect([await bench.report('a-1'), bench.applied()]).toEqual([
      { found: { mode: '10W' }, refused: null, unrestored: null },
      [],
    ]);
  });

  test('it is restored when the runner is stopped, runs out of time, or does not hear TERM', async () => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    await bench.launch(at.rig.job('stopped', 'never ends'), { mode: 'MAXN' });
    await at.rig.up('stopped');
    expect([bench.value('mode'), bench.records()]).toEqual(['MAXN', ['mode']]);
    await at.session.stop(attemptId('stopped'), within(at.rig.clock));
    expect([await at.end('stopped'), bench.value('mode')]).toMatchObject([{ reason: 'stopped', left: 'empty' }, '10W']);
    await bench.launch(at.rig.job('late', 'never ends', { runNs: seconds(1) }), { mode: 'MAXN' });
    expect([await at.end('late'), bench.value('mode')]).toMatchObject([{ reason: 'timeout', left: 'empty' }, '10W']);
    await bench.launch(at.rig.job('deaf', 'ignores TERM'), { mode: 'MAXN' }, '0');
    await at.rig.up('deaf');
    await at.session.stop(attemptId('deaf'), within(at.rig.clock));
    expect([await at.end('deaf'), bench.value('mode')]).toMatchObject([{ reason: 'stopped', left: 'empty' }, '10W']);
    expect(bench.records()).toEqual([]);
  });

  test('after a SIGKILL of supervisor and tree the next attempt on the board restores it first', async () => {
    // A watchdog that would notice the death, and end the tree gently, looks only after a minute.
    await using at = await Stage.open(shell, seconds(60));
    const bench = new Bench(at);
    await bench.launch(at.rig.job('a-1', 'never ends'), { mode: 'MAXN' });
    await at.rig.up('a-1');
    await at.rig.killSupervisor('a-1');
    expect(await at.end('a-1')).toMatchObject({ reason: 'vanished', left: 'empty' });
    expect([bench.value('mode'), bench.records()]).toEqual(['MAXN', ['mode']]);
    // This one asks for nothing.
    const seen = at.rig.command('a-2', ['sh', '-c', `cat '${bench.path('mode')}' > messages`]);
    await bench.launch(seen, {});
    expect(await at.end('a-2')).toMatchObject({ reason: 'exited', exitCode: 0 });
    expect(await at.text('a-2', 'messages')).toBe('10W\n');
    expect([bench.applied(), bench.records()]).toEqual([['mode=MAXN', 'mode=10W'], []]);
  });

  test.each([
    ['deaf', { at: 'compare', setting: 'deaf', said: '' }, '10W'],
    ['closed', { at: 'apply', setting: 'closed', said: 'sudo: a password is required' }, undefined],
    ['blind', { at: 'read', setting: 'blind', said: '' }, undefined],
  ])('%s: the runner is not started, and what was applied before is restored', async (name, refused, found) => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    await bench.launch(at.rig.job('a-1', 'succeeds'), { fan: 'loud', [name]: 'MAXN' });
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 96 });
    expect(await at.text('a-1', 'messages')).toBe('');
    const report = await bench.report('a-1');
    expect([report.refused, report.found[name], bench.value('fan')]).toEqual([refused, found, 'quiet']);
    // What could not be changed need not be restored: the board is as it was.
    expect(bench.records()).toEqual([]);
  });

  test('a board that cannot be restored is not measured, and says so', async () => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    await bench.launch(at.rig.command('a-1', ['rm', bench.path('set')]), { mode: 'MAXN' });
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0 });
    expect(await bench.report('a-1')).toMatchObject({ refused: null, unrestored: 'mode' });
    await bench.launch(at.rig.job('a-2', 'succeeds'), {});
    expect(await at.end('a-2')).toMatchObject({ exitCode: 96 });
    expect(await bench.report('a-2')).toMatchObject({ refused: { at: 'restore', setting: 'mode' } });
    expect([await at.text('a-2', 'messages'), bench.records()]).toEqual(['', ['mode']]);
  });

  test('words with newlines, quotes and commands reach the program as they are', async () => {
    await using at = await Stage.open(shell);
    const bench = new Bench(at);
    const hostile = 'a\n\'b\' "c" $(touch owned) `touch owned` \\ * {value}\n';
    const keep = bench.program('keep', `printf '%s|' "$@" >'${bench.path('kept')}'`);
    const apply = [keep, hostile, 'x{value}y{value}', ''];
    const odd = { apply, read: [bench.path('get'), 'mode'], cost: 'none' as const };
    const board = { ...bench.board, settings: new Map([['odd', odd]]) };
    Object.assign(bench, { board });
    await bench.launch(at.rig.job('a-1', 'succeeds'), { odd: 'MAXN' });
    await at.end('a-1');
    expect(readFileSync(bench.path('kept'), 'utf8')).toBe(`${hostile.replace('{value}', 'MAXN')}|xMAXNyMAXN||`);
    expect(existsSync(join(at.rig.state, 'attempts/a-1/owned'))).toBe(false);
  });
});

test('a program that is not there is told as such', async () => {
  await using at = await Stage.open();
  const bench = new Bench(at);
  await bench.launch(at.rig.command('a-1', ['./nowhere']), { mode: 'MAXN' });
  expect(await at.end('a-1')).toMatchObject({ exitCode: 96 });
  expect([await bench.report('a-1'), bench.value('mode')]).toMatchObject([
    { refused: { at: 'start', setting: './nowhere' } },
    '10W',
  ]);
});
