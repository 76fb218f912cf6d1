/**
 * Items that are cut out of a file of tensors, or made up, as NumPy files of their own: calibration sets, and what models
 * answer for when a conversion is checked. They lie among the artifacts under their digest; which draw gave which file is
 * written down beside it, so that a set is drawn once.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfJson, parseDigest } from '#core/digest.js';
import { randomStream } from '#core/random.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { StoredFile } from '#domain/model.js';
import type { Drawn } from '#domain/plan.js';
import { createDurableFile, type Written } from './durable-file.js';
import { digestOfHandle } from './hash-file.js';
import { type NpyHead, npyHead, readNpyHead } from './npy-header.js';
import type { Lookup } from './shards.js';

export async function drawnItems(drawn: Drawn, folder: string, lookup: Lookup): Promise<Result<StoredFile, Failure>> {
  const note = join(folder, `${nameOf(drawn)}.drawn.json`);
  const known = await readNote(note);
  const there = known && (await lookup(known.digest, known.bytes));
  if (there) return ok(there);
  const made = drawn.kind === 'random' ? await keep(folder, madeUp(drawn)) : await cutOut(drawn, folder);
  if (!made) {
    const { path, digest } = drawn.kind === 'items' ? drawn.file : { path: '', digest: null };
    return err(failure('data/changed', { path, expected: digest, found: null }));
  }
  await write(note, [Buffer.from(`${JSON.stringify([made.digest, made.bytes])}\n`)], () => note);
  return ok({ ...made, path: join(folder, made.digest) });
}

/** By what the items are, not by where their file lies. */
function nameOf(drawn: Drawn): string {
  return drawn.kind === 'items'
    ? digestOfJson({ file: drawn.file.digest, items: [...drawn.items] })
    : digestOfJson({ random: [...drawn.shape], seed: drawn.seed });
}

/** Standard normal numbers by the polar form of Box and Muller (Marsaglia 1964): rounded to float32, one value in memory for each. */
function madeUp({ shape, seed }: Extract<Drawn, { kind: 'random' }>): readonly Uint8Array[] {
  const [items = 1, ...rest] = shape;
  const random = randomStream(seed, 'items');
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let at = 0; at < values.length; at += 2) {
    let [x, y, square] = [0, 0, 0];
    do {
      x = 2 * random.next() - 1;
      y = 2 * random.next() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    values[at] = x * scale;
    if (at + 1 < values.length) values[at + 1] = y * scale;
  }
  return [npyHead({ type: '<f4', rest }, items), littleEndian(values)];
}

function littleEndian(values: Float32Array): Uint8Array {
  const out = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) out.setFloat32(at * 4, value, true);
  return new Uint8Array(out.buffer);
}

/** Undefined when the file is not the one that was planned with. Item by item: no set enters memory as a whole. */
async function cutOut(
  { file, items }: Extract<Drawn, { kind: 'items' }>,
  folder: string,
): Promise<Written | undefined> {
  const handle = await openIfThere(file.path);
  if (!handle) return undefined;
  try {
    // Of the same size it may still hold other items: a draw is made once, and believed for years.
    const isPlanned = (await digestOfHandle(handle)).digest === file.digest;
    const head = isPlanned ? await readNpyHead(handle, file.bytes) : undefined;
    if (!head || items.some((item) => item >= head.items)) return undefined;
    return await keep(folder, itemsAt(handle, head, items));
  } finally {
    await handle.close();
  }
}

async function* itemsAt(handle: FileHandle, head: NpyHead, items: readonly number[]): AsyncGenerator<Uint8Array> {
  yield npyHead(head, items.length);
  const { start, itemBytes } = head;
  for (const item of items) {
    const content = new Uint8Array(itemBytes);
    for (let done = 0; done < itemBytes; ) {
      const { bytesRead } = await handle.read(content, done, itemBytes - done, start + item * itemBytes + done);
      // Cut short since it was hashed: the next plan sees another file.
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    yield content;
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch {
    return undefined;
  }
}

async function readNote(path: string): Promise<Written | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(path, 'utf8'));
    const pair: readonly unknown[] = Array.isArray(note) ? note : [];
    const [text, size] = pair;
    const digest = typeof text === 'string' ? parseDigest(text) : undefined;
    return digest && Number.isSafeInteger(size) ? { digest, bytes: bytes(Number(size)) } : undefined;
  } catch {
    return undefined;
  }
}

function keep(folder: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Written> {
  return write(join(folder, 'new'), pieces, ({ digest }) => join(folder, digest));
}

async function write(
  near: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  placeOf: (written: Written) => string,
): Promise<Written> {
  const file = await createDurableFile(near);
  try {
    for await (const piece of pieces) await file.write(piece);
    return await file.commit(placeOf);
  } finally {
    await file.discard();
  }
}
