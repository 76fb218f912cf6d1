/** Answers of models as rows of numbers, read without any of our readers, and how alike two of them are. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Rows = readonly Float32Array[];

interface Ort {
  readonly InferenceSession: {
    create(file: string): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(feed: object): Promise<Record<string, { readonly data: Float32Array }>>;
    }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

/** A .npy file of float32 whose first dimension counts the items; its header says the shape. */
export function rowsIn(path: string): Rows {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const count = Number(/'descr': '<f4'.*'shape': \((\d+)/.exec(bytes.toString('latin1', 10, start))?.[1]);
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  const each = numbers.length / count;
  return Array.from({ length: count }, (_, item) => numbers.subarray(item * each, (item + 1) * each));
}

/** What onnxruntime answers to images of one channel and 32 × 32, by its first output. */
export async function referenceOf(model: string, images: string): Promise<Rows> {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Ort;
  const session = await InferenceSession.create(model);
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const rows: Float32Array[] = [];
  for (const image of rowsIn(images)) {
    const results = await session.run({ [input]: new Tensor('float32', image, [1, 1, 32, 32]) });
    rows.push(results[output]?.data ?? new Float32Array());
  }
  return rows;
}

/** The least cosine between two answers to one item; not a number where they are answers to something else. */
export function alike(one: Rows, other: Rows): number {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);
  const empty = new Float32Array();
  const cosines = one.map((row, item) => {
    const same = other[item] ?? empty;
    return row.length === same.length ? dot(row, same) / Math.sqrt(dot(row, row) * dot(same, same)) : Number.NaN;
  });
  return one.length === other.length ? Math.min(...cosines) : Number.NaN;
}
