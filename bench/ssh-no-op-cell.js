/**
 * What the link over SSH costs: cells that measure nothing (launch, wait, read, forget) on eight boards at once, each with an
 * OpenSSH server of its own on loopback, in cells per second. Rivals run the same supervisor for the same launch: ssh2 itself on
 * as many connections, GNU parallel over a control master, Ansible with the strategy `free`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { fromSource } from './from-source.js';
import { median } from './paired.js';

const BOARDS = 8;
const CELLS = 12;
const PAIRS = 5;
const SLOW_CELLS = 4;
const BOUND = 0.8;
const { Client } = createRequire(import.meta.url)('ssh2');
const source = await fromSource({
  'test/support/boards/sshd.ts': ['Sshd'],
  'src/adapters/boards/ssh-connector.ts': ['createSshConnector'],
  'src/adapters/boards/ssh-config.ts': ['resolveEndpoint'],
  'src/adapters/boards/host-keys.ts': ['createHostKeyVerifier'],
  'src/adapters/boards/launch-words.ts': ['launchWords'],
  'src/adapters/boards/quote.ts': ['commandLine'],
  'src/adapters/clock/system-clock.ts': ['createSystemClock'],
  'src/core/random.ts': ['randomStream'],
});
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-bench-'));
const supervisorPath = join(import.meta.dirname, '..', 'src', 'adapters', 'boards', 'supervisor.sh');
const clock = source.createSystemClock();
const limits = { runNs: 60e9, graceNs: 1e9, messagesBytes: 1e6, logBytes: 65_536 };
let attempts = 0;

const within = () => ({ deadline: clock.monotonicNs() + 120e9, signal: new AbortController().signal });
const nextJob = () => {
  const attempt = `bench-${process.pid}-${attempts++}`;
  return { attempt, argv: ['true'], env: {}, files: [], document: null, exclusive: true, limits };
};
const sure = (result) => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const stateOf = (at) => join(folder, `state-${at}`);
const lockOf = (at) => join(folder, `lock-${at}`);
const scriptOf = (at) => join(folder, `script-${at}.sh`);
/** The same words that our link sends. */
const launchLine = (at) => {
  const words = sure(source.launchWords(nextJob(), { watchNs: 5e9 }));
  return source.commandLine(['sh', supervisorPath, stateOf(at), lockOf(at), ...words]);
};

/** Cells per second when each board does its cells one after the other, all boards at once. */
async function rate(cells, cell) {
  const began = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: BOARDS }, async (_, at) => {
      for (let done = 0; done < cells; done++) await cell(at);
    }),
  );
  return (BOARDS * cells) / (Number(process.hrtime.bigint() - began) / 1e9);
}

async function ourSessions(sshds) {
  const connector = source.createSshConnector({
    clock,
    random: source.randomStream(1, 'bench'),
    supervisorPath,
    resolve: (target, signal) => source.resolveEndpoint(target, { signal, configFile: '/dev/null' }),
    trust: (endpoint) => source.createHostKeyVerifier(endpoint, 'refuse-unknown'),
  });
  const boards = sshds.map(({ target }, at) => ({
    id: `b${at}`,
    transport: { kind: 'ssh', target },
    devices: [],
    paths: { state: stateOf(at), lock: lockOf(at) },
  }));
  return Promise.all(boards.map(async (board) => sure(await connector.connect(board, within()))));
}

async function ourCell(session) {
  const job = nextJob();
  if (sure(await session.launch(job, within())).kind !== 'begun') throw new Error('not begun');
  const seen = sure(await session.wait(job.attempt, within()));
  if (seen.kind !== 'ended' || seen.ending.exitCode !== 0) throw new Error(JSON.stringify(seen));
  sure(await session.read({ attempt: job.attempt, file: 'messages', from: 0, max: 65_536 }, within()));
  sure(await session.forget(job.attempt, within()));
}

function bareClient(target, key) {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once('ready', () => resolve(client.setNoDelay(true))).once('error', reject);
    client.connect({ host: target.host, port: target.port, username: target.user, privateKey: key });
  });
}

function bareExec(client, line) {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error);
      let code;
      channel.on('exit', (value) => {
        code = value;
      });
      channel.resume().stderr.resume();
      channel.once('close', () => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
      channel.end();
    });
  });
}

/** `Host b0 …`, for clients that are OpenSSH's. */
function writeConfig(sshds) {
  const hosts = sshds.map(({ target: { host, port, user, identityFile } }, at) =>
    [`Host b${at}`, `HostName ${host}`, `Port ${port}`, `User ${user}`, `IdentityFile ${identityFile}`].join('\n  '),
  );
  const common = `Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n  ControlMaster auto\n  ControlPath ${folder}/cm-%n\n  ControlPersist 60`;
  writeFileSync(join(folder, 'config'), [...hosts, common, ''].join('\n'));
}

/** A command without quotes of its own, because each tool quotes in its own way: the words of a launch stand in a script. */
function writeScripts() {
  const words = sure(source.launchWords({ ...nextJob(), attempt: 'ATTEMPT' }, { watchNs: 5e9 }));
  for (let at = 0; at < BOARDS; at++) {
    const line = source.commandLine(['sh', supervisorPath, stateOf(at), lockOf(at), ...words]);
    writeFileSync(scriptOf(at), `${line.replace(`'ATTEMPT'`, '"$1"')} </dev/null >/dev/null\n`);
  }
}

/** One GNU parallel for each board, as many cells as slots allow: one after the other, as the lock wants it. */
async function gnuParallel(cells) {
  const began = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: BOARDS }, (_, at) => {
      const ids = Array.from({ length: cells }, () => nextJob().attempt);
      const words = ['--will-cite', '-j1', '--ssh', `ssh -F ${folder}/config`, '-S', `1/b${at}`];
      return execa('parallel', [...words, `sh ${scriptOf(at)} {}`, ':::', ...ids], { stdin: 'ignore' });
    }),
  );
  return (BOARDS * cells) / (Number(process.hrtime.bigint() - began) / 1e9);
}

async function ansible(cells) {
  const hosts = Array.from({ length: BOARDS }, (_, at) => `b${at} script=${scriptOf(at)}`);
  writeFileSync(join(folder, 'hosts'), `${hosts.join('\n')}\n`);
  const tasks = Array.from(
    { length: cells },
    () => `    - raw: sh {{ script }} ${nextJob().attempt}-{{ inventory_hostname }}`,
  );
  const play = ['- hosts: all', '  strategy: free', '  gather_facts: false', '  tasks:', ...tasks, ''];
  writeFileSync(join(folder, 'play.yaml'), play.join('\n'));
  const env = { ANSIBLE_SSH_ARGS: `-F ${folder}/config`, ANSIBLE_PIPELINING: 'True', ANSIBLE_FORKS: String(BOARDS) };
  const began = process.hrtime.bigint();
  await execa('ansible-playbook', ['-i', join(folder, 'hosts'), join(folder, 'play.yaml')], { env, stdin: 'ignore' });
  return (BOARDS * cells) / (Number(process.hrtime.bigint() - began) / 1e9);
}

const sshds = await Promise.all(Array.from({ length: BOARDS }, () => source.Sshd.start()));
const sessions = await ourSessions(sshds);
const clients = await Promise.all(
  sshds.map(({ target }) => bareClient(target, execFileSync('cat', [target.identityFile]))),
);
try {
  writeConfig(sshds);
  writeScripts();
  const ours = (cells) => rate(cells, (at) => ourCell(sessions[at]));
  const bare = (cells) => rate(cells, (at) => bareExec(clients[at], launchLine(at)));
  await ours(3);
  await bare(3);
  const rows = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    // The first of a pair changes places, so that neither always follows the other.
    const first = pair % 2 === 0 ? await ours(CELLS) : undefined;
    const rival = await bare(CELLS);
    rows.push([first ?? (await ours(CELLS)), rival]);
  }
  const ratio = median(rows.map(([own, rival]) => own / rival));
  const own = median(rows.map(([value]) => value));
  const holds = ratio >= BOUND;
  const say = (text) => process.stdout.write(`${text}\n`);
  say(
    `${holds ? 'ok  ' : 'FAIL'} no-op cells on ${BOARDS} boards over SSH against bare ssh2 that only launches: ${ratio.toFixed(2)} × (${PAIRS} pairs; bound ${BOUND}), ${own.toFixed(1)} against ${median(rows.map(([, rival]) => rival)).toFixed(1)} cells/s`,
  );
  for (const [name, program, rival] of [
    ['GNU parallel over a control master', 'parallel', gnuParallel],
    ['Ansible, strategy free', 'ansible-playbook', ansible],
  ]) {
    if ((await execa(program, ['--version'], { reject: false })).exitCode !== 0) {
      say(`     against ${name}: it is not installed`);
      continue;
    }
    await rival(1);
    const cells = await rival(SLOW_CELLS);
    say(
      `${own > cells ? 'ok  ' : 'FAIL'} against ${name}: ${(own / cells).toFixed(1)} × (bound 1), ${own.toFixed(1)} against ${cells.toFixed(1)} cells/s`,
    );
    if (own <= cells) process.exitCode = 1;
  }
  if (!holds) process.exitCode = 1;
} finally {
  for (const client of clients) client.end();
  for (let at = 0; at < BOARDS; at++) {
    await execa('ssh', ['-F', join(folder, 'config'), '-O', 'exit', `b${at}`], { reject: false });
  }
  for (const session of sessions) await session[Symbol.asyncDispose]();
  for (const sshd of sshds) await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
