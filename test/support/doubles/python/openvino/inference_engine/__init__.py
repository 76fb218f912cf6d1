"""Stands in for the interface of OpenVINO's releases up to 2022.3, with a Myriad X plugged in.

DOUBLE_FAIL: no-device, no-plugin (the words of 2021.4.2 itself), no-library, memory, layer, lost. What it computes is the mean of its
input, ten times, one more for the first.
"""
import os

import numpy as np

FAIL = os.environ.get("DOUBLE_FAIL", "")
REFUSED = {
    "no-device": "Can not init Myriad device: NC_ERROR",
    "no-plugin": 'Device with "MYRIAD" name is not registered in the InferenceEngine',
    "no-library": "Cannot load library 'libopenvino_intel_myriad_plugin.so': cannot open shared object file: No such file or directory",
    "memory": "Failed to allocate graph: NC_OUT_OF_MEMORY",
    "layer": "[VPU] Unsupported layer: Det",
}


def get_version():
    return "2021.4.2-3976-0943ed67223-refs/pull/539/head"


class Blob:
    def __init__(self, shape):
        self.buffer = np.zeros(shape, "float32")


class Request:
    def __init__(self):
        self.input_blobs = {"input": Blob((1, 3, 8, 8))}
        self.output_blobs = {"scores": Blob((1, 10))}

    def infer(self):
        if FAIL == "lost":
            raise RuntimeError("Failed to read output from FIFO: NC_ERROR")
        scores = self.output_blobs["scores"].buffer
        scores[:] = self.input_blobs["input"].buffer.mean()
        scores[0, 0] += 1


class Compiled:
    def __init__(self, count):
        self.requests = [Request() for _ in range(count)]


class Network:
    input_info = {"input": None}
    outputs = {"scores": None}


class IECore:
    def read_network(self, model, weights):
        with open(model, encoding="utf-8") as file:
            if 'version="10"' not in file.read() or not os.path.exists(weights):
                raise RuntimeError("Cannot read the model")
        return Network()

    def load_network(self, network, device_name, num_requests=1):
        if device_name != "MYRIAD" or FAIL in REFUSED:
            raise RuntimeError(REFUSED.get(FAIL, "an unknown device: %s" % device_name))
        return Compiled(num_requests)

    def get_metric(self, device_name, metric_name):
        return {"OPTIMIZATION_CAPABILITIES": ["FP16"]}[metric_name]
