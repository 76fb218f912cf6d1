"""Stands in for TensorFlow Lite's interpreter with the delegate of libedgetpu, for what the double of edgetpu_compiler wrote.

DOUBLE_FAIL: no-device, no-library, runtime-version, data-type; ignored is a delegate that takes nothing, cpu-only a model of
which nothing was compiled, partial one that was in part. What it computes is the mean of its input, ten times.
"""
import os

import numpy as np

FAIL = os.environ.get("DOUBLE_FAIL", "")


def load_delegate(library, options=None):
    if library != "libedgetpu.so.1":
        raise AssertionError("an unknown delegate: %s" % library)
    if set(options or {}) - {"device"}:
        raise AssertionError("options of no Edge TPU: %s" % options)
    if FAIL == "no-library":
        raise OSError("libedgetpu.so.1: cannot open shared object file: No such file or directory")
    if FAIL == "no-device":
        raise ValueError("Failed to load delegate from libedgetpu.so.1\n")
    return object()


class Interpreter:
    def __init__(self, model_path=None, num_threads=None, experimental_delegates=None):
        with open(model_path, "rb") as file:
            self.compiled = file.read(8) == b"EDGETPU " and FAIL != "cpu-only"
        self.delegated = bool(experimental_delegates) and FAIL != "ignored"
        if FAIL == "runtime-version":
            raise RuntimeError(
                "Failed precondition: Package requires runtime version (14), which is newer than this runtime version (13)."
            )
        self.values = np.zeros((1, 8, 8, 3), "int8")
        self.results = np.zeros((1, 10), "int8")

    def allocate_tensors(self):
        if self.compiled and not self.delegated:
            raise RuntimeError("Encountered unresolved custom op: edgetpu-custom-op.Node number 0 (edgetpu-custom-op) failed to prepare.")

    def get_input_details(self):
        return [{"name": "input", "index": 0, "dtype": np.int8, "quantization": (1 / 255, -128)}]

    def get_output_details(self):
        return [{"name": "scores", "index": 1, "dtype": np.int8, "quantization": (1 / 256, -128)}]

    def set_tensor(self, index, values):
        if values.shape != self.values.shape or values.dtype != self.values.dtype:
            raise ValueError("Cannot set tensor: Got value of type %s and shape %s" % (values.dtype, values.shape))
        self.values = values

    def invoke(self):
        if FAIL == "data-type":
            raise RuntimeError("Internal: Unsupported data type in custom op handler: 0Node number 0 (EdgeTpuDelegateForCustomOp) failed to invoke.")
        self.results = np.full((1, 10), int(self.values.mean()), "int8")
        self.results[0, 0] += 1

    def get_tensor(self, index):
        return self.results.copy()

    def _get_full_signature_list(self):
        return {}

    def _get_ops_details(self):
        on_cpu = ["CONV_2D", "SOFTMAX"] if FAIL in ("partial", "cpu-only") else ["SOFTMAX"][: FAIL == "softmax"]
        compiled = ["edgetpu-custom-op"] if self.compiled else []
        delegate = ["EdgeTpuDelegateForCustomOp"] if self.compiled else []
        return [{"op_name": name, "inputs": [], "outputs": [], "operand_types": []} for name in compiled + on_cpu + delegate]
