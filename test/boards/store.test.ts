/** The files of a board on real disks and processes: proved by hash, never seen in part, bounded, beside no measurement. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytes } from '#core/units.js';
import type { Board } from '#domain/board.js';
import type { StoredFile } from '#domain/model.js';
import { attemptId } from '#domain/names.js';
import type { BoardSession } from '#ports/boards.js';
import { type LocalRig, supervisorPath } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { Stage } from '#test/boards/stage.js';

const sent = { ok: true, value: { kind: 'sent' } };
const present = { ok: true, value: { kind: 'present' } };
const referred = { ok: true, value: { kind: 'referred' } };

/** Another session, of a board of which the inventory says more. */
async function session(rig: LocalRig, more: Partial<Board> = {}): Promise<BoardSession> {
  const made = await rig.connector.connect({ ...rig.board, ...more }, within(rig.clock));
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const stored = (rig: LocalRig): readonly string[] => readdirSync(join(rig.state, 'store')).sort();

/** Same size, inode and time, other bytes: what a bad disk does. */
function damage(path: string): void {
  const ago = `${path}.times`;
  execFileSync('touch', ['-r', path, ago]);
  chmodSync(path, 0o600);
  writeFileSync(
    path,
    readFileSync(path).map((byte) => byte ^ 1),
  );
  execFileSync('touch', ['-r', ago, path]);
  execFileSync('rm', [ago]);
}

/** The last use of a file, hours ago. */
function usedAgo(rig: LocalRig, file: StoredFile, hours: number): void {
  const at = statSync(join(rig.state, 'checked', file.digest)).mtimeMs / 1000 - hours * 3600;
  utimesSync(join(rig.state, 'checked', file.digest), at, at);
}

describe.each(['dash', 'bash', 'busybox'] as const)('with %s', (shell) => {
  test('a file is read again only after a restart of the board, and then proved', async () => {
    await using at = await Stage.open(shell);
    const file = await at.rig.file('weights');
    const path = join(at.rig.state, 'store', file.digest);
    await at.session.put(file, within(at.rig.clock));
    damage(path);
    // Nobody has read it: one look cannot tell.
    await using second = await session(at.rig);
    expect(await second.put(file, within(at.rig.clock))).toEqual(present);
    const record = join(at.rig.state, 'checked', file.digest);
    writeFileSync(
      record,
      readFileSync(record, 'utf8').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '00000000-0000-0000-0000-000000000000'),
    );
    await using third = await session(at.rig);
    expect(await third.put(file, within(at.rig.clock))).toEqual(sent);
    expect(readFileSync(path, 'utf8')).toBe('weights');
    await using fourth = await session(at.rig);
    expect(await fourth.put(file, within(at.rig.clock))).toEqual(present);
  });

  test('the files used longest ago make room, but none that an attempt links to', async () => {
    await using at = await Stage.open(shell);
    const quota = { quotaBytes: bytes(250) };
    const [old, linked, young, last] = await Promise.all(
      ['a', 'b', 'c', 'd'].map((letter) => at.rig.file(letter.repeat(80))),
    );
    if (!old || !linked || !young || !last) throw new Error('four files');
    await using with3 = await session(at.rig, quota);
    for (const file of [linked, old, young]) expect(await with3.put(file, within(at.rig.clock))).toEqual(sent);
    await at.launch({ ...at.rig.job('a-1', 'succeeds'), files: [{ name: 'model', file: linked }] });
    await at.end('a-1');
    usedAgo(at.rig, linked, 9);
    usedAgo(at.rig, old, 5);
    usedAgo(at.rig, young, 7);
    // Used once more: now the other one is the older.
    await using again = await session(at.rig, quota);
    expect(await again.put(young, within(at.rig.clock))).toEqual(present);
    expect(await again.put(last, within(at.rig.clock))).toEqual(sent);
    expect(stored(at.rig)).toEqual([linked, young, last].map(({ digest }) => digest).sort());
    const large = await at.rig.file('e'.repeat(171));
    expect(await again.put(large, within(at.rig.clock))).toMatchObject({
      error: { code: 'board/no-space', facts: { wanted: 171, quota: 250, used: 240 } },
    });
    expect(stored(at.rig)).toHaveLength(3);
    await at.session.forget(attemptId('a-1'), within(at.rig.clock));
    expect(await again.put(large, within(at.rig.clock))).toEqual(sent);
    expect(at.rig.call(['store'])).toMatch(/^bytes=171\nfiles=1\nfree=\d+\nend\n$/);
  });

  test('nothing of an upload runs on behind it, not even the sleep of its watchdog', async () => {
    await using at = await Stage.open(shell);
    // The moments that matter are short: they are met in one upload of ten.
    for (let count = 0; count < 25; count++) {
      const file = await at.rig.file(`weights ${count}`);
      const words = ['put', file.digest, String(file.bytes), '', '1000000'];
      const upload = spawn('sh', [supervisorPath, at.rig.state, at.rig.lock, ...words], {
        stdio: ['pipe', 'pipe', 'ignore', 'ignore', 'pipe'],
      });
      const said: string[] = [];
      upload.stdout?.on('data', (chunk) => said.push(String(chunk)));
      upload.stdin?.end(`weights ${count}`);
      // The fifth is read to its end: that is there when the last process which was given it has ended.
      upload.stdio[4]?.on('data', () => undefined);
      await once(upload, 'close');
      expect(said.join('')).toBe('stored\n');
    }
  });
});

test('a file that lies on the board is checked there once, read in place, never sent or removed', async () => {
  await using at = await Stage.open();
  const file = await at.rig.file('tensors');
  const path = join(at.rig.folder, 'my data.npy');
  writeFileSync(path, 'tensors');
  const there = { quotaBytes: bytes(10), onBoard: [{ digest: file.digest, path }] };
  await using first = await session(at.rig, there);
  // What would be sent does not exist.
  const unsent = { ...file, path: '/none/such' };
  expect(await first.put(unsent, within(at.rig.clock))).toEqual(referred);
  expect(await first.put(unsent, within(at.rig.clock)), 'remembered').toEqual(referred);
  expect(lstatSync(join(at.rig.state, 'store', file.digest)).isSymbolicLink()).toBe(true);
  await at.launch({ ...at.rig.command('a-1', ['cat', 'files/data']), files: [{ name: 'data', file }] });
  await at.end('a-1');
  expect(await at.text('a-1', 'stdout')).toBe('tensors');
  await at.session.forget(attemptId('a-1'), within(at.rig.clock));
  expect(at.rig.call(['store'])).toMatch(/^bytes=0\nfiles=0\n/);
  const other = await at.rig.file('0123456789');
  expect(await first.put(other, within(at.rig.clock))).toEqual(sent);
  expect(readFileSync(path, 'utf8')).toBe('tensors');
  writeFileSync(path, 'tensorz');
  await using second = await session(at.rig, there);
  expect(await second.put(unsent, within(at.rig.clock))).toMatchObject({
    error: { code: 'board/file-differs', class: 'deterministic', facts: { path, expected: file.digest } },
  });
  await using third = await session(at.rig, { onBoard: [{ digest: file.digest, path: '/none/such' }] });
  expect(await third.put(unsent, within(at.rig.clock))).toMatchObject({
    error: { code: 'board/file-differs', facts: { path: '/none/such', found: null } },
  });
});

test('a board that is nearly full is told before anything is sent', async () => {
  await using at = await Stage.open();
  const df =
    '#!/bin/sh\nprintf "Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/x 1000 0 16484 0%% /\\n"\n';
  writeFileSync(join(at.rig.folder, 'bin/df'), df, { mode: 0o755 });
  const file = await at.rig.file('x'.repeat(102_401));
  // Sent it would be unreadable: a different failure.
  expect(await at.session.put({ ...file, path: '/none/such' }, within(at.rig.clock))).toMatchObject({
    error: { code: 'board/no-space', facts: { wanted: 102_401, free: 16_879_616, quota: null } },
  });
  expect(await at.session.put(await at.rig.file('x'.repeat(102_400)), within(at.rig.clock))).toEqual(sent);
});

test('a disk that fills up under an upload is told as that, and nothing of it stays', async () => {
  await using at = await Stage.open();
  const cat = `#!/bin/sh\nhead -c 3\necho "cat: write error: No space left on device" >&2\nexit 1\n`;
  writeFileSync(join(at.rig.folder, 'bin/cat'), cat, { mode: 0o755 });
  expect(await at.session.put(await at.rig.file('weights'), within(at.rig.clock))).toMatchObject({
    error: { code: 'board/no-space', facts: { wanted: 7 } },
  });
  expect([stored(at.rig), readdirSync(join(at.rig.state, 'uploads'))]).toEqual([[], []]);
});

/** An upload that gets no more than three bytes; `still` hundredths of a second end it. */
async function standing(at: Stage, file: StoredFile, still: string): Promise<ChildProcess> {
  const words = [supervisorPath, at.rig.state, at.rig.lock, 'put', file.digest, String(file.bytes), '', still];
  const child = spawn('sh', words, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  child.stdin.on('error', () => undefined);
  child.stdin.write((await readFile(file.path)).subarray(0, 3));
  return child;
}

/** One that has surely begun. */
async function half(at: Stage, file: StoredFile): Promise<ChildProcess> {
  const gate = at.rig.gate('cat');
  const cat = execFileSync('sh', ['-c', 'command -v cat'], { encoding: 'utf8' }).trim();
  writeFileSync(join(at.rig.folder, 'bin/cat'), `#!/bin/sh\necho up > '${gate}'\nexec ${cat} "$@"\n`, { mode: 0o755 });
  const child = await standing(at, file, '6000');
  await at.rig.up('cat');
  rmSync(join(at.rig.folder, 'bin/cat'));
  return child;
}

const uploads = (at: Stage): readonly string[] => readdirSync(join(at.rig.state, 'uploads'));

test.each(['dash', 'bash', 'busybox'] as const)('%s hashes an upload of seconds while it comes', async (shell) => {
  await using at = await Stage.open(shell);
  const file = await at.rig.file('weights');
  // The first `cat` writes; the hash follows when the second reads.
  const cat = join(at.rig.folder, 'bin/cat');
  const tell = `if [ -e '${cat}.2' ]; then :; elif [ -e '${cat}.1' ]; then : >'${cat}.2'; echo up >'${at.rig.gate('cat')}'; else : >'${cat}.1'; fi`;
  rmSync(cat, { force: true });
  writeFileSync(cat, `#!/bin/sh\n${tell}\ncommand -p cat "$@"\n`, { mode: 0o755 });
  const words = [supervisorPath, at.rig.state, at.rig.lock, 'put', file.digest, String(file.bytes), '', '6000'];
  const child = spawn('sh', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const said = once(child.stdout, 'data');
  child.stdin.write('wei');
  await at.rig.up('cat');
  child.stdin.end('ghts');
  expect(String((await said)[0])).toBe('stored\n');
  if (child.exitCode === null) await once(child, 'exit');
  expect([stored(at.rig), uploads(at)]).toEqual([[file.digest], []]);
  expect(readFileSync(join(at.rig.state, 'store', file.digest), 'utf8')).toBe('weights');
});

test('a measurement does not begin beside an upload, which is named; no part of the file is to be seen', async () => {
  await using at = await Stage.open();
  const file = await at.rig.file('weights');
  const upload = await half(at, file);
  const held = await at.session.launch(at.rig.job('a-1', 'succeeds'), within(at.rig.clock));
  expect(held).toMatchObject({ value: { kind: 'held', holder: { doing: 'upload', attempt: '', pid: upload.pid } } });
  expect(stored(at.rig)).toEqual([]);
  // A second upload shares the board, and leaves the folder of the first alone, which somebody writes to.
  expect(at.rig.call(['offer', 'ab'.repeat(32), '5'])).toBe('absent\n');
  expect(uploads(at)).toHaveLength(1);
  const said = once(upload.stdout ?? upload, 'data');
  upload.stdin?.end((await readFile(file.path)).subarray(3));
  expect(String((await said)[0])).toBe('stored\n');
  if (upload.exitCode === null) await once(upload, 'exit');
  expect(uploads(at)).toEqual([]);
  expect(await at.launch(at.rig.job('a-1', 'succeeds'))).toBe('begun');
});

test('an upload whose link is half dead ends by itself', async () => {
  await using at = await Stage.open();
  const upload = await standing(at, await at.rig.file('weights'), '30');
  if (upload.exitCode === null) await once(upload, 'exit');
  expect(upload.exitCode).not.toBe(0);
  expect([stored(at.rig), uploads(at)]).toEqual([[], []]);
  expect(await at.launch(at.rig.job('a-1', 'succeeds'))).toBe('begun');
});

test('what a killed upload left is removed by the next, once nobody writes there', async () => {
  await using at = await Stage.open();
  const file = await at.rig.file('weights');
  const upload = await half(at, file);
  process.kill(-(upload.pid ?? 0), 'SIGKILL');
  await once(upload, 'exit');
  // All of its processes are gone when the kernel frees their lock.
  execFileSync('flock', [join(at.rig.state, 'uploads', uploads(at)[0] ?? ''), 'true']);
  mkdirSync(join(at.rig.state, 'uploads/1.1.1'));
  expect(uploads(at)).toHaveLength(2);
  expect(await at.session.put(file, within(at.rig.clock))).toEqual(sent);
  expect(uploads(at)).toEqual([]);
  expect(existsSync(join(at.rig.state, 'store', file.digest))).toBe(true);
});
