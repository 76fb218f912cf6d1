/**
 * Looks into model files and arrays before an experiment names them. What is no such file at all is told from its first
 * bytes; the rest is left to the library that will run it, in a process of its own.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArrayLook, FileKind, FileTrouble, ModelLook } from '#domain/model-facts.js';

export interface Looker {
  models(paths: readonly string[]): Promise<readonly ModelLook[]>;
  /** NumPy files. */
  arrays(paths: readonly string[]): Promise<readonly ArrayLook[]>;
}

/** How what was found is understood: pure, and handed in. */
export interface LookReaders {
  readonly headBytes: number;
  readonly fileKindOf: (head: Uint8Array) => FileKind | undefined;
  readonly modelLookOf: (line: string) => ModelLook;
  readonly arrayLookOf: (line: string) => ArrayLook;
}

/** A model of 2 GB loads in half a minute from a slow disk. */
const longestMs = 300_000;

/** `root` is the package: it holds `toolchains/`, and ONNX Runtime resolves from there. One after the other: models are large. */
export function createLooker(root: string, readers: LookReaders): Looker {
  const looks = async <T>(
    paths: readonly string[],
    read: (line: string) => T,
  ): Promise<readonly (T | FileTrouble)[]> => {
    const found: (T | FileTrouble)[] = [];
    for (const path of paths) found.push((await troubleOf(path, readers)) ?? read(await described(root, path)));
    return found;
  };
  return {
    models: (paths) => looks(paths, readers.modelLookOf),
    arrays: (paths) => looks(paths, readers.arrayLookOf),
  };
}

async function troubleOf(path: string, { headBytes, fileKindOf }: LookReaders): Promise<FileTrouble | undefined> {
  let file: FileHandle | undefined;
  try {
    await access(path, constants.R_OK);
    file = await open(path, 'r');
    const stat = await file.stat();
    if (stat.isDirectory()) return { kind: 'folder' };
    if (!stat.isFile()) return { kind: 'unreadable', errno: 'not a regular file' };
    if (stat.size === 0) return { kind: 'empty' };
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const format = fileKindOf(head.subarray(0, bytesRead));
    return format && { kind: 'other', format };
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', errno };
  } finally {
    await file?.close();
  }
}

/** The one line, or the last that was said when there is none: then the library took the process down with it. */
function described(root: string, path: string): Promise<string> {
  const script = join(root, 'toolchains', 'onnxruntime', 'describe.mjs');
  const bounds = { timeout: longestMs, maxBuffer: 16 << 20, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [script, root, path], bounds, (error, stdout, stderr) => {
      if (stdout.endsWith('\n')) resolve(stdout);
      else resolve(JSON.stringify({ kind: 'refused', said: stderr.trim().split('\n').at(-1) || error?.message || '' }));
    });
  });
}
