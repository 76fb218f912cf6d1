/** The head of a NumPy file, as far as cutting needs it: where the items begin, how many there are and how large each is. */
import type { FileHandle } from 'node:fs/promises';

export interface NpyHead {
  /** Where the first item begins. */
  readonly start: number;
  readonly items: number;
  readonly itemBytes: number;
  /** As NumPy writes them: `<f4`, and the sizes after the first. */
  readonly type: string;
  readonly rest: readonly number[];
}

/** NumPy writes headers of 64 to some hundred bytes; the runners read no longer ones either. */
const longestHeader = 65_536;

/** Undefined for what cannot be cut: no NumPy file, one in Fortran order, a scalar, or one that is cut short. */
export async function readNpyHead(handle: FileHandle, fileBytes: number): Promise<NpyHead | undefined> {
  const lead = Buffer.alloc(12);
  const { bytesRead } = await handle.read(lead, 0, lead.length, 0);
  if (bytesRead < lead.length || lead.toString('latin1', 0, 6) !== '\x93NUMPY') return undefined;
  const version = lead[6] ?? 0;
  if (version < 1 || version > 3) return undefined;
  // From version 2 on the length has four bytes.
  const [at, length] = version === 1 ? [10, lead.readUInt16LE(8)] : [12, lead.readUInt32LE(8)];
  if (length > longestHeader || at + length > fileBytes) return undefined;
  const raw = Buffer.alloc(length);
  await handle.read(raw, 0, length, at);
  return headIn(raw.toString('latin1'), at + length, fileBytes);
}

function headIn(header: string, start: number, fileBytes: number): NpyHead | undefined {
  // Numbers of one to eight bytes each: everything that is a number and no text.
  const [, type = '', size = ''] = /'descr':\s*'([<|=]?[biufc]([1-9]\d?))'/.exec(header) ?? [];
  const written = /'shape':\s*\(\s*((?:\d+\s*,\s*)*\d*)\s*\)/.exec(header)?.[1];
  if (type === '' || written === undefined || !/'fortran_order':\s*False/.test(header)) return undefined;
  const sizes = written.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const [items, ...rest] = sizes;
  const itemBytes = rest.reduce((product, one) => product * one, Number(size));
  if (items === undefined || itemBytes === 0) return undefined;
  return start + items * itemBytes <= fileBytes ? { start, items, itemBytes, type, rest } : undefined;
}

/** The same bytes for the same shape, always: a shard is known by its digest. Version 1, padded to 64 bytes as NumPy does. */
export function npyHead({ type, rest }: Pick<NpyHead, 'type' | 'rest'>, items: number): Uint8Array {
  const sizes = [items, ...rest];
  const shape = sizes.length === 1 ? `${items},` : sizes.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = 10 + text.length + 1;
  const length = Math.ceil(unpadded / 64) * 64 - 10;
  const lead = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  lead.writeUInt16LE(length, 8);
  return Buffer.concat([lead, Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1')]);
}
