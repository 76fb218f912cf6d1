/**
 * What it costs to bring 100 MB to a board by SSH: connect, send, prove the hash on the board, sync and rename, against
 * `sftp` of the same file to the same server, which only connects and writes. Both from nothing, in turn. Then the same file
 * again, which is there already: one question, in a new session on the same connection.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromSource } from './from-source.js';
import { median, paired, report } from './paired.js';

/** At least 0.9 of the speed of sftp. */
const BOUND = 1 / 0.9;
const REPEAT_BOUND = 0.02;
const BYTES = 100_000_000;
const PAIRS = 9;

const { createSshConnector, createHostKeyVerifier, resolveEndpoint, createSystemClock, randomStream, Sshd } =
  await fromSource({
    'src/adapters/boards/ssh-connector.ts': ['createSshConnector'],
    'src/adapters/boards/host-keys.ts': ['createHostKeyVerifier'],
    'src/adapters/boards/ssh-config.ts': ['resolveEndpoint'],
    'src/adapters/clock/system-clock.ts': ['createSystemClock'],
    'src/core/random.ts': ['randomStream'],
    'test/support/boards/sshd.ts': ['Sshd'],
  });

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-bench-'));
const path = join(folder, 'weights');
const content = randomFillSync(Buffer.alloc(BYTES));
writeFileSync(path, content);
const file = { path, bytes: BYTES, digest: createHash('sha256').update(content).digest('hex') };
const state = join(folder, 'state');
const sshd = await Sshd.start();
const clock = createSystemClock();
const board = {
  id: 'there',
  transport: { kind: 'ssh', target: sshd.target },
  devices: [],
  paths: { state, lock: join(folder, 'lock') },
};
const bound = () => ({ deadline: clock.monotonicNs() + 120e9, signal: new AbortController().signal });
const repeats = [];
const sending = [];

function connector() {
  return createSshConnector({
    clock,
    random: randomStream(1, 'bench'),
    supervisorPath: join(import.meta.dirname, '../src/adapters/boards/supervisor.sh'),
    resolve: (target, signal) => resolveEndpoint(target, { signal, configFile: '/dev/null' }),
    trust: (endpoint) => createHostKeyVerifier(endpoint, 'refuse-unknown'),
  });
}

function must(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function put(session, expected) {
  const from = performance.now();
  const placed = must(await session.put(file, bound()));
  if (placed.kind !== expected) throw new Error(`the file was ${placed.kind}, expected ${expected}`);
  return performance.now() - from;
}

async function ours() {
  for (const name of ['store', 'checked']) rmSync(join(state, name), { recursive: true, force: true });
  for (const name of ['store', 'checked']) mkdirSync(join(state, name), { recursive: true });
  const boards = connector();
  const from = performance.now();
  const session = must(await boards.connect(board, bound()));
  sending.push(await put(session, 'sent'));
  const took = performance.now() - from;
  const again = must(await boards.connect(board, bound()));
  repeats.push((await put(again, 'present')) / took);
  await again[Symbol.asyncDispose]();
  await session[Symbol.asyncDispose]();
  return took;
}

function sftp() {
  const key = sshd.target.identityFile;
  const options = [
    '-i',
    key,
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-F',
    '/dev/null',
  ];
  rmSync(join(folder, 'copy'), { force: true });
  const from = performance.now();
  execFileSync('sftp', ['-q', ...options, '-P', String(sshd.port), '-b', '-', `${sshd.user}@127.0.0.1`], {
    input: `put ${path} ${join(folder, 'copy')}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return performance.now() - from;
}

try {
  const race = await paired({ pairs: PAIRS, ours, rival: sftp });
  const fast = report('100 MB to a board by SSH, proved and synced, against sftp', race, Number(BOUND.toFixed(2)));
  process.stdout.write(`     of which sending, hash and sync: ${median(sending).toFixed(0)} ms\n`);
  const repeat = median(repeats);
  const cheap = repeat <= REPEAT_BOUND;
  process.stdout.write(
    `${cheap ? 'ok  ' : 'FAIL'} the same file again: ${(100 * repeat).toFixed(1)} % of the first time (bound ${100 * REPEAT_BOUND} %)\n`,
  );
  process.exitCode = fast && cheap ? 0 : 1;
} finally {
  await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
