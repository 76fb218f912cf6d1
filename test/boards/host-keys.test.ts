/** Whom we trust is whom OpenSSH trusts: its client and ours judge the same host by the same generated files. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Client } from 'ssh2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomStream } from '#core/random.js';
import { type KeyRing, type KnownHostsCase, knownHostsCase, type PublicKey } from '#test/boards/known-hosts-cases.js';
import { Sshd } from '#test/boards/sshd.js';
import { createHostKeyVerifier, type HostKeyAlgorithm } from '../../src/adapters/boards/host-keys.js';
import { resolveEndpoint } from '../../src/adapters/boards/ssh-config.js';
import type { Endpoint } from '../../src/adapters/boards/ssh-endpoint.js';

const types = ['ed25519', 'ecdsa', 'rsa'] as const;
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-keys-'));
const servers: Sshd[] = [];
let keys: KeyRing;
let base: Endpoint;

beforeAll(async () => {
  const others = types.map((type) => newKey(type, `other-${type}`));
  const [ecdsa, rsa] = [newKey('ecdsa', 'own-ecdsa'), newKey('rsa', 'own-rsa')];
  const config = [`HostKey ${join(folder, 'own-ecdsa')}`, `HostKey ${join(folder, 'own-rsa')}`, 'MaxStartups 100'];
  // The second one has no key of the type that clients like best.
  const legacy = 'HostKeyAlgorithms ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256';
  const [full, partial] = [await Sshd.start({ config }), await Sshd.start({ config: [...config, legacy] })];
  servers.push(full, partial);
  keys = { own: [publicKey(join(full.folder, 'host.pub')), ecdsa, rsa], other: others };
  const endpoint = await resolveEndpoint(full.target, { signal: new AbortController().signal, configFile: 'none' });
  if (!endpoint.ok) throw new Error(JSON.stringify(endpoint.error));
  base = { ...endpoint.value, pinnedHostKeys: [] };
});

afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function newKey(type: string, name: string): PublicKey {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', '', '-f', path]);
  return publicKey(`${path}.pub`);
}

function publicKey(path: string): PublicKey {
  const [type = '', encoded = ''] = readFileSync(path, 'utf8').split(' ');
  return { type, encoded };
}

type Verdict = 'trusted' | 'unknown' | 'changed' | 'revoked' | 'no verdict';

/** Far enough to hear what the client thinks of the host: nobody logs in. */
async function theirs({ host, alias }: KnownHostsCase, port: number, at: string): Promise<Verdict> {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'PreferredAuthentications=none',
    `UserKnownHostsFile=${at}/0 ${at}/1`,
    `GlobalKnownHostsFile=${at}/2`,
    ...(alias === null ? [] : [`HostKeyAlias=${alias}`]),
  ].flatMap((option) => ['-o', option]);
  const { stderr } = await execa('ssh', ['-F', 'none', '-p', String(port), ...options, '--', host, 'true'], {
    reject: false,
    stdin: 'ignore',
  });
  if (stderr.includes('HAS CHANGED')) return 'changed';
  if (stderr.includes('REVOKED HOST KEY')) return 'revoked';
  if (stderr.includes('host key is known for')) return 'unknown';
  return stderr.includes('Permission denied') ? 'trusted' : 'no verdict';
}

async function ours({ host, alias }: KnownHostsCase, port: number, at: string): Promise<Verdict> {
  const knownHostsFiles = [0, 1, 2].map((file) => `${at}/${file}`);
  const endpoint = { ...base, host, port, hostKeyAlias: alias, knownHostsFiles };
  const verifier = await createHostKeyVerifier(endpoint, 'refuse-unknown');
  if (!verifier.ok) return 'no verdict';
  const key = await shownKey(port, verifier.value.algorithms);
  const verdict = await verifier.value.verify(key);
  return verdict.ok ? 'trusted' : verdictOf(verdict.error.code);
}

function verdictOf(code: string): Verdict {
  const word = code.replace('board/host-key-', '');
  return word === 'unknown' || word === 'changed' || word === 'revoked' ? word : 'no verdict';
}

const handshakes = new Map<string, Promise<Buffer>>();

/** What the server shows to a client that asks in this order; one real handshake for each order. */
function shownKey(port: number, order: readonly HostKeyAlgorithm[]): Promise<Buffer> {
  const name = `${port} ${order.join()}`;
  const shown = handshakes.get(name) ?? handshake(port, order);
  handshakes.set(name, shown);
  return shown;
}

function handshake(port: number, order: readonly HostKeyAlgorithm[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let shown: Buffer | undefined;
    client.on('error', (error) => (shown ? resolve(shown) : reject(error)));
    client.connect({
      host: '127.0.0.1',
      port,
      username: 'nobody',
      algorithms: { serverHostKey: [...order] },
      hostVerifier: (key: Buffer) => {
        shown = key;
        return false;
      },
    });
  });
}

test('the verdict on a host is that of the OpenSSH client on 150 generated tables of known hosts', async () => {
  const random = randomStream(7, 'known hosts');
  const cases = Array.from({ length: 150 }, (_, at) => {
    const port = servers[at % 2]?.port ?? 0;
    const one = knownHostsCase(random, port, keys);
    const path = join(folder, String(at));
    mkdirSync(path);
    for (const [file, text] of one.files.entries()) writeFileSync(join(path, String(file)), text);
    return { one, port, path };
  });
  const different: unknown[] = [];
  const count = new Map<Verdict, number>();
  const worker = async (): Promise<void> => {
    for (let next = cases.shift(); next; next = cases.shift()) {
      const { one, port, path } = next;
      const [wanted, got] = [await theirs(one, port, path), await ours(one, port, path)];
      count.set(wanted, (count.get(wanted) ?? 0) + 1);
      if (wanted !== got)
        different.push(`${wanted}, not ${got}: ${JSON.stringify(one).replace(/(?<=AAAA.{40})[\w+/=]+(?=.{6})/g, '…')}`);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  expect(different).toEqual([]);
  // The table asks about each verdict more than once.
  for (const verdict of ['trusted', 'unknown', 'changed', 'revoked'] as const) {
    expect(count.get(verdict), verdict).toBeGreaterThan(2);
  }
});
