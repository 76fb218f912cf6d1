"""Stands in for PyTorch with a GPU. DOUBLE_FAIL: no-device, busy, out-of-memory, partial, no-engine."""
import os
from types import SimpleNamespace as Named

import numpy as np

__version__ = "2.4.0"
FAIL = os.environ.get("DOUBLE_FAIL", "")
float32, float16 = "float32", "float16"
cuda = Named(is_available=lambda: FAIL != "no-device")


class Tensor:
    def __init__(self, values):
        self.values = values

    def cuda(self):
        if FAIL == "busy":
            raise RuntimeError("CUDA error: all CUDA-capable devices are busy or unavailable")
        return self

    def cpu(self):
        return self

    def to(self, dtype):
        return Tensor(self.values.astype(dtype))

    def float(self):
        return self.to("float32")

    def numpy(self):
        return self.values


def from_numpy(values):
    return Tensor(np.asarray(values))


class Module:
    def eval(self):
        return self

    def to(self, dtype):
        self.dtype = dtype
        return self


def load(path, map_location=None):
    assert map_location == "cuda"
    with open(path, "rb") as file:
        file.read()
    return Module()


jit = Named(load=load)
