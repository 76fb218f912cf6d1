/** Starts a TypeScript file of the tests as a process of its own, bundled first: Node 20 does not run TypeScript. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buildSync } from 'esbuild';

export type Child = ChildProcessByStdio<null, Readable, null>;

/** Everything that a process has said so far: a line that nobody waited for is not lost with those before it. */
const said = new WeakMap<Child, { text: string }>();

export function startProcess(entry: string, args: readonly string[]): Child {
  // Inside node_modules, so that the native module is resolved from there and git ignores it.
  const folder = join(process.cwd(), 'node_modules', '.cache', 'test-processes');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(entry, '.ts')}.${process.pid}.mjs`);
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
  });
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const sayings = { text: '' };
  said.set(child, sayings);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    sayings.text += chunk;
  });
  return child;
}

/** Resolves with the first line that satisfies; rejects when the process ends before. */
export function lineOf(child: Child, wanted: (line: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = linesOf(child).find(wanted);
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', look);
    child.stdout.once('close', () => reject(new Error('the process ended before it said so')));
    look();
  });
}

/** SIGKILL, and all lines it had said until then. */
export async function kill(child: Child): Promise<readonly string[]> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
  return linesOf(child);
}

function linesOf(child: Child): readonly string[] {
  return (said.get(child)?.text ?? '').split('\n').slice(0, -1);
}
