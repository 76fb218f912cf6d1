"""Stands in for Torch-TensorRT; see torch/__init__.py."""
import os

import numpy as np
import torch

__version__ = "2.4.0"
FAIL = os.environ.get("DOUBLE_FAIL", "")


class Input:
    def __init__(self, shape=None, dtype=None):
        self.shape, self.dtype = shape, dtype


class Compiled:
    def __init__(self, given):
        self.given = given
        engine, conv = "%5 = tensorrt::execute_engine(%4, %1)\n", "%6 = aten::_convolution(%5, %2)\n"
        self.inlined_graph = {"no-engine": conv, "partial": engine + conv}.get(FAIL, engine)

    def __call__(self, tensor):
        assert tensor.values.shape == self.given.shape and str(tensor.values.dtype) == self.given.dtype
        return torch.Tensor(np.full((1, 10), tensor.values.mean(), self.given.dtype))


def compile(module, ir="default", inputs=None, enabled_precisions=None):
    if ir != "ts" or enabled_precisions != {inputs[0].dtype}:
        raise ValueError("an unknown way to compile")
    if FAIL == "out-of-memory":
        raise RuntimeError("[Error thrown at core/conversion/conversionctx] CUDA out of memory")
    return Compiled(inputs[0])
