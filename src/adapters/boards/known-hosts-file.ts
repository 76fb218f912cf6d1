/** Reads known_hosts files, bounded and failing closed, and adds a line to one as `ssh` does. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import { hashName, type KnownHostsFile } from './known-hosts.js';

/** Bytes: some hundred thousand hosts. */
const largestFile = 32 * 1024 * 1024;

/** A file that is not there says nothing; one that cannot be read might revoke a key. */
export async function readKnownHosts(paths: readonly string[]): Promise<Result<readonly KnownHostsFile[], Failure>> {
  const files: KnownHostsFile[] = [];
  for (const path of paths) {
    const text = await readOne(path).catch((error: unknown) => failed(error));
    if (typeof text === 'string') files.push({ path, text });
    else if (text.errno !== 'ENOENT' && text.errno !== 'ENOTDIR') {
      return err(failure('board/host-keys-unreadable', { file: path, errno: text.errno }));
    }
  }
  return ok(files);
}

interface Failed {
  readonly errno: string;
}

function failed(error: unknown): Failed {
  return { errno: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
}

async function readOne(path: string): Promise<string | Failed> {
  // Not blocking: a named pipe would keep us waiting for a writer.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stat = await file.stat();
  if (path === '/dev/null') return '';
  if (!stat.isFile()) return { errno: stat.isDirectory() ? 'EISDIR' : 'EINVAL' };
  if (stat.size > largestFile) return { errno: 'EFBIG' };
  const bytes = Buffer.alloc(stat.size);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length).toString('latin1');
}

/** In one write at the end of the file, so that two programs never mix their lines. */
export async function addKnownHost(
  { file, hashed }: { readonly file: string; readonly hashed: boolean },
  name: string,
  key: { readonly type: string; readonly bytes: Uint8Array },
): Promise<Result<void, Failure>> {
  const host = hashed ? hashName(name, randomBytes(20)) : name;
  const line = `${host} ${key.type} ${Buffer.from(key.bytes).toString('base64')}\n`;
  try {
    // `~/.ssh` and no more, as `ssh` does it; whether it is there now is seen when the file is opened.
    await mkdir(dirname(file), { mode: 0o700 }).catch(() => undefined);
    await using handle = await open(file, 'a+', 0o600);
    await handle.writeFile((await endsLine(handle)) ? line : `\n${line}`, 'latin1');
    return ok(undefined);
  } catch (error) {
    return err(failure('board/host-keys-unreadable', { file, errno: failed(error).errno, writing: true }));
  }
}

async function endsLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
