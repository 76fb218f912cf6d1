/** Starts a TypeScript file of the tests as a process of its own, bundled first: Node 20 does not run TypeScript. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buildSync } from 'esbuild';

export type Child = ChildProcessByStdio<null, Readable, null>;

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
  return spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Resolves with the first line that satisfies; rejects when the process ends before. */
export async function lineOf(child: Child, wanted: (line: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    const found = lines.find(wanted);
    if (found !== undefined) return found;
  }
  throw new Error('the process ended before it said so');
}

/** SIGKILL, and everything it had said until then. */
export async function kill(child: Child): Promise<string> {
  let rest = '';
  child.stdout.on('data', (chunk) => {
    rest += String(chunk);
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
  return rest;
}
