/** NumPy files for tests, written by hand: what is tested must not be what writes them. */
import { writeFileSync } from 'node:fs';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { StoredFile } from '#domain/model.js';

export interface Tensor {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly body: Uint8Array;
  readonly version?: 1 | 2 | 3;
  /** Spaces after the header: where the items begin is nobody's law. */
  readonly pad?: number;
  readonly fortran?: boolean;
}

function npyBytes({ descr, shape, body, version = 1, pad = 0, fortran = false }: Tensor): Uint8Array {
  const order = fortran ? 'True' : 'False';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sizes}), }${' '.repeat(pad)}\n`;
  const lead = Buffer.alloc(version > 1 ? 12 : 10);
  lead.write('\x93NUMPY', 'latin1');
  lead[6] = version;
  if (version > 1) lead.writeUInt32LE(header.length, 8);
  else lead.writeUInt16LE(header.length, 8);
  return Buffer.concat([lead, Buffer.from(header, 'latin1'), body]);
}

export function storeNpy(path: string, tensor: Tensor): StoredFile {
  const content = npyBytes(tensor);
  writeFileSync(path, content);
  return { path, digest: digestOf(content), bytes: bytes(content.length) };
}
