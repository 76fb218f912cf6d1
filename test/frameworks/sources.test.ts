/** The sources of a shipped model are one network: in every precision and format it gives the same answers. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { images, modelFile } from '#test/toolchains/workbench.js';

const models = ['digits-cnn', 'digits-mobile'] as const;
const values = 1024;
const items = 150;
/** Least cosine that the rounding of a precision leaves; another network of the same shape is near 0. */
const alike = { fp16: 0.9999, int8: 0.98 } as const;

interface Ort {
  readonly InferenceSession: {
    create(file: string): Promise<{ run(feed: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}
const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Ort;

describe.each(models)('%s', (model) => {
  test.each(Object.entries(alike))('%s answers as fp32 does', async (precision, least) => {
    const [source, other] = await Promise.all([answersOf(`${model}.fp32`), answersOf(`${model}.${precision}`)]);
    const cosines = source.map((row, item) => cosine(row, other[item]!));
    expect(Math.min(...cosines)).toBeGreaterThan(least);
    const same = source.filter((row, item) => firstOf(row) === firstOf(other[item]!));
    expect(same.length).toBeGreaterThanOrEqual(0.95 * items);
    // The measure can tell them apart: the answer to another image is no like one.
    expect(cosine(source[0]!, other[1]!)).toBeLessThan(0.9);
  });

  test('the TorchScript file has the weights of the ONNX file, all of them', () => {
    const onnx = readFileSync(modelFile(`${model}.fp32`));
    const weights = storedIn(modelFile(`${model}.fp32`).replace(/onnx$/, 'torchscript'));
    expect(weights.length).toBeGreaterThan(20);
    expect(weights.filter((bytes) => !onnx.includes(bytes))).toEqual([]);
    const stored = weights.reduce((sum, { length }) => sum + length, 0);
    // What is not weights of an ONNX file are names: a layer that was forgotten would be missed here.
    expect(stored / onnx.length).toBeGreaterThan(0.95);
  });
});

test('no image for calibration is a test image', () => {
  const test = new Set(imagesIn(images));
  const calibration = imagesIn(join(images, '../digits-calibration.images.npy'));
  expect([test.size, new Set(calibration).size]).toEqual([items, 160]);
  expect(calibration.filter((image) => test.has(image))).toEqual([]);
});

async function answersOf(name: string): Promise<readonly Float32Array[]> {
  const session = await InferenceSession.create(modelFile(name));
  const { logits } = await session.run({ input: new Tensor('float32', numbersOf(images), [items, 1, 32, 32]) });
  return Array.from({ length: items }, (_, item) => logits!.data.subarray(item * 10, item * 10 + 10));
}

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

function firstOf(row: Float32Array): number {
  return row.indexOf(Math.max(...row));
}

function imagesIn(path: string): readonly string[] {
  const numbers = numbersOf(path);
  const count = numbers.length / values;
  return Array.from({ length: count }, (_, at) => numbers.subarray(at * values, (at + 1) * values).join());
}

/** NumPy pads the header of these files to 128 bytes. */
function numbersOf(path: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(path)).buffer.slice(128));
}

/** The tensors of a TorchScript file: members `data/N` of a ZIP archive without compression. */
function storedIn(path: string): readonly Buffer[] {
  const archive = readFileSync(path);
  const found: Buffer[] = [];
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [method, size] = [archive.readUInt16LE(at + 8), archive.readUInt32LE(at + 18)];
    const begin = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const name = archive.toString('latin1', at + 30, at + 30 + archive.readUInt16LE(at + 26));
    expect(method).toBe(0);
    if (/\/data\/\d+$/.test(name)) found.push(archive.subarray(begin, begin + size));
    at = begin + size;
  }
  return found;
}
