"""Stands in for TrtGraphConverterV2; see tensorflow/__init__.py."""
import json
import os
import sys

FAIL = os.environ.get("DOUBLE_FAIL", "")


class TrtGraphConverterV2:
    def __init__(self, input_saved_model_dir=None, precision_mode="FP32"):
        if precision_mode not in ("FP32", "FP16", "INT8"):
            raise ValueError("precision mode '%s' is not supported." % precision_mode)
        if not os.path.exists(os.path.join(input_saved_model_dir, "saved_model.pb")):
            raise OSError("SavedModel file does not exist at: %s" % input_saved_model_dir)

    def convert(self):
        if FAIL == "native":
            os.write(2, b"2026-11-20 10:00:00.0: W tensorflow/compiler/tf2tensorrt/utils/py_utils.cc:38] TF-TRT Warning: Could not find TensorRT\n")
        if FAIL == "out-of-memory":
            raise RuntimeError("Cuda Runtime (out of memory)")

    def build(self, input_fn):
        for values in input_fn():
            assert len(values) == 1

    def save(self, folder):
        os.makedirs(folder)
        operators = {"no-engine": ["Conv2D", "MatMul"], "partial": ["TRTEngineOp", "MatMul"]}.get(FAIL, ["TRTEngineOp", "Softmax"])
        with open(os.path.join(folder, "made.json"), "w") as file:
            json.dump(operators, file)
        sys.stderr.flush()
