/** A small model with what the shipped ones have not: three channels, and two outputs whose names sort the other way round. */
import { execFileSync } from 'node:child_process';
import { storeNpy } from '#test/npy.js';

export const small = { channels: 3, height: 8, width: 10, maps: 4, classes: 5 } as const;

const builder = `
import sys
import numpy as np
import onnx
from onnx import helper, numpy_helper

random = np.random.default_rng(7)
def weights(name, *shape):
    return numpy_helper.from_array(random.standard_normal(shape).astype(np.float32), name)
def value(name, shape):
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
nodes = [
    helper.make_node("Conv", ["input", "w", "b"], ["c"], pads=[1, 1, 1, 1]),
    helper.make_node("Relu", ["c"], ["z_maps"]),
    helper.make_node("GlobalAveragePool", ["z_maps"], ["p"]),
    helper.make_node("Flatten", ["p"], ["f"]),
    helper.make_node("Gemm", ["f", "g", "h"], ["a_scores"]),
]
if sys.argv[2] == "strange":
    nodes.append(helper.make_node("Strange", ["a_scores"], ["s"], domain="com.example"))
outputs = {"two": ["z_maps", "a_scores"], "maps": ["z_maps"], "scores": ["a_scores"], "strange": ["s"]}[sys.argv[2]]
shapes = {"z_maps": ["n", 4, 8, 10], "a_scores": ["n", 5], "s": None}
initial = [weights("w", 4, 3, 3, 3), weights("b", 4), weights("g", 4, 5), weights("h", 5)]
graph = helper.make_graph(
    nodes, "small", [value("input", ["n", 3, 8, 10])], [value(each, shapes[each]) for each in outputs], initial
)
opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)]
onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), sys.argv[1])
`;

/** Written to `path`, with the same weights each time. `strange` has an operator that no framework knows. */
export function smallModel(path: string, kind: 'two' | 'maps' | 'scores' | 'strange', python: string): string {
  execFileSync(python, ['-c', builder, path, kind]);
  return path;
}

/** Seeded items for it, channels first, in a NumPy file. */
export function smallItems(path: string, count: number): readonly Float32Array[] {
  const { channels, height, width } = small;
  const each = channels * height * width;
  let state = 12_345;
  const numbers = Float32Array.from({ length: count * each }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 31 - 1;
  });
  storeNpy(path, { descr: '<f4', shape: [count, channels, height, width], body: new Uint8Array(numbers.buffer) });
  return Array.from({ length: count }, (_, index) => numbers.slice(index * each, (index + 1) * each));
}
