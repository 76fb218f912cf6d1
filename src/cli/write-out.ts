/** A long text to standard output or into a file: by pieces, at the pace of its reader, and a file whole or not at all. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cannotWrite, fileExists } from '#wording/export.js';
import { createDurableFile } from './compose-verify.js';
import { pour, UserMistake } from './output.js';

export type Texts = Iterable<string> | AsyncIterable<string>;

/** One write to the system for some hundred lines. */
const pieceLength = 1 << 16;

export async function pourAll(texts: Texts): Promise<void> {
  for await (const piece of pieces(texts)) if (!(await pour(piece))) return;
}

export async function writeFileWhole(path: string, texts: Texts, force: boolean): Promise<void> {
  const place = resolve(path);
  requireWritable(path, place, force);
  const utf8 = new TextEncoder();
  try {
    const file = await createDurableFile(place);
    try {
      for await (const piece of pieces(texts)) await file.write(utf8.encode(piece));
      await file.commit(() => place);
    } finally {
      await file.discard();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^E[A-Z]+$/.test(code)) throw error;
    throw new UserMistake(cannotWrite(path, code));
  }
}

/** A folder is not made: a misspelt path would be a new place that nobody looks at. */
function requireWritable(path: string, place: string, force: boolean): void {
  if (!existsSync(dirname(place))) throw new UserMistake(cannotWrite(path, 'no such folder'));
  if (!existsSync(place)) return;
  if (!statSync(place).isFile()) throw new UserMistake(cannotWrite(path, 'something else is there'));
  if (!force) throw new UserMistake(fileExists(path));
}

async function* pieces(texts: Texts): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
