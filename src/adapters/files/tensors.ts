/**
 * What a file of tensors holds: how many items, what each of them is, and the answers that a runner wrote as one. Digests of
 * items are remembered beside the artifacts under the digest of their file, so that a set is read item by item once.
 */
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigest, type Digest, parseDigest } from '#core/digest.js';
import type { Answers } from '#domain/answers.js';
import type { Tensors } from '#domain/known.js';
import type { StoredFile } from '#domain/model.js';
import { createDurableFile } from './durable-file.js';
import { type NpyHead, readNpyHead } from './npy-header.js';

export async function tensorsOf(file: StoredFile, each: boolean, folder: string): Promise<Tensors | undefined> {
  const head = await headOf(file);
  if (!head) return undefined;
  if (!each) return { items: head.items };
  const note = join(folder, `${file.digest}.items.json`);
  const known = await readNote(note, head.items);
  if (known) return { items: head.items, each: known };
  const digests = await digestsOf(file, head);
  const text = await createDurableFile(note);
  try {
    await text.write(Buffer.from(`${JSON.stringify(digests)}\n`));
    await text.commit(() => note);
  } finally {
    await text.discard();
  }
  return { items: head.items, each: digests };
}

/** As runners write them: float32, one row for each item. Hostile until understood: what is cut short is none. */
export async function answersIn(file: StoredFile): Promise<Answers | undefined> {
  // Bounded: they are read whole, and 8 items of a detector are some tens of megabytes.
  if (file.bytes > answersMost) return undefined;
  const head = await headOf(file);
  if (head?.type !== '<f4' || head.rest.length !== 1) return undefined;
  const [values = 0] = head.rest;
  const content = await readFile(file.path);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const rows = Array.from({ length: head.items }, (_, item) =>
    Float32Array.from({ length: values }, (__, at) => view.getFloat32(head.start + (item * values + at) * 4, true)),
  );
  return { rows };
}

const answersMost = 512 * 1024 * 1024;

async function headOf(file: StoredFile): Promise<NpyHead | undefined> {
  const handle = await open(file.path, 'r');
  try {
    return await readNpyHead(handle, file.bytes);
  } finally {
    await handle.close();
  }
}

/** As a stream: a set of any size never enters memory. */
async function digestsOf(file: StoredFile, { start, items, itemBytes }: NpyHead): Promise<readonly Digest[]> {
  const digests: Digest[] = [];
  const stream: AsyncIterable<Uint8Array> = createReadStream(file.path, {
    start,
    end: start + items * itemBytes - 1,
    highWaterMark: 1 << 18,
  });
  let [digest, left] = [createDigest(), itemBytes];
  for await (const chunk of items === 0 ? [] : stream) {
    for (let rest = chunk; rest.byteLength > 0; ) {
      const piece = rest.subarray(0, left);
      digest.update(piece);
      rest = rest.subarray(piece.byteLength);
      left -= piece.byteLength;
      if (left > 0) continue;
      digests.push(digest.end());
      [digest, left] = [createDigest(), itemBytes];
    }
  }
  return digests;
}

/** Undefined when there is none, or what is there is none: then it is made again. */
async function readNote(path: string, items: number): Promise<readonly Digest[] | undefined> {
  try {
    const list: unknown = JSON.parse(await readFile(path, 'utf8'));
    const digests = (Array.isArray(list) ? list : []).flatMap((text: unknown) =>
      typeof text === 'string' ? (parseDigest(text) ?? []) : [],
    );
    return digests.length === items ? digests : undefined;
  } catch {
    return undefined;
  }
}
