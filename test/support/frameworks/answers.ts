/** What models answer, for the tests: read from the file that a runner wrote, and asked of ONNX Runtime directly. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface Answers {
  readonly shape: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** A .npy file read without any of our readers: what NumPy writes, its header padded to 64 bytes. */
export function answersIn(path: string): Answers {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const wanted = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/.exec(header);
  if (start % 64 !== 0 || !wanted) throw new Error(`this is no header that NumPy writes: ${header}`);
  const [count, values] = [Number(wanted[1]), Number(wanted[2])];
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  if (numbers.length !== count * values) throw new Error(`${numbers.length} values are not ${count} x ${values}`);
  const rows = Array.from({ length: count }, (_, index) => [...numbers.slice(index * values, (index + 1) * values)]);
  return { shape: [count, values], rows };
}

interface Ort {
  readonly InferenceSession: {
    create(file: string): Promise<{
      readonly outputNames: readonly string[];
      run(feed: object): Promise<Record<string, { readonly data: Float32Array }>>;
    }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

/** All outputs of each item, one after the other; the model's input is `input`. */
export async function askedOfOnnxruntime(
  file: string,
  items: readonly Float32Array[],
  shape: readonly number[],
): Promise<Answers['rows']> {
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Ort;
  const session = await InferenceSession.create(file);
  const rows: number[][] = [];
  for (const item of items) {
    const results = await session.run({ input: new Tensor('float32', item, shape) });
    rows.push(session.outputNames.flatMap((name) => [...(results[name]?.data ?? [])]));
  }
  return rows;
}

/** The largest difference between two values, and the least cosine between two rows. */
export function apart(
  own: Answers['rows'],
  other: Answers['rows'],
): { readonly most: number; readonly cosine: number } {
  if (own.length !== other.length || own.some((row, at) => row.length !== other[at]?.length))
    throw new Error('these are answers to something else');
  const of = (at: number): readonly number[] => other[at] ?? [];
  const most = own.flatMap((row, at) => row.map((value, index) => Math.abs(value - (of(at)[index] ?? Number.NaN))));
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const cosines = own.map((row, at) => dot(row, of(at)) / Math.sqrt(dot(row, row) * dot(of(at), of(at))));
  return { most: Math.max(...most), cosine: Math.min(...cosines) };
}

/** The class with the best score in each row. */
export function firstClasses(rows: Answers['rows']): readonly number[] {
  return rows.map((row) => row.indexOf(Math.max(...row)));
}
