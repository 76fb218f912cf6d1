/** The link through real OpenSSH servers: what it does when a connection, a channel or a key is not what it should be. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshLink } from '#adapters/boards/ssh-link.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { deferred } from '#core/deferred.js';
import type { Board, SshTarget } from '#domain/board.js';
import type { BoardConnector, BoardSession } from '#ports/boards.js';
import { FaultProxy } from '#test/boards/fault-proxy.js';
import { within } from '#test/boards/rig.js';
import { SshRig, sshConnector, sshLink } from '#test/boards/ssh-rig.js';
import { Sshd } from '#test/boards/sshd.js';

const clock = createSystemClock();

/** Errors of sockets and streams that nobody listened to; each would end the program. */
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
beforeAll(() => {
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  expect(uncaught).toEqual([]);
});

const nothing = { input: null, output: () => true };

/** A FIFO at which commands wait until the test is over: nothing is left running. */
class Gate {
  readonly path: string;
  readonly #held: number;

  constructor(folder: string) {
    this.path = join(folder, 'gate');
    execFileSync('mkfifo', [this.path]);
    // For both ways: opening it never blocks, and closing it ends all readers.
    this.#held = openSync(this.path, 'r+');
  }

  [Symbol.dispose](): void {
    closeSync(this.#held);
  }
}

async function connected(connector: BoardConnector, board: Board): Promise<BoardSession> {
  const session = await connector.connect(board, within(clock));
  if (!session.ok) throw new Error(JSON.stringify(session.error));
  return session.value;
}

async function said(link: SshLink, words: readonly string[], seconds = 60): Promise<string> {
  const chunks: Uint8Array[] = [];
  const output = (chunk: Uint8Array): boolean => chunks.push(chunk) > 0;
  const exit = await link.run(words, { input: null, output }, within(clock, seconds));
  expect(exit).toMatchObject({ ok: true, value: { code: 0 } });
  return Buffer.concat(chunks).toString('utf8');
}

describe('words', () => {
  const word = fc
    .string({ unit: 'binary', maxLength: 40 })
    .filter((text) => !text.includes('\0') && text.isWellFormed());
  const nasty = [
    `'`,
    `''`,
    '"$HOME"',
    '`id`',
    '\\',
    "\\'",
    '$(id)',
    '!!',
    '\n',
    '\r\n',
    '*',
    '~',
    '-n',
    '',
    ' ',
    '\u0001',
  ];

  test.each(['dash', 'bash', 'busybox'] as const)('come back unchanged through %s', async (shell) => {
    await using sshd = await Sshd.start({ shell });
    // Many words a call: a connection is slow, a word is not.
    await using link = await sshLink(clock, sshd.target, ['sh', '-c', 'printf "%s\\0" "$@"', 'sh']);
    const batch = fc.array(fc.oneof(word, fc.constantFrom(...nasty)), { minLength: 50, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(batch, async (words) => {
        expect((await said(link, words)).split('\0').slice(0, -1)).toEqual(words);
      }),
      { seed: 7, numRuns: 12 },
    );
  });

  test('that no command line can carry are refused before anything runs', async () => {
    await using sshd = await Sshd.start();
    await using link = await sshLink(clock, sshd.target, ['printf', '%s']);
    for (const words of [['a\0b'], ['\ud800'], ["'".repeat(60_000)]]) {
      const exit = await link.run(words, nothing, within(clock));
      expect(exit).toMatchObject({ ok: false, error: { code: 'attempt/not-started' } });
    }
  });
});

describe('a call', () => {
  test('that floods is ended at its limit, and memory stays flat', async () => {
    await using sshd = await Sshd.start();
    await using link = await sshLink(clock, sshd.target, ['sh', '-c']);
    let seen = 0;
    const before = process.memoryUsage().rss;
    let most = 0;
    const output = (chunk: Uint8Array): boolean => {
      seen += chunk.length;
      most = Math.max(most, process.memoryUsage().rss);
      return seen <= 200_000_000;
    };
    // Five gigabytes, of which a fifth of one is looked at.
    const flood = await link.run(['exec head -c 5000000000 /dev/zero'], { input: null, output }, within(clock, 110));
    expect(flood).toMatchObject({ ok: false, error: { facts: { why: 'flooded' } } });
    expect(seen).toBeLessThan(200_100_000);
    expect(most - before).toBeLessThan(150_000_000);
    expect(await said(link, ['echo still here'])).toBe('still here\n');
  });

  test('has not succeeded when its command was killed, or the machine said no code', async () => {
    await using sshd = await Sshd.start();
    await using link = await sshLink(clock, sshd.target, ['sh', '-c']);
    const exit = await link.run(['kill -9 $$'], nothing, within(clock));
    expect(exit).toMatchObject({ ok: false, error: { code: 'board/link-lost', facts: { signal: 'SIGKILL' } } });
  });

  test('keeps its code, and the head of what it complained of', async () => {
    await using sshd = await Sshd.start();
    await using link = await sshLink(clock, sshd.target, ['sh', '-c']);
    const exit = await link.run(['echo no >&2; exit 7'], nothing, within(clock));
    expect(exit).toEqual({ ok: true, value: { code: 7, said: 'no\n' } });
  });

  test('streams a file up and is told when the file cannot be read', async () => {
    await using sshd = await Sshd.start({ shell: 'bash', bashrc: 'echo a greeting' });
    await using link = await sshLink(clock, sshd.target, ['sh', '-c', 'sha256sum']);
    const path = join(sshd.folder, 'large');
    execFileSync('sh', ['-c', 'head -c 20000000 /dev/urandom >"$0"', path]);
    const digest = execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);
    let text = '';
    const output = (chunk: Uint8Array): boolean => (text += Buffer.from(chunk).toString()).length < 1000;
    expect(await link.run([], { input: path, output }, within(clock))).toMatchObject({ ok: true });
    expect(text.slice(0, 64)).toBe(digest);
    const missing = await link.run([], { input: `${path}.none`, output }, within(clock));
    expect(missing).toMatchObject({ ok: false, error: { code: 'board/file-damaged', facts: { errno: 'ENOENT' } } });
  });

  test.each([1, 2])('finds room although the machine allows %i channels and some never end', async (most) => {
    await using sshd = await Sshd.start({ config: [`MaxSessions ${most}`] });
    using gate = new Gate(sshd.folder);
    await using link = await sshLink(clock, sshd.target, waitsAt(gate));
    const cancel = new AbortController();
    const staying = link.run(['launch'], nothing, within(clock, 100, cancel.signal));
    const words = Array.from({ length: 8 }, (_, at) => [at % 2 ? 'look' : 'read']);
    const short = await Promise.all(words.map((call) => said(link, call)));
    expect(short).toEqual(words.map(() => 'done\n'));
    cancel.abort();
    expect(await staying).toMatchObject({ ok: false, error: { facts: { why: 'cancelled' } } });
  });

  test('is over at its deadline, wherever it hangs', async () => {
    await using sshd = await Sshd.start();
    await using way = await FaultProxy.to(sshd.port);
    await using link = await sshLink(clock, { ...sshd.target, port: way.port }, ['sh', '-c', 'echo up']);
    expect(await said(link, [])).toBe('up\n');
    way.strike('black-hole');
    const late = await link.run([], nothing, within(clock, 0.3));
    expect(late).toMatchObject({ ok: false, error: { code: 'board/link-lost', facts: { why: 'deadline' } } });
  });
});

describe('a connection that is cut', () => {
  test.each(['rst', 'fin'] as const)('by %s loses every call on it, and the next call has a new one', async (how) => {
    await using sshd = await Sshd.start();
    await using way = await FaultProxy.to(sshd.port);
    using gate = new Gate(sshd.folder);
    await using link = await sshLink(clock, { ...sshd.target, port: way.port }, waitsAt(gate));
    const begun = Array.from({ length: 3 }, () => begins(link));
    await Promise.all(begun.map(({ up }) => up));
    expect(way.connections).toBe(1);
    way.strike(how);
    for (const { exit } of begun) {
      const lost = { code: 'board/link-lost', facts: { why: 'closed', generation: 1 } };
      expect(await exit).toMatchObject({ ok: false, error: lost });
    }
    expect(await said(link, ['look'])).toBe('done\n');
  });

  test('ends no attempt: the wait that was under way and that of another session see its end', async () => {
    await using rig = await SshRig.start();
    await using way = await FaultProxy.to(rig.sshd.port);
    const board = rig.at({ ...rig.sshd.target, port: way.port });
    await using first = await connected(rig.connector, board);
    const job = rig.job('a-1', 'never ends');
    expect(await first.launch(job, within(clock))).toMatchObject({ ok: true, value: { kind: 'begun' } });
    await rig.up('a-1');
    const waiting = first.wait(job.attempt, within(clock));
    way.strike('rst');
    await using second = await connected(sshConnector(clock), board);
    expect(await second.look(job.attempt, within(clock))).toEqual({ ok: true, value: { kind: 'running' } });
    const adopted = second.wait(job.attempt, within(clock));
    await rig.killRunner('a-1');
    const ended = { ok: true, value: { kind: 'ended', ending: { reason: 'exited', signal: 9 } } };
    expect(await adopted).toMatchObject(ended);
    expect(await waiting).toMatchObject(ended);
  });
});

describe('hops', () => {
  test('two boards share the way through one, and lose it together', async () => {
    await using bastion = await Sshd.start();
    await using way = await FaultProxy.to(bastion.port);
    await using a = await SshRig.start();
    await using b = await SshRig.start();
    const configFile = join(bastion.folder, 'config');
    writeFileSync(
      join(bastion.folder, 'known_hosts'),
      bastion.knownHost.replace(String(bastion.port), String(way.port)),
    );
    writeFileSync(configFile, hostBlock(bastion, way.port));
    const connector = sshConnector(clock, configFile);
    const [one, two] = await Promise.all(
      [a, b].map((rig) => connected(connector, rig.at({ ...rig.sshd.target, jump: ['bastion'] }))),
    );
    expect(way.connections).toBe(1);
    await one![Symbol.asyncDispose]();
    const job = b.job('a-1', 'never ends');
    expect(await two!.launch(job, within(clock))).toMatchObject({ ok: true, value: { kind: 'begun' } });
    await b.up('a-1');
    const waiting = two!.wait(job.attempt, within(clock));
    way.strike('rst');
    await b.killRunner('a-1');
    expect(await waiting).toMatchObject({ ok: true, value: { kind: 'ended', ending: { signal: 9 } } });
    expect(way.connections).toBe(1);
    await two![Symbol.asyncDispose]();
    await expect.poll(() => way.connections).toBe(0);
  });

  test('a board behind a hop that is away says through whom it was tried', async () => {
    await using bastion = await Sshd.start();
    await using rig = await SshRig.start();
    const configFile = join(bastion.folder, 'config');
    writeFileSync(join(bastion.folder, 'known_hosts'), bastion.knownHost);
    writeFileSync(configFile, hostBlock(bastion, bastion.port));
    const board = rig.at({ ...rig.sshd.target, port: 1, jump: ['bastion'] });
    const session = await sshConnector(clock, configFile).connect(board, within(clock));
    expect(session).toMatchObject({
      ok: false,
      error: {
        code: 'board/unreachable',
        class: 'infrastructure',
        facts: { board: 'there', endpoint: '127.0.0.1:1', through: `${bastion.user}@127.0.0.1:${bastion.port}` },
      },
    });
  });
});

describe('a machine that lets nobody in', () => {
  const withKey = async (make: (folder: string) => string): Promise<unknown> => {
    await using rig = await SshRig.start();
    const board = rig.at({ ...rig.sshd.target, identityFile: make(rig.sshd.folder) });
    return await rig.connector.connect(board, within(clock));
  };
  const newKey = (folder: string, passphrase: string): string => {
    const path = join(folder, 'other');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
    return path;
  };

  test('names the keys that it was offered', async () => {
    const refused = await withKey((folder) => newKey(folder, ''));
    expect(refused).toMatchObject({ ok: false, error: { code: 'board/auth', class: 'deterministic' } });
    expect(refused).toMatchObject({
      error: { facts: { keys: [expect.stringMatching(/\/other \(ssh-ed25519\)$/)], locked: [] } },
    });
  });

  test('names a key whose passphrase nobody can be asked for', async () => {
    const refused = await withKey((folder) => newKey(folder, 'secret'));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'board/auth', facts: { keys: [], locked: [expect.stringMatching(/\/other$/)] } },
    });
  });

  test('is told from one where nothing listens, and from one that is none', async () => {
    await using rig = await SshRig.start();
    const reached = (target: Partial<SshTarget>): Promise<unknown> =>
      rig.connector.connect(rig.at({ ...rig.sshd.target, ...target }), within(clock));
    const unreachable = (errno: string): object => ({
      ok: false,
      error: { code: 'board/unreachable', facts: { errno } },
    });
    expect(await reached({ port: 1 })).toMatchObject(unreachable('ECONNREFUSED'));
    expect(await reached({ host: 'no-such-host.invalid' })).toMatchObject({
      ok: false,
      error: { code: 'board/unreachable' },
    });
    expect(await reached({ hostKeys: [`SHA256:${'A'.repeat(43)}`] })).toMatchObject({
      ok: false,
      error: { code: 'board/host-key-changed' },
    });
  });
});

/** A call that is under way, and when its first word has come. */
function begins(link: SshLink): { readonly up: Promise<undefined>; readonly exit: ReturnType<SshLink['run']> } {
  const up = deferred<undefined>();
  const output = (): boolean => {
    up.resolve(undefined);
    return true;
  };
  return { up: up.promise, exit: link.run(['launch'], { input: null, output }, within(clock)) };
}

function waitsAt(gate: Gate): readonly string[] {
  return ['sh', '-c', `case $0 in launch) echo up; exec cat '${gate.path}' ;; esac; echo done`];
}

function hostBlock(sshd: Sshd, port: number): string {
  const { identityFile = '' } = sshd.target;
  const lines = [`HostName 127.0.0.1`, `Port ${port}`, `User ${sshd.user}`, `IdentityFile ${identityFile}`];
  return ['Host bastion', ...lines, `UserKnownHostsFile ${join(sshd.folder, 'known_hosts')}`, ''].join('\n  ');
}
