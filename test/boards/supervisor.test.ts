/** The supervisor on real processes: bounds, the store, sharing, words that pass unchanged. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import { attemptId } from '#domain/names.js';
import { LocalRig } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { connected, Stage } from '#test/boards/stage.js';

describe.each(['dash', 'bash', 'busybox'] as const)('with %s', (shell) => {
  test('200 MB of output leave a head and a tail', async () => {
    await using at = await Stage.open(shell);
    await at.launch(at.rig.command('a-1', ['sh', '-c', 'echo first; head -c 200000000 /dev/zero; echo last']));
    expect(await at.end('a-1')).toMatchObject({ reason: 'exited', exitCode: 0, left: 'empty' });
    const size = (name: string): number => statSync(join(at.rig.state, 'attempts/a-1', name)).size;
    expect([size('stdout'), size('stdout.tail')]).toEqual([65_536, 65_536]);
    expect((await at.text('a-1', 'stdout')).startsWith('first\n')).toBe(true);
    expect((await at.text('a-1', 'stdout.tail')).endsWith('last\n')).toBe(true);
  });

  test('many small writes are one whole log', async () => {
    await using at = await Stage.open(shell);
    const count = 'i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done';
    await at.launch(at.rig.command('a-1', ['sh', '-c', count]));
    await at.end('a-1');
    expect(await at.text('a-1', 'stdout')).toBe(Array.from({ length: 2000 }, (_, at) => `${at}\n`).join(''));
  });

  test('any text passes unchanged as argument, variable and name of a file', async () => {
    await using at = await Stage.open(shell);
    const stored = await at.rig.file('content');
    await at.session.put(stored, within(at.rig.clock));
    const awkward = fc.constantFrom(...Array.from(` '"$\`\\\n\t*?[-=;&|<>~#%!{}é\u0081\u0088`));
    const clean = fc
      .oneof(fc.string({ unit: awkward, maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 20 }))
      .filter((word) => !word.includes('\0'));
    const name = clean.filter(
      (word) => word !== '' && !word.includes('/') && !/^\.{1,2}$/.test(word) && Buffer.byteLength(word) < 200,
    );
    let turn = 0;
    const print = 'printf "%s\\0" "$VALUE" "$@"; cat "files/$1"';
    await fc.assert(
      fc.asyncProperty(name, clean, fc.array(clean, { maxLength: 3 }), async (file, value, words) => {
        const id = `a-${turn++}`;
        const argv = ['sh', '-c', print, 'sh', file, ...words];
        const job = { ...at.rig.command(id, argv), env: { VALUE: value }, files: [{ name: file, file: stored }] };
        expect(await at.launch(job)).toBe('begun');
        expect(await at.end(id)).toMatchObject({ exitCode: 0 });
        expect(await at.text(id, 'stdout')).toBe(`${[value, file, ...words].join('\0')}\0content`);
      }),
      { numRuns: 25 },
    );
  });
});

test('bytes that are not what their name says are refused, and damaged ones replaced', async () => {
  await using at = await Stage.open();
  const file = await at.rig.file('weights');
  const wrong = { ...file, digest: digestOf('other') };
  expect(await at.session.put(wrong, within(at.rig.clock))).toMatchObject({
    ok: false,
    error: { code: 'board/file-damaged', facts: { expected: wrong.digest, found: file.digest } },
  });
  const missing = { ...file, path: join(at.rig.folder, 'none') };
  expect(await at.session.put(missing, within(at.rig.clock))).toMatchObject({ ok: false });
  mkdirSync(join(at.rig.state, 'store'), { recursive: true });
  writeFileSync(join(at.rig.state, 'store', file.digest), 'WEIGHTS');
  expect(await at.session.put(file, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'sent' } });
});

test('a job whose file the board does not have begins nothing', async () => {
  await using at = await Stage.open();
  const file = await at.rig.file('weights');
  const job = { ...at.rig.job('a-1', 'succeeds'), files: [{ name: 'model', file }] };
  expect(await at.session.launch(job, within(at.rig.clock))).toMatchObject({ ok: false });
  expect(await at.session.look(attemptId('a-1'), within(at.rig.clock))).toEqual({
    ok: true,
    value: { kind: 'absent' },
  });
});

test('conversions share a board, a measurement has it alone', async () => {
  await using at = await Stage.open();
  const shared = (id: string) => ({ ...at.rig.job(id, 'never ends'), exclusive: false });
  expect(await at.launch(shared('c-1'))).toBe('begun');
  await at.rig.up('c-1');
  expect(await at.launch(shared('c-2'))).toBe('begun');
  // The second one's sweep has left the first alone.
  expect(await at.rig.lives('c-1')).toBe(true);
  expect(await at.launch(at.rig.job('a-1', 'succeeds'))).toBe('held');
  await at.rig.up('c-2');
  await at.rig.killSupervisor('c-1');
  expect(await at.launch(shared('c-3'))).toBe('begun');
  expect([await at.rig.lives('c-1'), await at.rig.lives('c-2')]).toEqual([false, true]);
});

test('a program that is not there was not started; one with `=` in its path is', async () => {
  await using at = await Stage.open();
  await at.launch(at.rig.command('a-1', ['/none/such']));
  expect(await at.end('a-1')).toMatchObject({ reason: 'not-started', exitCode: null, left: 'empty' });
  const program = join(at.rig.folder, 'a=b');
  symlinkSync('/bin/sh', program);
  await at.launch({ ...at.rig.command('a-2', [program, '-c', 'exit "$CODE"']), env: { CODE: '4' } });
  expect(await at.end('a-2')).toMatchObject({ reason: 'exited', exitCode: 4 });
});

test('the lock of a board is never replaced, and nobody need be able to write it', async () => {
  await using at = await Stage.open();
  const inode = statSync(at.rig.lock).ino;
  execFileSync('chmod', ['444', at.rig.lock]);
  await at.launch(at.rig.job('a-1', 'succeeds'));
  await at.end('a-1');
  await at.session.forget(attemptId('a-1'), within(at.rig.clock));
  expect(statSync(at.rig.lock).ino).toBe(inode);
});

test('a machine without flock is no board, and says what it lacks', async () => {
  await using rig = new LocalRig();
  const bare = join(rig.folder, 'bare');
  mkdirSync(bare);
  const rest =
    'sh mkfifo grep setsid sha256sum sync tail head ls sleep cat cp ln mv rm chmod mkdir df tr env date uname';
  for (const name of rest.split(' ')) {
    symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(bare, name));
  }
  process.env['PATH'] = bare;
  expect(await rig.connector.connect(rig.board, within(rig.clock))).toMatchObject({
    ok: false,
    error: { code: 'board/not-a-board', facts: { missing: ['flock'] } },
  });
});

test('facts are observed, and a package is found where Node would find it', async () => {
  await using at = await Stage.open();
  const folder = join(at.rig.folder, 'node_modules/some-engine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'some-engine', version: '1.2.3' }));
  await using session = await connected(at.rig);
  const probe = (name: string) => ({ name, kind: 'node-package' as const, package: name });
  const facts = await session.facts([probe('some-engine'), probe('no-engine')], within(at.rig.clock));
  expect(facts).toMatchObject({
    ok: true,
    value: {
      kernel: execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim(),
      arch: execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim(),
      node: { path: process.execPath, version: process.versions.node },
      tools: {
        'some-engine': { kind: 'found', version: '1.2.3', at: at.rig.folder },
        'no-engine': { kind: 'missing' },
      },
    },
  });
  expect(facts.ok && facts.value.memoryBytes).toBeGreaterThan(bytes(100_000_000));
  expect(facts.ok && facts.value.bootId).toMatch(/^[0-9a-f-]{36}$/);
});
