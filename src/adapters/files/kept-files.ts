/** What lies in the runs folder and at the paths of inputs now: hashed as a stream, each time anew, nothing remembered. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { err } from '#core/result.js';
import type { Seen } from '#domain/verification.js';
import type { KeptFiles } from '#ports/kept-files.js';
import { digestOfHandle } from './hash-file.js';
import { readSamples } from './read-samples.js';

export function createKeptFiles(runs: string): KeptFiles {
  return {
    kept: async (path) =>
      staysInside(path) ? await look(join(runs, path), constants.O_NOFOLLOW) : { kind: 'outside' },
    input: async (places) => {
      for (const place of places) {
        const seen = await look(place, 0);
        if (seen.kind !== 'missing') return seen;
      }
      return { kind: 'missing' };
    },
    samples: async (path) => (staysInside(path) ? await readSamples(join(runs, path)) : err('outside')),
  };
}

/** Names come from a database that may have been edited: only plain ones, going down, are believed. */
function staysInside(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Without blocking, so that a named pipe in the place of a file stops nobody. */
async function look(path: string, follow: number): Promise<Seen> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | follow);
    const stat = await handle.stat();
    if (stat.isDirectory()) return { kind: 'folder' };
    if (!stat.isFile()) return { kind: 'special' };
    const { digest, length } = await digestOfHandle(handle);
    return { kind: 'file', digest, bytes: length };
  } catch (error) {
    return trouble(error);
  } finally {
    await handle?.close();
  }
}

/** Every refusal of the system is an answer; what has no code of the system is a bug. */
function trouble(error: unknown): Seen {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  switch (code) {
    case undefined:
      throw error;
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'ELOOP':
      return { kind: 'link' };
    // A socket or a device without its driver.
    case 'ENXIO':
    case 'ENODEV':
      return { kind: 'special' };
    default:
      return { kind: 'unreadable', code };
  }
}
