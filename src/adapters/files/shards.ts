/**
 * Large sets of tensors, cut into shards that boards take one by one. A shard lies among the artifacts under its digest; the
 * list of them beside it, under the digest of the whole, so that a set is cut once. Both are read and written as streams: a
 * set of any size never enters memory.
 */
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigest, type Digest, parseDigest } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { type Bytes, bytes } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Cut, StoredFile } from '#domain/model.js';
import { type ShardRange, shardsIn } from '#domain/shards.js';
import { createDurableFile, type DurableFile, type Written } from './durable-file.js';
import { npyHead, readNpyHead } from './npy-header.js';

/** Large enough that the words of a shard cost nothing, small enough for a board's memory and for one piece of an upload. */
export const shardBytesMost = bytes(64 * 1024 ** 2);

/** Undefined: the file is sent as it is. An item that is larger than a shard may be is a shard of its own. */
export async function cutOf(file: StoredFile, most: Bytes): Promise<Cut | undefined> {
  if (file.bytes <= most) return undefined;
  const handle = await open(file.path, 'r');
  try {
    const head = await readNpyHead(handle, file.bytes);
    if (!head || head.items < 2) return undefined;
    const { items, itemBytes } = head;
    const room = most - npyHead(head, items).byteLength;
    const itemsEach = Math.min(Math.max(1, Math.floor(room / itemBytes)), items);
    const shardBytes = bytes(npyHead(head, itemsEach).byteLength + itemsEach * itemBytes);
    // What lies behind the last item is no part of it: without that it may fit in one.
    return itemsEach === items ? undefined : { items, itemsEach, shardBytes };
  } finally {
    await handle.close();
  }
}

/** Looks a shard up by what it is. */
export type Lookup = (digest: Digest, bytes: Bytes) => Promise<StoredFile | undefined>;

/** In `folder`. Fails if the file is no longer the one that was planned with. */
export async function shardsOf(
  { file, cut, range }: { readonly file: StoredFile; readonly cut: Cut; readonly range: ShardRange },
  folder: string,
  lookup: Lookup,
): Promise<Result<readonly StoredFile[], Failure>> {
  const list = join(folder, `${file.digest}.shards-${cut.itemsEach}.json`);
  const known = await found(await readList(list, shardsIn(cut)), range, lookup);
  if (known) return ok(known);
  const made = await makeShards(file, cut, folder);
  if (!made.ok) return made;
  const text = Buffer.from(`${JSON.stringify(made.value.map((one) => [one.digest, one.bytes]))}\n`);
  await written(
    list,
    (into) => into.write(text),
    () => list,
  );
  return ok(made.value.slice(range.from, range.to).map((one) => ({ ...one, path: join(folder, one.digest) })));
}

async function found(
  list: readonly Written[] | undefined,
  { from, to }: ShardRange,
  lookup: Lookup,
): Promise<readonly StoredFile[] | undefined> {
  const shards: StoredFile[] = [];
  for (const { digest, bytes: size } of list?.slice(from, to) ?? []) {
    const shard = await lookup(digest, size);
    if (shard) shards.push(shard);
  }
  return list && shards.length === to - from ? shards : undefined;
}

/** Undefined when there is none, or what is there is none: then it is made again. */
async function readList(path: string, count: number): Promise<readonly Written[] | undefined> {
  try {
    const list: unknown = JSON.parse(await readFile(path, 'utf8'));
    const shards = Array.isArray(list) ? list.flatMap(entryIn) : [];
    return shards.length === count ? shards : undefined;
  } catch {
    return undefined;
  }
}

function entryIn(value: unknown): Written[] {
  const pair: readonly unknown[] = Array.isArray(value) ? value : [];
  const [text, size] = pair;
  const digest = typeof text === 'string' ? parseDigest(text) : undefined;
  return digest && Number.isSafeInteger(size) ? [{ digest, bytes: bytes(Number(size)) }] : [];
}

/** One pass over the file: the digest of the whole is taken while it is cut. */
async function makeShards(file: StoredFile, cut: Cut, folder: string): Promise<Result<readonly Written[], Failure>> {
  const handle = await open(file.path, 'r');
  try {
    const changed = (found: string | null): Result<never, Failure> =>
      err(failure('data/changed', { path: file.path, expected: file.digest, found }));
    const head = await readNpyHead(handle, file.bytes);
    if (head?.items !== cut.items) return changed(null);
    const digest = createDigest();
    const source = piecesOf(
      createReadStream('', { fd: handle, autoClose: false, start: 0, highWaterMark: 1 << 18 }),
      digest,
    );
    await source.pass(head.start, () => Promise.resolve());
    const shards: Written[] = [];
    for (let first = 0; first < cut.items; first += cut.itemsEach) {
      const items = Math.min(cut.itemsEach, cut.items - first);
      const fill = async (into: DurableFile): Promise<void> => {
        await into.write(npyHead(head, items));
        await source.pass(items * head.itemBytes, (piece) => into.write(piece));
      };
      shards.push(await written(join(folder, 'new'), fill, (one) => join(folder, one.digest)));
    }
    await source.pass(Number.POSITIVE_INFINITY, () => Promise.resolve());
    const whole = digest.end();
    return whole === file.digest ? ok(shards) : changed(whole);
  } finally {
    await handle.close();
  }
}

interface Source {
  /** Hands on so many bytes, or as many as are left. */
  pass(count: number, to: (piece: Uint8Array) => Promise<void>): Promise<void>;
}

function piecesOf(stream: AsyncIterable<Uint8Array>, digest: ReturnType<typeof createDigest>): Source {
  const pieces = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  return {
    pass: async (count, to) => {
      for (let left = count; left > 0; ) {
        if (rest.byteLength === 0) {
          const next = await pieces.next();
          if (next.done === true) return;
          rest = next.value;
          digest.update(rest);
        }
        const piece = rest.subarray(0, Math.min(left, rest.byteLength));
        rest = rest.subarray(piece.byteLength);
        left -= piece.byteLength;
        await to(piece);
      }
    },
  };
}

async function written(
  near: string,
  fill: (into: DurableFile) => Promise<void>,
  placeOf: (written: Written) => string,
): Promise<Written> {
  const file = await createDurableFile(near);
  try {
    await fill(file);
    return await file.commit(placeOf);
  } finally {
    await file.discard();
  }
}
