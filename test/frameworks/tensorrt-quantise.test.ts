/** What toolchain tensorrt asks of onnxruntime's tools, before an engine is built: files that TensorRT would take. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { interpreterOf, makingEnvironment } from '#test/frameworks/environment.js';
import { alike, referenceOf } from '#test/frameworks/rows.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

const source = modelFile('digits-cnn.fp32');
const calibration = images.replace('digits-test', 'digits-calibration');
let interpreter: string;
let bench: Workbench;

beforeAll(() => {
  // Of the same packages as its own.
  interpreter = interpreterOf('onnxruntime', 'converter');
  bench = new Workbench({ framework: 'tensorrt', runner: 'python', interpreter });
}, makingEnvironment);
afterAll(() => bench.dispose());

interface Graph {
  /** Names of operators, once for each node. */
  readonly operators: readonly string[];
  /** Types of numbers of weights, each once. */
  readonly weights: readonly string[];
  /** Type and greatest distance from 0 of every zero point. */
  readonly zeros: readonly (readonly [string, number])[];
}

/** Read by the library of ONNX itself. */
const reading = `
import json, sys, onnx
from onnx import numpy_helper
graph = onnx.load(sys.argv[1]).graph
held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
points = [each.input[2] for each in graph.node if each.op_type in ("QuantizeLinear", "DequantizeLinear")]
zeros = [(str(held[each].dtype), int(abs(held[each].astype("int64")).max())) for each in points]
print(json.dumps({"operators": [each.op_type for each in graph.node], "zeros": zeros, "weights": sorted({str(each.dtype) for each in held.values()})}))
`;

function made(id: string, out: string): Graph {
  expect(bench.convert(id, { source, out, modules: '', calibration })).toMatchObject({ exitCode: 0 });
  return JSON.parse(execFileSync(interpreter, ['-c', reading, bench.path(out)], { encoding: 'utf8' })) as Graph;
}

async function likeSource(out: string): Promise<number> {
  return alike(await referenceOf(bench.path(out), images), await referenceOf(source, images));
}

test('int8 has its scales in the file, around zero, and answers as the source does', async () => {
  const { operators, zeros } = made('quantise', 'int8.out');
  const counted = (name: string): number => operators.filter((each) => each === name).length;
  expect(counted('QuantizeLinear')).toBeGreaterThan(counted('Conv'));
  expect(counted('DequantizeLinear')).toBeGreaterThan(2 * counted('Conv'));
  // TensorRT takes no other.
  expect(new Set(zeros.map(([type, furthest]) => `${type} ${furthest}`))).toEqual(new Set(['int8 0']));
  expect(await likeSource('int8.out')).toBeGreaterThan(0.98);
});

test('fp16 for TensorRT 11 has weights of fp16 alone, takes and answers fp32, and answers as the source does', async () => {
  const { operators, weights, zeros } = made('to-fp16', 'fp16.out');
  expect(weights).toEqual(['float16']);
  expect(zeros).toEqual([]);
  // One behind the input and one before the output: between them all is fp16.
  expect(operators.filter((each) => each === 'Cast')).toHaveLength(2);
  expect(await likeSource('fp16.out')).toBeGreaterThan(0.9999);
  expect(bench.litter()).toEqual([]);
});
