/** What is pinned, what is written down, and what makes the files no witness; ssh-keygen reads what we write. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seconds } from '#core/units.js';
import { describeFailure } from '#wording/failure.js';
import { fingerprintOf } from '../../src/adapters/boards/host-key.js';
import { createHostKeyVerifier, type HostKeyPolicy } from '../../src/adapters/boards/host-keys.js';
import type { Endpoint } from '../../src/adapters/boards/ssh-endpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-known-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A key of ed25519 need not be a point of the curve to be compared. */
const keyOf = (byte: number): Buffer =>
  Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0 ', 'latin1'), Buffer.alloc(32, byte)]);
const [own, other] = [keyOf(1), keyOf(2)];
const line = (name: string, key: Buffer): string => `${name} ssh-ed25519 ${key.toString('base64')}\n`;

let count = 0;
function endpoint(fields: Partial<Endpoint> = {}): Endpoint {
  count += 1;
  const file = join(folder, String(count), 'known_hosts');
  return {
    host: 'Pi.lab',
    port: 2222,
    user: 'bob',
    hostKeyAlias: null,
    identityFiles: [],
    identitiesOnly: false,
    agentSocket: null,
    knownHostsFiles: [file],
    newHostKeys: { file, hashed: false },
    pinnedHostKeys: [],
    jumps: [],
    proxyCommand: null,
    connectTimeoutNs: seconds(1),
    aliveIntervalNs: seconds(15),
    aliveCountMost: 3,
    ...fields,
  };
}

function known(text: string, fields: Partial<Endpoint> = {}): Endpoint {
  const one = endpoint(fields);
  const file = fileOf(one);
  mkdirSync(join(file, '..'));
  writeFileSync(file, text);
  return one;
}

const fileOf = ({ knownHostsFiles: [file = ''] }: Endpoint): string => file;

async function judge(one: Endpoint, key: Buffer, policy: HostKeyPolicy = 'refuse-unknown') {
  const verifier = await createHostKeyVerifier(one, policy);
  return verifier.ok ? verifier.value.verify(key) : verifier;
}

describe('new hosts', () => {
  test.each([false, true])('are written down once when new ones are accepted (hashed: %s)', async (hashed) => {
    const one = endpoint();
    const file = fileOf(one);
    const accepting = { ...one, newHostKeys: { file, hashed } };
    expect(await judge(one, own)).toMatchObject({ ok: false, error: { code: 'board/host-key-unknown' } });
    expect(await judge(accepting, own, 'accept-new')).toMatchObject({ ok: true, value: { by: 'new' } });
    expect(await judge(accepting, own, 'accept-new')).toMatchObject({ ok: true, value: { by: 'known-hosts' } });
    expect(await judge(one, own)).toMatchObject({ ok: true, value: { by: 'known-hosts' } });
    expect(await judge(accepting, other, 'accept-new')).toMatchObject({
      ok: false,
      error: { code: 'board/host-key-changed' },
    });
    const text = readFileSync(file, 'utf8');
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.includes('pi.lab')).toBe(!hashed);
    const found = execFileSync('ssh-keygen', ['-F', '[pi.lab]:2222', '-f', file], { encoding: 'utf8' });
    expect(found).toContain(own.toString('base64'));
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('come on a line of their own after a file that does not end with one', async () => {
    const one = known(line('other.lab', other).trim());
    await judge(one, own, 'accept-new');
    expect(readFileSync(fileOf(one), 'utf8')).toBe(line('other.lab', other) + line('[pi.lab]:2222', own));
  });

  test('stand under their alias, and without a port where it is the usual one', async () => {
    const [alias, plain] = [known('', { hostKeyAlias: 'board-7' }), known('', { port: 22 })];
    await judge(alias, own, 'accept-new');
    await judge(plain, own, 'accept-new');
    expect([alias, plain].map((one) => readFileSync(fileOf(one), 'utf8'))).toEqual([
      line('board-7', own),
      line('pi.lab', own),
    ]);
  });

  test('that are reached twice at the same moment are judged by what the first one wrote', async () => {
    const one = known('');
    const verifiers = await Promise.all([1, 2].map(() => createHostKeyVerifier(one, 'accept-new')));
    const [first, second] = verifiers.flatMap((verifier) => (verifier.ok ? [verifier.value] : []));
    expect(await first?.verify(own)).toMatchObject({ ok: true });
    expect(await second?.verify(other)).toMatchObject({ ok: false, error: { code: 'board/host-key-changed' } });
  });

  test.each([
    ['revoked', `@revoked * ssh-ed25519 ${own.toString('base64')}\n`, {}],
    ['revoked under the bare name', `@revoked ${line('pi.lab', own)}`, {}],
    ['changed', line('[pi.lab]:2222', other), {}],
    ['unknown', '', { newHostKeys: null }],
    ['unknown', '', { hostKeyAlias: 'a b' }],
    ['unknown', '', { hostKeyAlias: '*' }],
  ])('are not written down: %s', async (word, text, fields) => {
    const one = known(text, fields);
    const verdict = await judge(one, own, 'accept-new');
    expect(verdict).toMatchObject({ ok: false, error: { code: `board/host-key-${word.split(' ')[0]}` } });
    expect(readFileSync(fileOf(one), 'utf8')).toBe(text);
  });

  test('are refused when they cannot be written down', async () => {
    const one = known('', { newHostKeys: { file: '/proc/orchestrate/known_hosts', hashed: false } });
    const verdict = await judge(one, own, 'accept-new');
    expect(verdict).toMatchObject({
      ok: false,
      error: { code: 'board/host-keys-unreadable', facts: { writing: true } },
    });
  });
});

test('a pin decides alone', async () => {
  const pinned = known(`@revoked ${line('*', own)}`, { pinnedHostKeys: [fingerprintOf(other), fingerprintOf(own)] });
  expect(await judge(pinned, own)).toMatchObject({ ok: true, value: { by: 'pinned', keyType: 'ssh-ed25519' } });
  const wrong = known(line('[pi.lab]:2222', own), { pinnedHostKeys: [fingerprintOf(other)] });
  expect(await judge(wrong, own, 'accept-new')).toMatchObject({ ok: false, error: { code: 'board/host-key-changed' } });
});

describe('a file that is there and cannot be read refuses every key', () => {
  test.each<[string, (file: string) => void]>([
    ['a folder', (file) => mkdirSync(file)],
    ['a named pipe', (file) => execFileSync('mkfifo', [file])],
    ['a link to itself', (file) => symlinkSync(file, file)],
    [
      'a file of 33 MB',
      (file) => {
        writeFileSync(file, '');
        truncateSync(file, 33 * 1024 * 1024);
      },
    ],
  ])('%s', async (_, make) => {
    const one = known(line('[pi.lab]:2222', own));
    const file = join(fileOf(one), '..', 'second');
    make(file);
    const verdict = await judge({ ...one, knownHostsFiles: [fileOf(one), file] }, own, 'accept-new');
    expect(verdict).toMatchObject({ ok: false, error: { code: 'board/host-keys-unreadable', facts: { file } } });
  });

  test('but not one that is not there', async () => {
    const one = known(line('[pi.lab]:2222', own));
    const files = ['/nowhere/x', `${fileOf(one)}/below-a-file`, '/dev/null', fileOf(one)];
    expect(await judge({ ...one, knownHostsFiles: files }, own)).toMatchObject({ ok: true });
  });
});

test('a changed key is told with what was expected, what was found, and what to do', async () => {
  const one = known(`# boards\n${line('[pi.lab]:2222', other)}`);
  const verdict = await judge(one, own, 'accept-new');
  if (verdict.ok) throw new Error('trusted');
  const { headline, hint } = describeFailure(verdict.error);
  const named = { ...verdict.error, facts: { ...verdict.error.facts, board: 'pi-a' } };
  expect(describeFailure(named).headline).toContain('HAS CHANGED for board pi-a: Pi.lab port 2222 shows');
  expect(headline).toBe(
    `REMOTE HOST IDENTIFICATION HAS CHANGED: Pi.lab port 2222 shows the ED25519 key ${fingerprintOf(own)}, but ${fileOf(one)}:2 has the ED25519 key ${fingerprintOf(other)}`,
  );
  const [, command = ''] = /`(ssh-keygen -R [^`]+)`/.exec(hint) ?? [];
  execFileSync('sh', ['-c', command], { stdio: 'ignore' });
  expect(readFileSync(fileOf(one), 'utf8')).toBe('# boards\n');
});
