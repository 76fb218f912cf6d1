/** Whatever the shape and the size of a shard: the shards, read one after the other, are the items of the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { bytes } from '#core/units.js';
import { allShards, itemsIn, shardsIn } from '#domain/shards.js';
import { storeNpy } from '#test/npy.js';
import { runnerPart } from '#test/toolchains/modules.js';

const { readNpy } = await runnerPart('npy');
const root = mkdtempSync(join(tmpdir(), 'orchestrate-shards-'));
afterAll(() => rmSync(root, { recursive: true }));

const types = { '<f4': 4, '<i8': 8, '<i4': 4, '|u1': 1 } as const;

const sets = fc.record({
  descr: fc.constantFrom(...(['<f4', '<i8', '<i4', '|u1'] as const)),
  items: fc.integer({ min: 2, max: 40 }),
  rest: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
  pad: fc.integer({ min: 0, max: 70 }),
  shardBytes: fc.integer({ min: 64, max: 400 }),
});

test('shards are the items of the file, whole and in order', async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ({ descr, items, rest, pad, shardBytes }) => {
      const length = rest.reduce((product, one) => product * one, items * types[descr]);
      // No not-a-number among them: it would not be equal to itself.
      const body = Uint8Array.from({ length }, (_, at) => (at * 31 + 7) % 64);
      const file = storeNpy(join(root, 'set.npy'), { descr, shape: [items, ...rest], body, pad });
      const files = createFiles(root, { shardBytes: bytes(shardBytes) });
      const cut = await files.cutOf(file);
      if (!cut) {
        // Only what fits in one, laid out as a shard is: with a head of 64 or 128 bytes.
        expect(Math.min(file.bytes, length + 128)).toBeLessThanOrEqual(shardBytes);
        return;
      }
      const shards = await files.shards(file, cut, allShards(cut));
      if (!shards.ok) return expect.unreachable(shards.error.code);
      const read = shards.value.map(({ path }) => readNpy(path));
      expect(read.map(({ shape }) => shape[0])).toEqual(
        Array.from({ length: shardsIn(cut) }, (_, at) => itemsIn(cut, { from: at, to: at + 1 }).count),
      );
      expect(read.flatMap(({ data }) => Array.from(data))).toEqual(Array.from(readNpy(file.path).data));
      // Never larger than asked, unless one item alone is.
      if (cut.itemsEach > 1) for (const one of shards.value) expect(one.bytes).toBeLessThanOrEqual(shardBytes);
      expect(shards.value[0]?.bytes).toBe(cut.shardBytes);
    }),
    { seed: 20261, numRuns: 60 },
  );
});
