/** NumPy's .npy format, version 1 to 3, little-endian and in C order: what `numpy.save` writes. Hostile until parsed. */
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

const types = {
  '<f4': Float32Array,
  '<i8': BigInt64Array,
  '<i4': Int32Array,
  '|u1': Uint8Array,
};

/** NumPy writes headers of 64 to some hundred bytes. */
const HEADER_MOST = 65_536;

/**
 * Answers `{ shape, data }`; throws with a sentence a person can use when the file is something else.
 * @param {string} path
 * @param {number} [most] Only this many items of the first dimension: the rest is not read.
 * @param {number} [first] The first of them; what comes before is not read either.
 */
export function readNpy(path, most, first = 0) {
  const fd = openSync(path, 'r');
  try {
    const { start, Type, shape } = readHeader(fd, path);
    const size = productOf(shape) * Type.BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(size) || fstatSync(fd).size - start < size) throw new Error(`${path} is cut short`);
    const wanted = shape.length === 0 ? shape : [itemsWanted(shape[0], first, most), ...shape.slice(1)];
    // Read into its own buffer: the bytes of a file need not lie where the type's alignment wants them.
    const data = new Type(productOf(wanted));
    const before = first * productOf(shape.slice(1)) * Type.BYTES_PER_ELEMENT;
    readExactly(fd, new Uint8Array(data.buffer), { position: start + before, path });
    return { shape: wanted, data };
  } finally {
    closeSync(fd);
  }
}

function itemsWanted(items, first, most = items) {
  return Math.max(0, Math.min(most, items - first));
}

/** The shape of a file, and how many bytes an item of its first dimension has; no item is read. */
export function describeNpy(path) {
  const fd = openSync(path, 'r');
  try {
    const { Type, shape } = readHeader(fd, path);
    return { shape, itemBytes: productOf(shape.slice(1)) * Type.BYTES_PER_ELEMENT };
  } finally {
    closeSync(fd);
  }
}

/** Read at once: enough that reading costs little, and little beside what frameworks take. */
const PIECE_BYTES = 16 * 2 ** 20;

/**
 * Every item of these files, in their order: a set of any size is read in pieces.
 * @param {readonly string[]} paths
 */
export function* itemsIn(paths) {
  for (const path of paths) {
    const { shape, itemBytes } = describeNpy(path);
    const each = Math.max(1, Math.floor(PIECE_BYTES / Math.max(1, itemBytes)));
    for (let first = 0; first < shape[0]; first += each) yield* itemsOf(readNpy(path, each, first));
  }
}

/** The items of the first dimension, as views. */
export function itemsOf({ shape, data }) {
  const [count = 0, ...rest] = shape;
  const size = productOf(rest);
  return Array.from({ length: count }, (_, index) => data.subarray(index * size, (index + 1) * size));
}

function readHeader(fd, path) {
  const { at, bytes } = readLead(fd, path);
  if (bytes > HEADER_MOST) throw new Error(`${path} has a header of ${bytes} bytes; expected at most ${HEADER_MOST}`);
  const raw = Buffer.alloc(bytes);
  readExactly(fd, raw, { position: at, path });
  const header = raw.toString('latin1');
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? '';
  if (!Object.hasOwn(types, descr)) {
    throw new Error(
      `${path} holds ${descr || 'a type that cannot be read'}; expected one of ${Object.keys(types).join(', ')}`,
    );
  }
  if (!/'fortran_order':\s*False/.test(header))
    throw new Error(`${path} is in Fortran order; save it with numpy.ascontiguousarray`);
  return { start: at + bytes, Type: types[descr], shape: shapeOf(header, path) };
}

/** Where the header is and how long. From version 2 on its length has four bytes. */
function readLead(fd, path) {
  const lead = Buffer.alloc(12);
  const found = readSync(fd, lead, 0, lead.length, 0);
  if (found < lead.length || lead.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw new Error(`${path} is not a .npy file`);
  const version = lead[6];
  if (version < 1 || version > 3) throw new Error(`${path} is a .npy file of version ${version}; expected 1 to 3`);
  return version === 1 ? { at: 10, bytes: lead.readUInt16LE(8) } : { at: 12, bytes: lead.readUInt32LE(8) };
}

function shapeOf(header, path) {
  const written = /'shape':\s*\(\s*((?:\d+\s*,\s*)*\d*)\s*\)/.exec(header)?.[1];
  if (written === undefined) throw new Error(`${path} has no shape that can be read`);
  return written.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
}

function readExactly(fd, into, { position, path }) {
  for (let done = 0; done < into.length; ) {
    const got = readSync(fd, into, done, into.length - done, position + done);
    if (got === 0) throw new Error(`${path} is cut short`);
    done += got;
  }
}

/** A .npy file of float32, shape [items, values], written row by row: it is there under its name when it is whole. */
export class AnswersFile {
  #path;
  #items;
  #fd;
  #values;
  #written = 0;

  /**
   * @param {string} path
   * @param {number} items
   */
  constructor(path, items) {
    this.#path = path;
    this.#items = items;
    this.#fd = openSync(this.#draft, 'w');
  }

  get #draft() {
    return `${this.#path}.draft`;
  }

  /** @param {Float32Array} row */
  add(row) {
    if (this.#values === undefined) writeExactly(this.#fd, headerOf([this.#items, row.length]));
    this.#values ??= row.length;
    if (row.length !== this.#values) {
      throw new Error(`item ${this.#written} is answered by ${row.length} values, those before it by ${this.#values}`);
    }
    writeExactly(this.#fd, Buffer.from(row.buffer, row.byteOffset, row.byteLength));
    this.#written++;
  }

  finish() {
    if (this.#written !== this.#items) throw new Error(`${this.#written} of ${this.#items} items were answered`);
    renameSync(this.#draft, this.#path);
  }

  /** Does nothing to a file that is finished. */
  discard() {
    closeSync(this.#fd);
    rmSync(this.#draft, { force: true });
  }
}

/** Version 1, padded to a whole number of 64 bytes as NumPy does it. */
function headerOf(shape) {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const padded = `${words.padEnd(Math.ceil((10 + words.length + 1) / 64) * 64 - 11)}\n`;
  const lead = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  lead.writeUInt16LE(padded.length, 8);
  return Buffer.concat([lead, Buffer.from(padded, 'latin1')]);
}

function writeExactly(fd, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

function productOf(sizes) {
  return sizes.reduce((product, size) => product * size, 1);
}
