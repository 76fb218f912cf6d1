/**
 * One text from disk, bounded: a regular file of UTF-8, or a diagnostic. Whatever else a path can lead to (a folder, a pipe
 * that nobody writes, a device without an end, gigabytes, another encoding) is told and never waited for.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { digestOf } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, DiagnosticCode, Mark } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import type { KeptText } from '#domain/imported.js';
import { sourceMax } from '#spec/text.js';
import { nearbyFacts } from './nearby.js';

export interface WantedFile {
  readonly path: string;
  /** As people know it. */
  readonly name: string;
  /** Of what kind it should be, for the message: experiment, inventory, toolchain, or any of them. */
  readonly what: string;
  /** Where it is named, when another file names it. */
  readonly at?: Mark;
}

/** With the digest and the size that the file itself has: a byte-order mark counts there, and is no part of the text. */
export function readKeptFile(wanted: WantedFile): Result<Omit<KeptText, 'path'>, Diagnostic[]> {
  const content = readBounded(wanted);
  if (!content.ok) return content;
  const text = decoded(content.value, wanted);
  return text.ok ? ok({ text: text.value, digest: digestOf(content.value), bytes: content.value.length }) : text;
}

export function readTextFile(wanted: WantedFile): Result<string, Diagnostic[]> {
  const bytes = readBounded(wanted);
  return bytes.ok ? decoded(bytes.value, wanted) : bytes;
}

function readBounded(wanted: WantedFile): Result<Buffer, Diagnostic[]> {
  let descriptor: number;
  try {
    // Without waiting: a pipe would else wait for somebody to write into it.
    descriptor = openSync(wanted.path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return cannotOpen(wanted, error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return refused(wanted, 'file/not-a-file', { found: kindOf(stat), ...placeFacts(wanted, stat) });
    const limit = sourceMax * bytesPerCharacterMax;
    // The size is not believed: files of procfs say 0, and others grow.
    const bytes = readUpTo(descriptor, limit + 1);
    if (bytes.length > limit)
      return refused(wanted, 'file/too-large', { bytes: Math.max(stat.size, limit + 1), limit });
    return ok(bytes);
  } catch (error) {
    return refused(wanted, 'file/unreadable', { said: codeOf(error) });
  } finally {
    closeSync(descriptor);
  }
}

const bytesPerCharacterMax = 4;

function readUpTo(descriptor: number, most: number): Buffer {
  const buffer = Buffer.alloc(most);
  let length = 0;
  for (let read = -1; read !== 0 && length < most; length += read) {
    read = readSync(descriptor, buffer, length, most - length, null);
  }
  return buffer.subarray(0, length);
}

/** UTF-8, with or without a byte-order mark. The other encodings are recognised to be named. */
function decoded(bytes: Buffer, wanted: WantedFile): Result<string, Diagnostic[]> {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return refused(wanted, 'file/encoding', { found: 'utf-16', line: null });
  if (bytes.includes(0)) {
    // Text has every other byte zero when it is UTF-16 without a mark.
    const head = bytes.subarray(0, 64);
    const zeros = head.filter((byte) => byte === 0).length;
    return refused(wanted, 'file/encoding', { found: zeros * 3 > head.length ? 'utf-16' : 'binary', line: null });
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refused(wanted, 'file/encoding', { found: 'other', line: firstBadLine(bytes) });
  }
}

function firstBadLine(bytes: Buffer): number {
  let [line, from] = [1, 0];
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(from, end)); end = bytes.indexOf(10, from)) {
    from = end + 1;
    line += 1;
  }
  return line;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).length >= 0;
  } catch {
    return false;
  }
}

function cannotOpen(wanted: WantedFile, error: unknown): Result<never, Diagnostic[]> {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return refused(wanted, 'file/missing', nearbyFacts(wanted.path));
  // What can be opened by no one is no file either: a socket, a device without a driver.
  if (code === 'ENXIO' || code === 'ENODEV') return refused(wanted, 'file/not-a-file', { found: 'device' });
  return refused(wanted, 'file/unreadable', { said: code });
}

function placeFacts({ path }: WantedFile, stat: Stats): Facts {
  return stat.isDirectory() ? nearbyFacts(`${path}/x.yaml`) : {};
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'folder';
  return stat.isFIFO() ? 'pipe' : 'device';
}

/** The system's own word; a path with a NUL byte has none of the system, but one of Node. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}

function refused(wanted: WantedFile, code: DiagnosticCode, facts: Facts): Result<never, Diagnostic[]> {
  const mark = wanted.at ?? { file: wanted.name };
  return err([{ code, severity: 'error', ...mark, facts: { name: wanted.name, what: wanted.what, ...facts } }]);
}
