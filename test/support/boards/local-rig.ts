/** This machine as a board, with folders and a lock of its own for each rig; needs flock and setsid (util-linux). */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLocalConnector } from '#adapters/boards/local-connector.js';
import { createSystemClock } from '#adapters/clock/system-clock.js';
import { digestOf } from '#core/digest.js';
import { bytes, milliseconds, type Nanoseconds, seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import type { Job, JobLimits } from '#domain/job.js';
import { attemptId, boardId } from '#domain/names.js';
import type { BoardConnector } from '#ports/boards.js';
import type { BoardRig, Deed } from './rig.js';

const run = promisify(execFile);

export type Shell = 'dash' | 'bash' | 'busybox';
/** What does the work of the commands that a small board lacks. */
export type StandIn = 'perl' | 'python3' | 'busybox';

export const supervisorPath = join(import.meta.dirname, '../../../src/adapters/boards/supervisor.sh');

/** All that the supervisor calls and busybox has; Debian's busybox has no flock. */
const applets =
  'sh setsid grep find tail head wc cp ln mv rm cat sync sleep timeout mkdir mkfifo sha256sum tr env chmod df date uname ls stat';

/** What no board can do without; the rest has stand-ins. */
const basics = 'dash grep mkfifo sync tail head ls sleep cat cp ln mv rm chmod mkdir df tr env date uname';

const limits: JobLimits = {
  runNs: seconds(60),
  graceNs: milliseconds(300),
  messagesBytes: bytes(1_000_000),
  logBytes: bytes(65_536),
};

const flock = pathOf('flock');

export class LocalRig implements BoardRig {
  readonly clock = createSystemClock();
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-board-'));
  readonly state = join(this.folder, 'state');
  readonly lock = join(this.folder, 'board lock');
  readonly connector: BoardConnector;
  readonly board: Board = {
    id: boardId('here'),
    transport: { kind: 'local' },
    devices: [],
    paths: { state: this.state, lock: this.lock },
  };
  readonly #path = process.env['PATH'];

  /** The supervisor is run by whatever `sh` is first in the path. */
  constructor(shell: Shell = 'dash', watchNs: Nanoseconds = milliseconds(100), only?: StandIn) {
    const modulesRoot = this.folder;
    this.connector = createLocalConnector({ clock: this.clock, supervisorPath, modulesRoot, watchNs });
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    const program = pathOf(shell);
    for (const name of shell === 'busybox' ? applets.split(' ') : ['sh']) symlinkSync(program, join(bin, name));
    if (only) bare(bin, only);
    process.env['PATH'] = only ? bin : `${bin}:${this.#path}`;
  }

  /** The supervisor itself, as a link runs it. */
  call(words: readonly string[]): string {
    return execFileSync('sh', [supervisorPath, this.state, this.lock, ...words], { encoding: 'utf8' });
  }

  job(attempt: string, deed: Deed, own: Partial<JobLimits> = {}): Job {
    return this.command(attempt, ['sh', '-c', this.#script(attempt, deed)], own);
  }

  command(attempt: string, argv: readonly string[], own: Partial<JobLimits> = {}): Job {
    return {
      attempt: attemptId(attempt),
      argv,
      env: {},
      files: [],
      document: { attempt },
      exclusive: true,
      limits: { ...limits, ...own },
    };
  }

  async file(
    content: string,
  ): Promise<{ digest: ReturnType<typeof digestOf>; bytes: ReturnType<typeof bytes>; path: string }> {
    const digest = digestOf(content);
    const path = join(this.folder, digest);
    await writeFile(path, content);
    return { digest, bytes: bytes(Buffer.byteLength(content)), path };
  }

  /** Blocks in the kernel until the runner has opened its gate. */
  async up(attempt: string): Promise<void> {
    await readFile(this.gate(attempt));
  }

  gate(attempt: string): string {
    const path = join(this.folder, `gate-${attempt}`);
    if (!readdirSync(this.folder).includes(`gate-${attempt}`)) execFileSync('mkfifo', [path]);
    return path;
  }

  supervisorOf(attempt: string): number {
    const begin = readFileSync(join(this.state, 'attempts', attempt, 'begin'), 'utf8');
    return Number(/^pid=(\d+)$/m.exec(begin)?.[1]);
  }

  /** Resolves when the kernel has freed the attempt's lock, which is what others see of the death. */
  async killSupervisor(attempt: string): Promise<void> {
    process.kill(this.supervisorOf(attempt), 'SIGKILL');
    await run(flock, ['-s', join(this.state, 'alive', attempt), 'sh', '-c', ':']);
  }

  async killRunner(attempt: string): Promise<void> {
    for (const pid of this.marked(attempt)) process.kill(pid, 'SIGKILL');
  }

  async lives(attempt: string): Promise<boolean> {
    return this.marked(attempt).length > 0;
  }

  /** A zombie does not: it only waits to be counted. */
  computes(pid: number): boolean {
    return !['', 'Z', 'X'].includes(/\) (\w)/.exec(fileOf(pid, 'stat'))?.[1] ?? '');
  }

  /** Processes that carry the attempt's mark. */
  marked(attempt: string): number[] {
    // With the lock: other rigs have attempts of the same name at the same time.
    const [before, after] = [`\0ORCHESTRATE_MARK=${this.lock}|`, `|${attempt}\0`];
    const marks = (pid: number) => `\0${fileOf(pid, 'environ')}\0`.split(before).slice(1);
    return processes().filter((pid) =>
      marks(pid).some((rest) => rest.slice(0, rest.indexOf('\0') + 1).endsWith(after)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.env['PATH'] = this.#path;
    // Only what this rig began: its folder is in the mark of every runner and in the words of every call.
    for (const pid of processes()) {
      const words = `${fileOf(pid, 'environ')}\0${fileOf(pid, 'cmdline')}`;
      if (!words.includes(`=${this.lock}|`) && !words.includes(`${this.state}\0${this.lock}`)) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in the meantime.
      }
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  #script(attempt: string, deed: Deed): string {
    const gate = `echo up > '${this.gate(attempt)}'`;
    switch (deed) {
      case 'succeeds':
        return 'echo hello >> messages';
      case 'fails with 7':
        return 'exit 7';
      case 'never ends':
        return `${gate}; exec sleep 600`;
      case 'ignores TERM':
        return `trap '' TERM; ${gate}; while :; do sleep 600; done`;
      case 'floods':
        // Bounded, so that a watchdog that fails fills no disk.
        return 'head -c 5000000 /dev/zero > messages; exec sleep 600';
    }
  }
}

function pathOf(name: string): string {
  return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
}

/** Neither flock, setsid, sha256sum, stat, timeout nor find, but one program that does what is needed of them. */
function bare(bin: string, only: StandIn): void {
  for (const name of basics.split(' ')) symlinkSync(pathOf(name), join(bin, name));
  switch (only) {
    case 'perl':
      symlinkSync(pathOf('perl'), join(bin, 'perl'));
      return;
    case 'python3':
      // Not a wrapper of some version manager, which needs a PATH of its own.
      symlinkSync(
        execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim(),
        join(bin, only),
      );
      return;
    case 'busybox':
      // Debian's has no flock applet; others do.
      writeFileSync(
        join(bin, 'busybox'),
        `#!/bin/sh\n[ "$1" != flock ] || { shift; [ "$1" = --help ] || exec ${flock} "$@"; exit 0; }\nexec ${pathOf('busybox')} "$@"\n`,
        { mode: 0o755 },
      );
  }
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
