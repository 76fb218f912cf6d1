"""Writes a float32 model as bfloat16; no training, the weights are rounded.

    python bf16.py [FP32 [BF16]]

Both ONNX Runtime builds of the quickstart refuse the file, since they have no
bfloat16 kernel for x86-64 or WebAssembly: it is there to be refused.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
OPSET = 22  # the first in which Conv takes bfloat16
IR_VERSION = 10  # the one that came with it


def rounded(tensor: TensorProto) -> TensorProto:
    """The same tensor in bfloat16, to the nearest, ties to even; no weight is NaN."""
    bits = numpy_helper.to_array(tensor).astype("<f4").view("<u4").astype(np.uint64)
    upper = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return helper.make_tensor(
        tensor.name,
        TensorProto.BFLOAT16,
        list(tensor.dims),
        upper.astype("<u2").tobytes(),
        raw=True,
    )


def to_bf16(model: ModelProto) -> ModelProto:
    """Weights and operators in bfloat16; input and output stay float32.

    None of the operators in these models changed its attributes between the
    opsets; the checker proves that the result is valid.
    """
    graph = model.graph
    (source,), (result,) = graph.input, graph.output
    inner = {source.name: f"{source.name}_bf16", result.name: f"{result.name}_bf16"}
    for node in graph.node:
        node.input[:] = [inner.get(name, name) for name in node.input]
        node.output[:] = [inner.get(name, name) for name in node.output]
    nodes = [
        helper.make_node(
            "Cast",
            [source.name],
            [inner[source.name]],
            name="cast_input",
            to=TensorProto.BFLOAT16,
        ),
        *graph.node,
        helper.make_node(
            "Cast",
            [inner[result.name]],
            [result.name],
            name="cast_output",
            to=TensorProto.FLOAT,
        ),
    ]
    written = helper.make_model(
        helper.make_graph(
            nodes,
            graph.name,
            [source],
            [result],
            [rounded(tensor) for tensor in graph.initializer],
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="bf16.py",
    )
    written.ir_version = IR_VERSION
    onnx.checker.check_model(written, full_check=True)
    return written


def export_bf16(fp32: Path, path: Path) -> None:
    """From the float32 file, whatever trained it."""
    onnx.save(to_bf16(onnx.load(str(fp32))), str(path))


if __name__ == "__main__":
    names = [Path(name) for name in sys.argv[1:]]
    fp32 = names[0] if names else HERE / "digits-cnn.fp32.onnx"
    export_bf16(fp32, names[1] if len(names) > 1 else HERE / "digits-cnn.bf16.onnx")
