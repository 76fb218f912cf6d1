/** The runs folder: whole files with true digests, raw samples as Parquet, artifacts by content. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileReader } from '#adapters/files/file-reader.js';
import { createFiles } from '#adapters/files/files.js';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { SampleKind, Samples } from '#domain/message.js';
import { attemptId, runSetId } from '#domain/names.js';

const runSet = runSetId('r1');
const attempt = attemptId('r1.abc.1');
const utf8 = new TextEncoder();

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8.encode(text);
}

async function* breakingOff(): AsyncGenerator<Uint8Array> {
  yield utf8.encode('half');
  throw new Error('the link is gone');
}

function samples(of: SampleKind, first: number, inference: readonly number[]): Samples {
  return {
    of,
    first,
    startNs: inference.map((_, i) => 9e15 + first + i),
    phases: { inference, preprocess: inference.map(() => 3) },
  };
}

/** As another program would read it: from a plain ArrayBuffer of the file's bytes. */
function bytesOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(join(root, path))).buffer;
}

const sha256 = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');

describe('kept files', () => {
  it('are whole, hashed, and named relative to the folder', async () => {
    const place = { runSet, attempt, role: 'stdout', name: 'stdout.tail' } as const;
    const kept = await createFiles(root).keep(place, chunks('one ', '', 'two'));
    expect(kept).toEqual({ role: 'stdout', path: 'r1/r1.abc.1/stdout.tail', bytes: 7, digest: digestOf('one two') });
    expect(readFileSync(join(root, kept.path), 'utf8')).toBe('one two');
  });

  it('are not there at all when the content breaks off', async () => {
    const place = { runSet, attempt, role: 'stdout', name: 'stdout' } as const;
    await expect(createFiles(root).keep(place, breakingOff())).rejects.toThrow('the link is gone');
    expect(readdirSync(join(root, runSet, attempt))).toEqual([]);
  });

  it('are replaced by a second harvest of the same attempt', async () => {
    const files = createFiles(root);
    const place = { runSet, attempt, role: 'stderr', name: 'stderr' } as const;
    await files.keep(place, chunks('short'));
    const again = await files.keep(place, chunks('longer by far'));
    expect(sha256(again.path)).toBe(again.digest);
    expect(readdirSync(join(root, runSet, attempt))).toEqual(['stderr']);
  });

  it.each(['..', '.hidden', 'a/b', '', 'a\\b', 'a\u0000', 'x'.repeat(300)])(
    'never leave their folder: %j',
    async (name) => {
      const place = { runSet, attempt, role: 'stdout', name } as const;
      await expect(createFiles(root).keep(place, chunks('x'))).rejects.toThrow('not a file name');
    },
  );
});

describe('samples', () => {
  it('are Parquet: int64 nanoseconds, one row a sample', async () => {
    const session = [samples('cold', 0, [90]), samples('warm-up', 1, [20, 21]), samples('steady', 3, [5, 6])];
    const kept = await createFiles(root).samples(runSet, attempt, session);
    expect(kept).toMatchObject({ role: 'samples', path: 'r1/r1.abc.1/samples.parquet', digest: sha256(kept.path) });
    const file = bytesOf(kept.path);
    expect(kept.bytes).toBe(file.byteLength);
    const rows = await parquetReadObjects({ file });
    expect(rows).toEqual(
      [
        ['cold', 90],
        ['warm-up', 20],
        ['warm-up', 21],
        ['steady', 5],
        ['steady', 6],
      ].map(([kind, ns], i) => ({
        index: BigInt(i),
        kind,
        start_ns: 9_000_000_000_000_000n + BigInt(i),
        preprocess_ns: 3n,
        inference_ns: BigInt(ns ?? 0),
      })),
    );
    const schema = parquetMetadata(file)
      .schema.slice(1)
      .map(({ name, type, repetition_type }) => [name, type, repetition_type]);
    expect(schema).toEqual([
      ['index', 'INT64', 'REQUIRED'],
      ['kind', 'BYTE_ARRAY', 'REQUIRED'],
      ['start_ns', 'INT64', 'REQUIRED'],
      ['preprocess_ns', 'INT64', 'REQUIRED'],
      ['inference_ns', 'INT64', 'REQUIRED'],
    ]);
  });

  it('of a long session go in by row groups, and all come back', async () => {
    const run = 4096;
    function* long(): Generator<Samples> {
      for (let first = 0; first < 25 * run; first += run)
        yield samples(
          'steady',
          first,
          Array.from({ length: run }, (_, i) => first + i),
        );
    }
    const kept = await createFiles(root).samples(runSet, attempt, long());
    const file = bytesOf(kept.path);
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
      16384, 16384, 16384, 16384, 16384, 16384, 4096,
    ]);
    const rows = await parquetReadObjects({ file, columns: ['index', 'inference_ns'] });
    expect(rows).toHaveLength(25 * run);
    expect(rows.every((row, i) => row['index'] === BigInt(i) && row['inference_ns'] === BigInt(i))).toBe(true);
  });

  it('of an empty session are a valid file without rows', async () => {
    const kept = await createFiles(root).samples(runSet, attempt, []);
    expect(await parquetReadObjects({ file: bytesOf(kept.path) })).toEqual([]);
  });

  it('with unlike phases are a bug of the caller', async () => {
    const unlike = [
      samples('cold', 0, [1]),
      { of: 'steady', first: 1, startNs: [1], phases: { inference: [1] } } as const,
    ];
    await expect(createFiles(root).samples(runSet, attempt, unlike)).rejects.toThrow('unlike phases');
  });
});

describe('artifacts', () => {
  it('are named by their bytes and found by name', async () => {
    const files = createFiles(root);
    const stored = await files.keepArtifact(chunks('mo', 'del'));
    expect(stored).toEqual({
      role: 'artifact',
      digest: digestOf('model'),
      bytes: 5,
      path: `artifacts/${digestOf('model')}`,
    });
    const found = await files.artifact(stored.digest, stored.bytes);
    expect(found).toEqual({ digest: stored.digest, bytes: 5, path: join(root, stored.path) });
    expect(await files.artifact(digestOf('other'), bytes(5))).toBeUndefined();
    expect(await files.artifact(stored.digest, bytes(4))).toBeUndefined();
    expect(readdirSync(join(root, 'artifacts'))).toEqual([stored.digest]);
  });

  it('that are damaged are not there, and are made whole by keeping them again', async () => {
    const files = createFiles(root);
    const { digest, path: kept, bytes: size } = await files.keepArtifact(chunks('model'));
    const path = join(root, kept);
    await files.artifact(digest, size);
    writeFileSync(path, 'MODEL');
    expect(await files.artifact(digest, size)).toBeUndefined();
    await files.keepArtifact(chunks('model'));
    expect(await files.artifact(digest, size)).toEqual({ digest, path, bytes: size });
  });

  it('move with the folder', async () => {
    const { digest, bytes: size } = await createFiles(join(root, 'a')).keepArtifact(chunks('model'));
    renameSync(join(root, 'a'), join(root, 'b'));
    expect((await createFiles(join(root, 'b')).artifact(digest, size))?.digest).toBe(digest);
  });
});

describe('the file reader', () => {
  it('finds and hashes, relative to its folder or absolute', async () => {
    writeFileSync(join(root, 'm.onnx'), 'model');
    const read = createFileReader(root);
    const expected = { digest: digestOf('model'), bytes: 5, path: join(root, 'm.onnx') };
    expect(await read('m.onnx')).toEqual(expected);
    expect(await read(join(root, 'm.onnx'))).toEqual(expected);
  });

  it('answers undefined for what is no file', async () => {
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'file'), '');
    const read = createFileReader(root);
    expect(await read('missing')).toBeUndefined();
    expect(await read('folder')).toBeUndefined();
    expect(await read('file/below')).toBeUndefined();
    expect((await read('file'))?.bytes).toBe(0);
  });

  it('sees a change even of equal size and time', async () => {
    const path = join(root, 'm.onnx');
    const old = new Date(1_600_000_000_000);
    writeFileSync(path, 'model');
    utimesSync(path, old, old);
    const read = createFileReader(root);
    expect((await read('m.onnx'))?.digest).toBe(digestOf('model'));
    writeFileSync(path, 'MODEL');
    utimesSync(path, old, old);
    expect((await read('m.onnx'))?.digest).toBe(digestOf('MODEL'));
  });
});
