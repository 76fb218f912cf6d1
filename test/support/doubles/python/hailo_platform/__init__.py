"""Stands in for HailoRT's Python, after pyhailort.py of the releases 4.18 to 5.2: as much of it as a runner of one frame uses.

DOUBLE_FAIL: no-device, in-use, wrong-device, timeout; other-chip is a device of another architecture. DOUBLE_ARCH names the chip
(HAILO8). What it computes is the mean of its input, ten times, one more for the first.
"""
import os

import numpy as np

__version__ = "4.20.0"
FAIL = os.environ.get("DOUBLE_FAIL", "")
STATUS = {
    "no-device": "HAILO_OUT_OF_PHYSICAL_DEVICES(74)",
    "in-use": "HAILO_DEVICE_IN_USE(73)",
    "wrong-device": "HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE(93)",
    "timeout": "HAILO_TIMEOUT(4)",
}


class HailoRTException(Exception):
    pass


def fail_as(*classes):
    if FAIL in classes:
        raise HailoRTException("libhailort failed with error: %s" % STATUS[FAIL])


class Word:
    def __init__(self, **parts):
        self.__dict__.update(parts)

    def __str__(self):
        return self.word


class Stream:
    def __init__(self, name, shape):
        self.name, self.shape = name, shape
        self.format = Word(type=Word(word="FormatType.UINT8"))
        self.quant_infos = [Word(qp_scale=1 / 255, qp_zp=0.0)]


class InferModel:
    input_names = ["net/input_layer1"]
    output_names = ["net/fc1"]

    def set_batch_size(self, size):
        if size != 1:
            raise AssertionError("a batch of %s" % size)

    def input(self, name=""):
        return Stream(self.input_names[0], [8, 8, 3])

    def output(self, name=""):
        return Stream(self.output_names[0], [10])

    def configure(self):
        fail_as("wrong-device")
        return Configured()


class Bound:
    buffer = None

    def set_buffer(self, buffer):
        if not buffer.flags.c_contiguous or buffer.dtype != np.uint8:
            raise HailoRTException("Buffer must be C_CONTIGUOUS")
        self.buffer = buffer


class Bindings:
    def __init__(self, results):
        self.given, self.results = Bound(), results

    def input(self, name=""):
        return self.given


class Configured:
    def create_bindings(self, input_buffers=None, output_buffers=None):
        return Bindings(output_buffers)

    def run(self, bindings, timeout):
        fail_as("timeout")
        for each in bindings:
            result = each.results["net/fc1"]
            result[:] = int(each.given.buffer.mean())
            result[0] += 1


class VDevice:
    def __init__(self, params=None, device_ids=None):
        fail_as("no-device", "in-use")

    def create_infer_model(self, hef_source, name=""):
        with open(hef_source, "rb"):
            return InferModel()

    def get_physical_devices(self):
        word = "HAILO8L" if FAIL == "other-chip" else os.environ.get("DOUBLE_ARCH", "HAILO8")
        return [Word(control=Word(identify=lambda: Word(device_architecture=Word(word=word))))]

    def release(self):
        pass
