"""Measures one session of one cell on a Myriad X: `python3 myriad.py job.json`, protocol 1. For OpenVINO 2021.4 to 2022.3.

It uses the interface of those releases (`openvino.inference_engine`). Timed is `InferRequest.infer` with its input in place: the
way to the stick, the stick, and back. Inputs and outputs are float32, and become float16 on that way. With several inferences in
flight there is a request for each, called by a thread of its own.
"""
import os
import re
import shutil
import sys

import usb
from measure import Engine, main
from tarred import unpack

# In the working directory, which is the attempt's own.
UNPACKED = "ir"

# (vendor, product) of a Myriad X whose firmware runs; before that it has another name.
BOOTED = ("03e7", "f63b")

UNITS = {"MYRIAD": "vpu", "CPU": "cpu"}


class Myriad(Engine):
    name = "openvino-myriad"
    refusals = re.compile("[Uu]nsupported layer|Cannot convert layer|not supported by (?:VPU|MYRIAD)")
    operators = (r"[Uu]nsupported layer:? (\w+)", r"[Uu]nsupported layer type:? \"?(\w+)", r"Cannot convert layer \"?(\w+)")

    def libraries(self):
        from openvino.inference_engine import IECore, get_version

        self.core = IECore
        # No part of loading: the model travels as one file, and OpenVINO reads two.
        self.files = unpack(self.job["model"]["file"], UNPACKED)
        return {"openvino": get_version().split("-")[0]}

    def load(self):
        provider = self.job["asked"]["provider"]
        if provider not in UNITS:
            raise ValueError("the provider is %s; this runner knows %s" % (provider, ", ".join(UNITS)))
        self.engine = self.core()
        network = self.engine.read_network(os.path.join(self.files, "model.xml"), os.path.join(self.files, "model.bin"))
        if len(network.input_info) != 1:
            names = ", ".join(network.input_info)
            raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(network.input_info), names))
        self.order = list(network.outputs)
        # There is no device to fall back to: it is loaded there, or it is not.
        self.compiled = self.engine.load_network(network, provider, num_requests=self.job.get("streams", 1))
        self.request = self.compiled.requests[0]
        (self.input,) = self.request.input_blobs.values()

    def lanes(self, count):
        return [self] + [InFlight(request) for request in self.compiled.requests[1:count]]

    def place(self, prepared):
        self.input.buffer[:] = prepared

    def infer(self, _prepared):
        self.request.infer()

    def outputs(self, _result):
        return [self.request.output_blobs[name].buffer.copy() for name in self.order]

    def attest(self):
        """By what the device can do: a Myriad has one arithmetic, and nothing shows which one a layer used."""
        provider = self.job["asked"]["provider"]
        kinds = [word for word in self.engine.get_metric(provider, "OPTIMIZATION_CAPABILITIES") if word != "WINOGRAD"]
        arithmetic = {"FP16": "fp16", "FP32": "fp32"}.get(kinds[0], "unknown") if len(kinds) == 1 else "unknown"
        used = {"provider": provider, "unit": UNITS[provider], "arithmetic": arithmetic}
        return used, None, usb.caution(usb.speeds(BOOTED), "Myriad X")

    def close(self):
        # Before the library ends: the stick is reset, and may be used by the next process.
        self.request = self.compiled = self.engine = None
        shutil.rmtree(UNPACKED, ignore_errors=True)


class InFlight:
    """One of the requests besides the first."""

    def __init__(self, request):
        self.request = request
        (self.input,) = request.input_blobs.values()

    place = Myriad.place
    infer = Myriad.infer


if __name__ == "__main__":
    sys.exit(main(Myriad, sys.argv))
