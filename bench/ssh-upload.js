/**
 * What it costs to bring 100 MB to a board by SSH: connect, send, prove the hash on the board, sync and rename, against
 * `sftp` of the same file to the same server, which only connects and writes. Both from nothing, in turn. Then the same file
 * again, which is there already: one question, in a new session on the same connection. Beside it the processor time of both
 * ends, which says more than the clock where other work goes on.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
const cpu = { ours: [], sftp: [] };

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

/** Of this process, of all that it has started and waited for, and of the server once its sessions are over: in ms. */
async function processorMs() {
  const server = readFileSync(join(sshd.folder, 'pid'), 'utf8').trim();
  while (readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim() !== '') await setTimeout(5);
  const [own, its] = ['self', server].map((pid) =>
    readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ').slice(11, 15).map(Number),
  );
  // Linux counts in hundredths of a second, whatever the kernel was built with.
  return 10 * [...own, ...its.slice(2)].reduce((sum, ticks) => sum + ticks, 0);
}

async function ours() {
  for (const name of ['store', 'checked']) rmSync(join(state, name), { recursive: true, force: true });
  for (const name of ['store', 'checked']) mkdirSync(join(state, name), { recursive: true });
  const before = await processorMs();
  const boards = connector();
  const from = performance.now();
  const session = must(await boards.connect(board, bound()));
  sending.push(await put(session, 'sent'));
  const took = performance.now() - from;
  const again = must(await boards.connect(board, bound()));
  repeats.push((await put(again, 'present')) / took);
  await again[Symbol.asyncDispose]();
  await session[Symbol.asyncDispose]();
  cpu.ours.push((await processorMs()) - before);
  return took;
}

async function sftp() {
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
  const before = await processorMs();
  const from = performance.now();
  execFileSync('sftp', ['-q', ...options, '-P', String(sshd.port), '-b', '-', `${sshd.user}@127.0.0.1`], {
    input: `put ${path} ${join(folder, 'copy')}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const took = performance.now() - from;
  cpu.sftp.push((await processorMs()) - before);
  return took;
}

try {
  const race = await paired({ pairs: PAIRS, ours, rival: sftp });
  const fast = report('100 MB to a board by SSH, proved and synced, against sftp', race, Number(BOUND.toFixed(2)));
  process.stdout.write(`     of which sending, hash and sync: ${median(sending).toFixed(0)} ms\n`);
  // Both from the same turns; the first of each was to warm up.
  const spent = cpu.ours.slice(1).map((ms, at) => ms / cpu.sftp[at + 1]);
  process.stdout.write(
    `     processor time of both ends: ${median(spent).toFixed(2)} ×, ${median(cpu.ours).toFixed(0)} ms against ${median(cpu.sftp).toFixed(0)} ms\n`,
  );
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
