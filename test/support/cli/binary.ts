/** The built program, as a person starts it. Built anew when a source is newer than the bundle. */
import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export const root = join(import.meta.dirname, '../../..');
export const program = join(root, 'bin/orchestrate.cjs');

/** Two workers may ask at once: the kernel lock lets one of them build, and the other finds it done. */
export function ensureBuilt(): void {
  const lock = join(tmpdir(), 'orchestrate-test-build.lock');
  execFileSync('flock', [lock, process.execPath, join(import.meta.dirname, 'build-if-stale.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves with the first line of stdout that the test is about; rejects when the program ends without one. */
  line(is: (line: string) => boolean): Promise<string>;
  readonly ended: Promise<Ended>;
}

export function start(args: readonly string[], options: Where): Started {
  return startProgram(program, args, { ...options, env: { ...cleanEnvironment(), ...options.env } });
}

interface Where {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program from elsewhere, such as an installed one, in exactly this environment. */
export function runInstalled(path: string, args: readonly string[], where: Required<Where>): Promise<Ended> {
  return startProgram(path, args, where).ended;
}

function startProgram(path: string, args: readonly string[], { cwd, env }: Where): Started {
  const child = spawn(process.execPath, [path, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  const lines: string[] = [];
  const waiting = new Set<(line: string | undefined) => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const tell of waiting) tell(line);
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]).then(([[code]]): Ended => {
    for (const tell of waiting) tell(undefined);
    return { code: typeof code === 'number' ? code : null, out: lines.map((line) => `${line}\n`).join(''), err };
  });
  const line = (is: (line: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const seen = lines.find(is);
      if (seen !== undefined) resolve(seen);
      const tell = (one: string | undefined): void => {
        if (one === undefined) reject(new Error(`ended without the line; it said:\n${lines.join('\n')}\n${err}`));
        else if (is(one)) resolve(one);
      };
      waiting.add(tell);
    });
  return { child, line, ended };
}

const running = new Set<ChildProcess>();

/** After a test that failed or hung: nothing that it started goes on. */
export function endStarted(): void {
  for (const child of running) child.kill('SIGKILL');
}

export function runToEnd(args: readonly string[], options: Where): Promise<Ended> {
  return start(args, options).ended;
}

/** What the tests are started in must not decide what the program draws. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const {
    CI: _ci,
    NO_COLOR: _noColor,
    FORCE_COLOR: _force,
    COLUMNS: _columns,
    NODE_OPTIONS: _options,
    ...rest
  } = process.env;
  return rest;
}
