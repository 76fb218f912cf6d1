/**
 * A file that is there whole or not at all: written beside its place, synced, renamed, and the folder synced. A crash
 * leaves at most a `.part` file, which nothing reads. The digest is taken of the bytes as they pass.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createDigest, type Digest } from '#core/digest.js';
import { type Bytes, bytes } from '#core/units.js';

export interface Written {
  readonly digest: Digest;
  readonly bytes: Bytes;
}

export interface DurableFile {
  write(chunk: Uint8Array): Promise<void>;
  /** Renames into the place that `placeOf` names, known only now when the name is the digest. */
  commit(placeOf: (written: Written) => string): Promise<Written>;
  /** Removes the temporary file; does nothing after a commit. */
  discard(): Promise<void>;
}

let counter = 0;

/** `near` is a path in the folder where the file will end up: a rename is atomic within one file system only. */
export async function createDurableFile(near: string): Promise<DurableFile> {
  await mkdir(dirname(near), { recursive: true });
  const part = join(dirname(near), `.${basename(near)}.${process.pid}.${counter++}.part`);
  const handle = await open(part, 'wx');
  const digest = createDigest();
  let length = 0;
  let state: 'open' | 'closed' | 'committed' = 'open';
  const shut = async (): Promise<void> => {
    if (state !== 'open') return;
    state = 'closed';
    await handle.close();
  };
  return {
    write: async (chunk) => {
      await writeAll(handle, chunk);
      digest.update(chunk);
      length += chunk.byteLength;
    },
    commit: async (placeOf) => {
      await handle.sync();
      await shut();
      const written: Written = { digest: digest.end(), bytes: bytes(length) };
      const place = placeOf(written);
      await rename(part, place);
      state = 'committed';
      await syncFolder(dirname(place));
      return written;
    },
    discard: async () => {
      await shut();
      if (state !== 'committed') await rm(part, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, from);
    from += bytesWritten;
  }
}

/** Without it a power cut can forget the rename. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
