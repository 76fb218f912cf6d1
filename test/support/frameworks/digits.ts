/** Answers of runners, read without any of their readers, and how far those of two models are apart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeNpy } from '#test/npy.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

export type Rows = readonly (readonly number[])[];

/** The first of the calibration images, which are no test images: enough for a model of a test. Answers the name of the file. */
export function calibrationIn(bench: Workbench): string {
  const count = 16;
  const whole = readFileSync(join(images, '../digits-calibration.images.npy'));
  const body = whole.subarray(10 + whole.readUInt16LE(8)).subarray(0, count * 1024 * 4);
  storeNpy(bench.path('calibration.out'), { descr: '<f4', shape: [count, 1, 32, 32], body });
  return 'calibration.out';
}

/** One row for each item. */
function rowsIn(path: string): Rows {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const [count = 0, values = 0] = [...bytes.toString('latin1', 10, start).matchAll(/\d+(?=[,)])/g)].map(Number);
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
  if (numbers.length !== count * values) throw new Error(`${path} holds ${numbers.length} numbers`);
  return Array.from({ length: count }, (_, row) => [...numbers.slice(row * values, (row + 1) * values)]);
}

/** What ONNX Runtime answers to the first of the test images; asked once. */
export function referenceAnswers(model: string, items: number): Promise<Rows> {
  const key = `${model} ${items}`;
  const known = references.get(key) ?? askReference(model, items);
  references.set(key, known);
  return known;
}

const references = new Map<string, Promise<Rows>>();

async function askReference(model: string, items: number): Promise<Rows> {
  const bench = new Workbench({ framework: 'onnxruntime', runner: 'node', interpreter: process.execPath });
  try {
    return await answersOf(bench, modelFile(model), { items, precision: 'fp32' });
  } finally {
    bench.dispose();
  }
}

export async function answersOf(
  bench: Workbench,
  file: string,
  { items, precision }: { readonly items: number; readonly precision: string },
): Promise<Rows> {
  const asked = { ...bench.job(file).asked, arithmetic: precision };
  const { session } = await bench.measure(bench.answering(file, { asked, input: { kind: 'data', images, items } }));
  if (session.error) throw new Error(session.error.text);
  return rowsIn(bench.path('answers.out'));
}

/** The least cosine of the angle between the answers to one item. */
export function leastCosine(some: Rows, others: Rows): number {
  return Math.min(...some.map((row, item) => cosine(row, others[item] ?? [])));
}

/** Share of the items for which both give the best score to the same class. */
export function agreement(some: Rows, others: Rows): number {
  const best = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  return some.filter((row, item) => best(row) === best(others[item] ?? [])).length / some.length;
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}
