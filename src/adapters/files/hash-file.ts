/**
 * Digests of files that others may change. Read as a stream, and remembered within this process for as long as inode,
 * size and both times stay: a model of 100 MB is not read again before each session.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createDigest, type Digest } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { StoredFile } from '#domain/model.js';

export interface FileHasher {
  /** Undefined when there is no regular file at the path; other trouble (permissions, a failing disk) is thrown. */
  hash(path: string): Promise<StoredFile | undefined>;
}

/**
 * A file written a moment ago may be written again within the same tick of its file system's clock and keep its times:
 * younger than this, its digest is not remembered (git calls such files racily clean).
 */
const settledMs = 2000;

export function createFileHasher(): FileHasher {
  const memo = new Map<string, { readonly stamp: string; readonly digest: Digest }>();
  return {
    hash: async (path) => {
      const handle = await openIfThere(path);
      if (!handle) return undefined;
      try {
        const stat = await handle.stat({ bigint: true });
        if (!stat.isFile()) return undefined;
        const stamp = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
        const known = memo.get(path);
        if (known?.stamp === stamp) return { path, digest: known.digest, bytes: bytes(Number(stat.size)) };
        const { digest, length } = await digestOfHandle(handle);
        const youngest = Math.max(Number(stat.mtimeMs), Number(stat.ctimeMs));
        if (Date.now() - youngest > settledMs) memo.set(path, { stamp, digest });
        return { path, digest, bytes: bytes(length) };
      } finally {
        await handle.close();
      }
    },
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

/** The length is what was hashed, not what `stat` said: the file may grow meanwhile. */
export async function digestOfHandle(
  handle: FileHandle,
): Promise<{ readonly digest: Digest; readonly length: number }> {
  const digest = createDigest();
  let length = 0;
  const stream: AsyncIterable<Uint8Array> = createReadStream('', {
    fd: handle,
    autoClose: false,
    start: 0,
    highWaterMark: 1 << 18,
  });
  for await (const chunk of stream) {
    digest.update(chunk);
    length += chunk.byteLength;
  }
  return { digest: digest.end(), length };
}
