"""Stands in for RKNN-Toolkit-Lite2 and librknnrt, for what the double of RKNN-Toolkit2 wrote. The library writes its log to stdout.

DOUBLE_VERSION: of librknnrt. DOUBLE_FAIL: no-device, model-version, platform, memory, unsupported-op, inference. What it computes
is the mean of each item, ten times.
"""
import json
import os
import sys

import numpy as np

FAIL = os.environ.get("DOUBLE_FAIL", "")
VERSION = os.environ.get("DOUBLE_VERSION", "2.3.2")

# What the library says before, and the error that Python makes of it.
FAILURES = {
    "no-device": ("E RKNNAPI: rknn_init,  driver open fail!  ret = -12(ERROR_NOT_SUPPORTED)!", "RKNN_ERR_DEVICE_UNAVAILABLE"),
    "model-version": ("E RKNN: [10:00:00.001] Invalid RKNN model version 6", "RKNN_ERR_FAIL"),
    "platform": ("E RKNN: [10:00:00.001] the model is not for this platform", "RKNN_ERR_TARGET_PLATFORM_UNMATCH"),
    "memory": ("E RKNN: [10:00:00.001] failed to allocate 536870912 bytes", "RKNN_ERR_MALLOC_FAIL"),
}


class RKNNLite:
    NPU_CORE_AUTO = 0
    NPU_CORE_0 = 1
    NPU_CORE_1 = 2
    NPU_CORE_2 = 4
    NPU_CORE_0_1 = 3
    NPU_CORE_0_1_2 = 7
    NPU_CORE_ALL = 65535

    def __init__(self, verbose=False, verbose_file=None):
        self.model = None
        self.ready = False

    def load_rknn(self, path):
        with open(path, "rb") as file:
            content = file.read()
        if content[:4] != b"RKNN":
            return -1
        self.model = json.loads(content[4:].decode("ascii"))
        return 0

    def init_runtime(self, target=None, device_id=None, async_mode=False, core_mask=NPU_CORE_AUTO):
        if self.model is None or core_mask not in (0, 1, 2, 4, 3, 7, 65535):
            raise AssertionError("init_runtime with %s" % core_mask)
        log("I RKNN: [10:00:00.000] RKNN Runtime Information, librknnrt version: %s (429f97ae6b@2025-04-09T09:09:27)" % VERSION)
        log("I RKNN: [10:00:00.000] RKNN Driver Information, version: 0.9.8")
        if FAIL in FAILURES:
            said, code = FAILURES[FAIL]
            log(said)
            print("E Catch exception when init runtime!\nE Exception: RKNN init failed. error code: %s" % code, file=sys.stderr, flush=True)
            return -1
        self.ready = True
        return 0

    def inference(self, inputs, data_type=None, data_format=None, inputs_pass_through=None, get_frame_id=False):
        if not self.ready or not isinstance(inputs, list) or not isinstance(inputs[0], np.ndarray):
            raise AssertionError("inference of %s" % type(inputs))
        if FAIL == "unsupported-op":
            log("E RKNN: [10:00:00.002] ERROR: unsupport Einsum op in current")
            raise RuntimeError("ERROR: unsupport Einsum op in current")
        if FAIL == "inference":
            print("E Catch exception when inference!", file=sys.stderr, flush=True)
            return None
        # Channels last, as it takes images.
        if inputs[0].ndim == 4 and inputs[0].shape[3] not in (1, 3, 4):
            log("E RKNN: [10:00:00.002] Meet unsupported src layout for normalize: NCHW, only support NHWC src layout!")
            return None
        scores = np.full((1, 10), inputs[0].mean(), "float32")
        scores[0, 0] += 1
        return [scores]

    def release(self):
        self.ready = False


def log(line):
    """Not through Python's own buffer: it is another library."""
    os.write(1, (line + "\n").encode("ascii"))
