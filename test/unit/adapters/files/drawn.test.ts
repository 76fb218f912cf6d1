/** Items that are cut out of a set or made up, what each item of a set is, and answers as they are read back. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { digestOf } from '#core/digest.js';
import type { StoredFile } from '#domain/model.js';
import type { Drawn } from '#domain/plan.js';
import { storeNpy } from '#test/npy.js';
import { runnerPart } from '#test/toolchains/modules.js';

const { readNpy } = await runnerPart('npy');
const root = mkdtempSync(join(tmpdir(), 'orchestrate-drawn-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const place = (): string => join(root, `set-${count++}.npy`);
const files = createFiles(join(root, 'runs'));
const body = Uint8Array.from({ length: 10 * 300 }, (_, at) => (at * 7 + Math.floor(at / 256)) % 251);
const set = storeNpy(place(), { descr: '|u1', shape: [10, 3, 100], body, pad: 5, version: 2 });
const itemsOf = (file: StoredFile, ...items: readonly number[]): Drawn => ({
  kind: 'items',
  file: { name: 'set', ...file },
  items,
});

async function drawn(spec: Drawn, from = files): Promise<StoredFile> {
  const made = await from.drawn(spec);
  return made.ok ? made.value : expect.unreachable(made.error.code);
}

describe('items of a set', () => {
  test('are those that were asked for, in a file of the same kind, under its digest', async () => {
    const file = await drawn(itemsOf(set, 1, 4, 9));
    const content = readFileSync(file.path);
    expect([digestOf(content), content.length]).toEqual([file.digest, file.bytes]);
    const { shape, data } = readNpy(file.path);
    expect(shape).toEqual([3, 3, 100]);
    expect(Buffer.from(data as Uint8Array)).toEqual(
      Buffer.concat([1, 4, 9].map((item) => body.subarray(item * 300, (item + 1) * 300))),
    );
  });

  test('are drawn once, and again when they are gone or damaged', async () => {
    const spec = itemsOf(set, 2, 3);
    const first = await drawn(spec);
    const content = readFileSync(first.path);
    writeFileSync(first.path, 'damaged');
    expect(await drawn(spec)).toEqual(first);
    expect(readFileSync(first.path)).toEqual(content);
    // Now the set is gone, and what was drawn from it is not.
    const copy = storeNpy(place(), { descr: '|u1', shape: [10, 3, 100], body, pad: 5, version: 2 });
    rmSync(copy.path);
    expect((await drawn(itemsOf(copy, 2, 3))).digest).toBe(first.digest);
  });

  test('are refused of a file that is another one by now', async () => {
    const file = storeNpy(place(), { descr: '|u1', shape: [10, 10], body: body.subarray(0, 100) });
    const whole = readFileSync(file.path);
    writeFileSync(
      file.path,
      Uint8Array.from(whole, (byte, at) => (at === whole.length - 1 ? byte + 1 : byte)),
    );
    expect(await files.drawn(itemsOf(file, 9))).toMatchObject({ ok: false, error: { code: 'data/changed' } });
    truncateSync(file.path, file.bytes - 1);
    expect(await files.drawn(itemsOf(file, 9))).toMatchObject({ ok: false, error: { code: 'data/changed' } });
    rmSync(file.path);
    expect(await files.drawn(itemsOf(file, 9))).toMatchObject({ ok: false, error: { code: 'data/changed' } });
  });
});

describe('made-up items', () => {
  const spec: Drawn = { kind: 'random', shape: [8, 3, 50, 50], seed: 5 };

  test('are standard normal numbers, the same whoever makes them', async () => {
    const { shape, data } = readNpy((await drawn(spec)).path);
    expect(shape).toEqual([8, 3, 50, 50]);
    const values = [...(data as Float32Array)];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // 60,000 numbers of a fixed seed: this is no chance.
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.01);
    expect((await drawn(spec, createFiles(join(root, 'other')))).digest).toBe((await drawn(spec)).digest);
    expect((await drawn({ ...spec, seed: 6 })).digest).not.toBe((await drawn(spec)).digest);
  });

  test('stay the bytes that they are: answers are compared over years', async () => {
    const file = await drawn({ kind: 'random', shape: [2, 3], seed: 1 });
    expect([...(readNpy(file.path).data as Float32Array)].map((value) => value.toFixed(4))).toMatchInlineSnapshot(`
      [
        "-1.9827",
        "0.8744",
        "-0.6532",
        "0.9644",
        "-1.1189",
        "0.4736",
      ]
    `);
  });
});

describe('what a set holds', () => {
  test('its items, and what each of them is', async () => {
    expect(await files.tensors(set, false)).toEqual({ items: 10 });
    const each = Array.from({ length: 10 }, (_, item) => digestOf(body.subarray(item * 300, (item + 1) * 300)));
    expect(await files.tensors(set, true)).toEqual({ items: 10, each });
    // It is on record under what the file is: the bytes are not read again.
    writeFileSync(join(root, 'runs/artifacts', `${set.digest}.items.json`), JSON.stringify([...each].reverse()));
    expect(await files.tensors(set, true)).toEqual({ items: 10, each: [...each].reverse() });
  });

  test('nothing, of a file that is no set', async () => {
    const path = place();
    writeFileSync(path, 'text');
    expect(await files.tensors({ path, digest: digestOf('text'), bytes: 4 as never }, true)).toBeUndefined();
  });
});

describe('answers', () => {
  test('are rows of float32, and nothing else', async () => {
    const values = Float32Array.of(1, -2.5, 3, Number.NaN, 5, 6);
    const raw = new Uint8Array(values.buffer);
    const file = storeNpy(place(), { descr: '<f4', shape: [2, 3], body: raw });
    expect((await files.answers(file))?.rows.map((row) => [...row])).toEqual([
      [1, -2.5, 3],
      [Number.NaN, 5, 6],
    ]);
    for (const other of [
      { descr: '<f8', shape: [1, 3], body: raw },
      { descr: '<f4', shape: [6], body: raw },
      { descr: '<f4', shape: [2, 4], body: raw },
    ]) {
      expect(await files.answers(storeNpy(place(), other))).toBeUndefined();
    }
  });
});
