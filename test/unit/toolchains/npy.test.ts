/** The reader of .npy files: what NumPy writes is read, what it does not write is named and refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runnerPart } from '#test/toolchains/modules.js';

const { readNpy, itemsOf, itemsIn, describeNpy } = await runnerPart('npy');
const folder = mkdtempSync(join(tmpdir(), 'orchestrate-npy-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface File {
  readonly header: string;
  readonly body: Uint8Array;
  readonly version?: number;
  readonly headerBytes?: number;
}

/** By hand, byte by byte, after NumPy's own description of the format. */
function file({ header, body, version = 1, headerBytes = header.length }: File): string {
  const lead = Buffer.alloc(version > 1 ? 12 : 10);
  lead.write('\x93NUMPY', 'latin1');
  lead[6] = version;
  if (version > 1) lead.writeUInt32LE(headerBytes, 8);
  else lead.writeUInt16LE(headerBytes, 8);
  const path = join(folder, 'one.npy');
  writeFileSync(path, Buffer.concat([lead, Buffer.from(header, 'latin1'), body]));
  return path;
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const bytesOf = (array: Float32Array | BigInt64Array | Int32Array): Uint8Array => new Uint8Array(array.buffer);
const floats = bytesOf(Float32Array.of(0.5, -1, 2, 3, 4, 5));

describe('reads', () => {
  test.each([1, 2, 3])('version %i', (version) => {
    const read = readNpy(file({ header: header('<f4', '(3, 2)'), body: floats, version }));
    expect(read.shape).toEqual([3, 2]);
    expect(Array.from(read.data)).toEqual([0.5, -1, 2, 3, 4, 5]);
  });

  test.each([
    ['<i8', bytesOf(BigInt64Array.of(7n, -2n)), [7n, -2n]],
    ['<i4', bytesOf(Int32Array.of(7, -2)), [7, -2]],
    ['|u1', Uint8Array.of(7, 255), [7, 255]],
  ] as const)('type %s, at any alignment', (descr, body, expected) => {
    for (const pad of ['', ' ', '  ', '   ']) {
      expect(Array.from(readNpy(file({ header: pad + header(descr, '(2,)'), body })).data)).toEqual(expected);
    }
  });

  test('a scalar, and an empty array', () => {
    expect(readNpy(file({ header: header('<f4', '()'), body: floats }))).toMatchObject({ shape: [] });
    expect(itemsOf(readNpy(file({ header: header('<f4', '(0, 4)'), body: new Uint8Array() })))).toEqual([]);
  });

  test('a run of items, which ends where the file does', () => {
    const path = file({ header: header('<f4', '(3, 2)'), body: floats });
    const rows = (most: number | undefined, first: number) => {
      const { shape, data } = readNpy(path, most, first);
      return [shape[0], ...Array.from(data)];
    };
    expect([rows(1, 1), rows(undefined, 2), rows(5, 1), rows(2, 3)]).toEqual([
      [1, 2, 3],
      [1, 4, 5],
      [2, 2, 3, 4, 5],
      [0],
    ]);
    expect(describeNpy(path)).toEqual({ shape: [3, 2], itemBytes: 8 });
  });

  test('all items of several files, in pieces of 16 MiB', () => {
    // Items of 6 MiB: two are a piece, and the third is one.
    const size = 6 * 2 ** 20;
    const body = new Uint8Array(3 * size);
    [7, 8, 9].forEach((one, at) => body.fill(one, at * size, at * size + 1));
    const large = file({ header: header('|u1', `(3, ${size})`), body });
    expect([...itemsIn([large])].map((item) => [item.length, item[0]])).toEqual([
      [size, 7],
      [size, 8],
      [size, 9],
    ]);
    const small = file({ header: header('<f4', '(3, 2)'), body: floats });
    expect([...itemsIn([small, small])].map((item) => Array.from(item))).toEqual([
      [0.5, -1],
      [2, 3],
      [4, 5],
      [0.5, -1],
      [2, 3],
      [4, 5],
    ]);
  });

  test('items as views, and only as many as are wanted', () => {
    const path = file({ header: header('<f4', '(3, 2)'), body: floats });
    expect(itemsOf(readNpy(path)).map((item) => Array.from(item))).toEqual([
      [0.5, -1],
      [2, 3],
      [4, 5],
    ]);
    const one = readNpy(path, 1);
    expect(one.shape).toEqual([1, 2]);
    expect(Array.from(one.data)).toEqual([0.5, -1]);
    expect(readNpy(path, 9).shape).toEqual([3, 2]);
  });
});

describe('refuses, with a sentence', () => {
  const good = header('<f4', '(3, 2)');
  test.each<[string, File, RegExp]>([
    ['a body cut short', { header: good, body: floats.subarray(1) }, /is cut short/],
    ['a header cut short', { header: good, body: new Uint8Array(), headerBytes: 4000 }, /is cut short/],
    [
      'a header without end',
      { header: good, body: floats, version: 2, headerBytes: 0xffffffff },
      /header of 4294967295 bytes/,
    ],
    ['a shape beyond all files', { header: header('<f4', '(4294967296, 4294967296)'), body: floats }, /is cut short/],
    ['a negative length', { header: header('<f4', '(-1, 2)'), body: floats }, /no shape that can be read/],
    ['a shape of words', { header: header('<f4', '(3, two)'), body: floats }, /no shape that can be read/],
    ['no shape', { header: "{'descr': '<f4', 'fortran_order': False}", body: floats }, /no shape that can be read/],
    ['big endian', { header: header('>f4', '(3, 2)'), body: floats }, /holds >f4; expected one of <f4/],
    [
      'a member of every object',
      { header: header('constructor', '(3, 2)'), body: floats },
      /holds constructor; expected one of/,
    ],
    ['pickled objects', { header: header('|O', '(3,)'), body: floats }, /holds \|O/],
    ['Fortran order', { header: header('<f4', '(3, 2)', 'True'), body: floats }, /Fortran order/],
    ['a version of tomorrow', { header: good, body: floats, version: 4 }, /version 4; expected 1 to 3/],
  ])('%s', (_, written, said) => {
    expect(() => readNpy(file(written))).toThrow(said);
  });

  test('what is no .npy file', () => {
    const path = join(folder, 'other');
    for (const text of ['', 'PK\x03\x04 and so on and on', '\x93NUMPX......']) {
      writeFileSync(path, text, 'latin1');
      expect(() => readNpy(path)).toThrow(/is not a \.npy file/);
    }
  });
});
