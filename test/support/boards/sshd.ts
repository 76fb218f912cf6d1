/**
 * A real OpenSSH server on loopback for one test: own port, host key, client key, home and shell. It runs as whoever runs
 * the tests and lets nobody else in. Needs openssh-server.
 */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SshTarget } from '#domain/board.js';

export interface SshdOptions {
  /** What runs the commands that come in; plain `sh` unless said otherwise. */
  readonly shell?: 'dash' | 'bash' | 'busybox';
  /** Lines for sshd_config, before all others: the first of a kind counts. */
  readonly config?: readonly string[];
  /** The `.bashrc` of the board's home. */
  readonly bashrc?: string;
  readonly sftp?: boolean;
}

const sshdPath = '/usr/sbin/sshd';
/** Between a look for a free port and its use, others on this machine may take it. */
const mostPorts = 5;

/** Keeps an sshd for as long as its own standard input is open: whoever started it may be killed and take nothing back. */
type Keeper = ChildProcessByStdio<Writable, null, Readable>;
const keeping = '"$0" -D -e -f "$1" </dev/null & exec 2>&-; read -r line; kill "$!" 2>/dev/null; wait';

export class Sshd implements AsyncDisposable {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
  readonly user = userInfo().username;
  readonly #process: Keeper;

  private constructor(folder: string, port: number, process: Keeper) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.port = port;
    this.#process = process;
  }

  static async start(options: SshdOptions = {}): Promise<Sshd> {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrate-sshd-'));
    mkdirSync(join(folder, 'home'));
    for (const key of ['host', 'client'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', key, '-f', join(folder, key)]);
    writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'client.pub')));
    if (options.bashrc !== undefined) writeFileSync(join(folder, 'home', '.bashrc'), options.bashrc);
    if (options.shell === 'busybox') linkApplets(join(folder, 'bin'));
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
    try {
      const { port, process } = await listen(folder, options);
      return new Sshd(folder, port, process);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** How an inventory names this board. */
  get target(): SshTarget {
    return {
      host: '127.0.0.1',
      port: this.port,
      user: this.user,
      identityFile: join(this.folder, 'client'),
      hostKeys: [this.fingerprint],
    };
  }

  get fingerprint(): string {
    return (
      execFileSync('ssh-keygen', ['-l', '-f', join(this.folder, 'host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? ''
    );
  }

  /** The line that known_hosts would have. */
  get knownHost(): string {
    return `[127.0.0.1]:${this.port} ${readFileSync(join(this.folder, 'host.pub'), 'utf8').trim()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#process);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

function configOf(folder: string, port: number, { shell, config = [], sftp = true }: SshdOptions): readonly string[] {
  const bin = join(folder, 'bin');
  const run =
    shell === undefined
      ? []
      : [`ForceCommand exec ${shell === 'busybox' ? `${bin}/sh` : shell} -c "$SSH_ORIGINAL_COMMAND"`];
  return [
    ...config,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/pid`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PrintMotd no',
    // One line: of two, only the first counts.
    `SetEnv HOME=${folder}/home${shell === 'busybox' ? ` PATH=${bin}` : ''}`,
    ...(sftp ? ['Subsystem sftp internal-sftp'] : []),
    ...run,
    '',
  ];
}

/** All that a board of busybox has; Debian's busybox has no flock. */
const applets =
  'sh setsid grep find tail head wc cp ln mv rm cat sync sleep timeout mkdir mkfifo sha256sum tr env chmod df date uname id ls dd true';

function linkApplets(bin: string): void {
  const path = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  mkdirSync(bin);
  for (const name of applets.split(' ')) symlinkSync(path('busybox'), join(bin, name));
  symlinkSync(path('flock'), join(bin, 'flock'));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function listen(
  folder: string,
  options: SshdOptions,
): Promise<{ readonly port: number; readonly process: Keeper }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const config = join(folder, 'sshd_config');
    writeFileSync(config, configOf(folder, port, options).join('\n'));
    const child = spawn('sh', ['-c', keeping, sshdPath, config], { stdio: ['pipe', 'ignore', 'pipe'] });
    const said = await untilListening(child);
    if (said === undefined) return { port, process: child };
    await end(child);
    if (tries === mostPorts || !said.includes('in use')) throw new Error(`sshd did not start:\n${said}`);
  }
}

/** What it said instead. */
async function untilListening(child: Keeper): Promise<string | undefined> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.startsWith('Server listening')) {
      child.stderr.resume();
      return undefined;
    }
  }
  return said.join('\n');
}

async function end(child: Keeper): Promise<void> {
  const gone = once(child, 'exit');
  if (child.exitCode !== null) return;
  child.stdin.end();
  await gone;
}
