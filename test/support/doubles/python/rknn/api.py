"""Stands in for RKNN-Toolkit2: `config`, `load_onnx`, `build`, `export_rknn`, `release`, in that order, with the arguments that its
guide documents; each answers 0, or -1 after it said why.

DOUBLE_FAIL: opset, unsupported-op, exception, empty.
"""
import json
import os
import sys

import numpy as np

FAIL = os.environ.get("DOUBLE_FAIL", "")
PLATFORMS = ("rk3588", "rk3576", "rk3562", "rk3566", "rk3568", "rv1103", "rv1106", "rk2118")


class RKNN:
    def __init__(self, verbose=True, verbose_file=None):
        self.steps = []

    def config(self, mean_values=None, std_values=None, quantized_dtype="w8a8", target_platform=None):
        self.at("config", [])
        if target_platform not in PLATFORMS:
            return say("E config: Invalid target_platform: %s" % target_platform)
        self.platform = target_platform
        return 0

    def load_onnx(self, model, inputs=None, input_size_list=None, outputs=None):
        self.at("load_onnx", ["config"])
        if not model.endswith(".onnx") or not os.path.exists(model):
            return say("E load_onnx: The model path %s is not valid!" % model)
        if FAIL == "opset":
            return say("E load_onnx: Unsupport onnx opset 25, need <= 19!")
        return 0

    def build(self, do_quantization=True, dataset=None, rknn_batch_size=None):
        self.at("build", ["config", "load_onnx"])
        if do_quantization:
            with open(dataset, encoding="utf-8") as file:
                items = [np.load(line.strip()) for line in file]
            if not items or any(item.shape != items[0].shape or item.dtype != np.float32 for item in items):
                return say("E build: The dataset is not valid!")
        say("I rknn building ...")
        if FAIL == "unsupported-op":
            return say('Fatal: Meet unsupported operator: ScatterND(name="ScatterND_1308").')
        if FAIL == "exception":
            return say("E build: Catch exception when building RKNN model!")
        self.quantised = do_quantization
        return 0

    def export_rknn(self, export_path, cpp_gen_cfg=None):
        self.at("export_rknn", ["config", "load_onnx", "build"])
        made = {"platform": self.platform, "quantised": self.quantised}
        with open(export_path, "wb") as file:
            if FAIL != "empty":
                file.write(b"RKNN" + json.dumps(made).encode("ascii"))
        return 0

    def release(self):
        self.steps.append("release")

    def at(self, step, before):
        if self.steps != before:
            raise AssertionError("%s after %s" % (step, self.steps))
        self.steps.append(step)


def say(words):
    print(words, file=sys.stderr, flush=True)
    return -1
