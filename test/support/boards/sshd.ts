/**
 * A real OpenSSH server on loopback for one test: own port, host key, client key, home and shell. It runs as whoever runs
 * the tests and lets nobody else in. Needs openssh-server.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

export class Sshd implements AsyncDisposable {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
  readonly user = userInfo().username;
  readonly #process: ChildProcess;

  private constructor(folder: string, port: number, process: ChildProcess) {
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
    const port = await freePort();
    writeFileSync(join(folder, 'sshd_config'), configOf(folder, port, options).join('\n'));
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
    const child = spawn(sshdPath, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await listening(child);
    return new Sshd(folder, port, child);
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
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode === null && this.#process.kill('SIGTERM')) await gone;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

function configOf(folder: string, port: number, { shell, config = [], sftp = true }: SshdOptions): readonly string[] {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  if (shell === 'busybox') linkApplets(bin);
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

async function listening(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (!child.stderr) throw new Error('sshd has no standard error');
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.startsWith('Server listening')) {
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`sshd did not start:\n${said.join('\n')}`);
}
