/** Cutting large files of tensors: which are cut and how, what the shards are, and what happens to those that are there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { digestOf } from '#core/digest.js';
import type { StoredFile } from '#domain/model.js';
import { allShards } from '#domain/shards.js';
import { storeNpy, type Tensor } from '#test/npy.js';
import { runnerPart } from '#test/toolchains/modules.js';

const { readNpy } = await runnerPart('npy');
const root = mkdtempSync(join(tmpdir(), 'orchestrate-shards-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const place = (): string => join(root, `set-${count++}.npy`);
const shardBytes = 512;
const filesIn = (name: string) => createFiles(join(root, name), { shardBytes: shardBytes as never });
/** Bytes that tell every item from every other. */
const body = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + Math.floor(at / 256)) % 251);

const tensor = (items: number, more: Partial<Tensor> = {}): Tensor => {
  return { descr: '|u1', shape: [items, 100], body: body(items * 100), ...more };
};

async function shardsOf(name: string, file: StoredFile): Promise<readonly StoredFile[]> {
  const files = filesIn(name);
  const cut = (await files.cutOf(file)) ?? expect.unreachable('it is not cut');
  const shards = await files.shards(file, cut, allShards(cut));
  return shards.ok ? shards.value : expect.unreachable(shards.error.code);
}

describe('a file is cut', () => {
  test('along its first dimension, into whole items that are at most a shard', async () => {
    const cut = await filesIn('a').cutOf(storeNpy(place(), tensor(10)));
    // A header takes 128 bytes of 512, an item 100.
    expect(cut).toEqual({ items: 10, itemsEach: 3, shardBytes: 428 });
  });

  test('into shards of one item where an item is larger than a shard', async () => {
    const file = storeNpy(place(), { descr: '<f4', shape: [3, 20, 10], body: body(2400) });
    expect(await filesIn('a').cutOf(file)).toMatchObject({ items: 3, itemsEach: 1 });
    expect((await shardsOf('large-items', file)).map(({ bytes }) => bytes)).toEqual([928, 928, 928]);
  });

  test.each([
    ['fits', tensor(3)],
    ['is one item', { descr: '<f4', shape: [1, 300], body: body(1200) }],
    ['is a scalar with a long tail', { descr: '<f4', shape: [], body: body(1200) }],
    ['only has a long tail', tensor(3, { body: body(900) })],
    ['is in Fortran order', tensor(10, { fortran: true })],
    ['holds text', tensor(10, { descr: '<U1' })],
    ['is cut short', tensor(10, { body: body(999) })],
  ] as const)('not when it %s', async (_, one) => {
    expect(await filesIn('a').cutOf(storeNpy(place(), one))).toBeUndefined();
  });

  test('not when it is something else', async () => {
    const path = place();
    const content = Buffer.alloc(2000, 'x');
    writeFileSync(path, content);
    expect(await filesIn('a').cutOf({ path, digest: digestOf(content), bytes: 2000 as never })).toBeUndefined();
  });
});

describe('shards', () => {
  test.each([1, 2, 3] as const)(
    'of a file of version %i are files that the runners read, in order',
    async (version) => {
      const shards = await shardsOf(`version-${version}`, storeNpy(place(), tensor(10, { version, pad: version })));
      const read = shards.map(({ path }) => readNpy(path));
      expect(read.map(({ shape }) => shape)).toEqual([
        [3, 100],
        [3, 100],
        [3, 100],
        [1, 100],
      ]);
      expect(read.flatMap(({ data }) => Array.from(data))).toEqual(Array.from(body(1000)));
    },
  );

  test('are the same bytes whoever cuts them, laid out as NumPy does', async () => {
    const [first] = await shardsOf('one', storeNpy(place(), tensor(10)));
    const [again] = await shardsOf('two', storeNpy(place(), tensor(10, { version: 2, pad: 5 })));
    expect(again?.digest).toBe(first?.digest);
    const content = readFileSync(first?.path ?? '');
    expect(digestOf(content)).toBe(first?.digest);
    expect(content.subarray(0, 128).toString('latin1')).toBe(
      `\x93NUMPY\x01\x00\x76\x00${"{'descr': '|u1', 'fortran_order': False, 'shape': (3, 100), }".padEnd(117)}\n`,
    );
  });

  test('are made once, and again when one was lost or damaged', async () => {
    const file = storeNpy(place(), tensor(10));
    const made = await shardsOf('kept', file);
    const times = () => made.map(({ path }) => statSync(path, { bigint: true }).ino);
    const before = times();
    expect(await shardsOf('kept', file)).toEqual(made);
    expect(times()).toEqual(before);
    truncateSync(made[1]?.path ?? '', 100);
    expect(await shardsOf('kept', file)).toEqual(made);
    expect(made.map(({ path }) => digestOf(readFileSync(path)))).toEqual(made.map(({ digest }) => digest));
    rmSync(made[0]?.path ?? '');
    const list = readdirSync(join(root, 'kept/artifacts')).find((name) => name.endsWith('.json')) ?? '';
    writeFileSync(join(root, 'kept/artifacts', list), '[["no digest", 1]]');
    expect(await shardsOf('kept', file)).toEqual(made);
  });

  test('are only those of the range', async () => {
    const file = storeNpy(place(), tensor(10));
    const all = await shardsOf('range', file);
    const files = filesIn('range');
    const cut = (await files.cutOf(file)) ?? expect.unreachable('it is not cut');
    expect(await files.shards(file, cut, { from: 1, to: 3 })).toEqual({ ok: true, value: all.slice(1, 3) });
  });

  test('are not made of a file that has changed since', async () => {
    const file = storeNpy(place(), tensor(10));
    const files = filesIn('changed');
    const cut = (await files.cutOf(file)) ?? expect.unreachable('it is not cut');
    const other = storeNpy(file.path, tensor(10, { body: body(1000).reverse() }));
    expect(await files.shards(file, cut, allShards(cut))).toMatchObject({
      ok: false,
      error: { code: 'data/changed', facts: { expected: file.digest, found: other.digest } },
    });
    storeNpy(file.path, tensor(11));
    expect(await files.shards(file, cut, allShards(cut))).toMatchObject({ ok: false, error: { code: 'data/changed' } });
  });
});
