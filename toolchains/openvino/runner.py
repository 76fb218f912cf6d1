"""Measures one session of one cell with OpenVINO: `python3 runner.py job.json`, protocol 1. For OpenVINO 2023.1 and newer.

Timed is `InferRequest.infer` with its input set before: one request, one stream, hint LATENCY, as many threads as the job
says. With several inferences in flight there are as many requests and streams, a thread of Python for each, the hint is
THROUGHPUT, and there are as many threads to compute for each of them. Every property that would otherwise be chosen for this machine is set, above all the precision that is computed in:
OpenVINO's own choice for an fp32 model is bfloat16 where the processor has it.
"""
import os
import re
import shutil
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number
from tarred import unpack

# The arithmetic that is asked for -> OpenVINO's hint. What an int8 model does not compute in int8, it computes in fp32.
HINTS = {"fp32": "f32", "fp16": "f16", "bf16": "bf16", "int8": "f32"}

# OpenVINO's names of element types in the graph that runs -> ours. What is not listed keeps its name.
ARITHMETICS = {"f32": "fp32", "f16": "fp16", "bf16": "bf16", "f64": "fp64", "i8": "int8", "u8": "int8"}

# Layers that do nearly all the arithmetic of a network; the processor's plug-in and that of GPUs spell them differently.
COMPUTING = re.compile("convolution|deconvolution|fully_?connected|gemm|matmul|lstm|gru|rnn|attention|mha", re.IGNORECASE)

# In the working directory, which is the attempt's own.
UNPACKED = "ir"

UNITS = {"CPU": "cpu", "GPU": "gpu", "NPU": "npu"}


class OpenVino(Engine):
    name = "openvino"
    # Devices that are not there are refused as they are for good: no try makes one appear.
    refusals = re.compile(
        r"is not registered|Context was not initialized|Failed to create plugin|no supported devices found|Can't get "
        r"\w+ property as no|VCL compiler loading failed|Cannot load library|Operation .* not supported|unsupported op"
        r"|Cannot create .* layer|Cannot convert|No device found",
        re.IGNORECASE,
    )
    operators = (r"Cannot create (\w+) layer", r"Cannot (?:create|convert) (?:operation )?'?(\w+)'? (?:node|op)")

    def libraries(self):
        import openvino

        self.ov = openvino
        # No part of loading: the model travels as one file, and OpenVINO reads two.
        self.files = unpack(self.job["model"]["file"], UNPACKED)
        return {"openvino": openvino.__version__.split("-")[0]}

    def load(self):
        core = self.ov.Core()
        model = core.read_model(os.path.join(self.files, "model.xml"))
        self.input_of(model)
        with_batch(model, self.job.get("batch", 1))
        asked = self.job["asked"]
        if asked["provider"] not in UNITS:
            raise ValueError("the provider is %s; this runner knows %s" % (asked["provider"], ", ".join(UNITS)))
        self.compiled = core.compile_model(model, asked["provider"], properties_of(asked, self.job))
        self.request = self.compiled.create_infer_request()

    def lanes(self, count):
        return [self] + [Request(self.compiled) for _ in range(count - 1)]

    def input_of(self, model):
        if len(model.inputs) != 1:
            names = ", ".join(each.any_name for each in model.inputs)
            raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(model.inputs), names))
        asked = self.job["model"]["input"]
        names = model.inputs[0].get_names()
        if asked is not None and asked not in names:
            raise ValueError("the model's input is %s; the job names %s" % (", ".join(sorted(names)), asked))
        if model.inputs[0].get_element_type() != self.ov.Type.f32:
            kind = model.inputs[0].get_element_type().get_type_name()
            raise ValueError("the model's input %s takes %s; this runner feeds float32" % (", ".join(names), kind))

    def feed(self, item):
        return self.ov.Tensor(item, shared_memory=True)

    def place(self, prepared):
        self.request.set_input_tensor(prepared)

    def infer(self, _prepared):
        # The results stay where OpenVINO wrote them; a copy of them would be timed too.
        return self.request.infer(share_outputs=True)

    def outputs(self, result):
        return [result[index].copy() for index in range(len(self.compiled.outputs))]

    def close(self):
        shutil.rmtree(UNPACKED, ignore_errors=True)

    def attest(self):
        warning = None
        try:
            kernels = kernels_of(self.compiled)
        except Exception as error:
            # A plug-in need not show its graph: unknown, which is never equal to what was asked.
            kernels = []
            warning = {"code": "no-graph", "text": "the graph that runs cannot be read: %s" % error}
        used, placement = evidence_of(kernels)
        return used, placement, warning


class Request:
    """One of those in flight besides the first."""

    def __init__(self, compiled):
        self.request = compiled.create_infer_request()

    place = OpenVino.place
    infer = OpenVino.infer


def with_batch(model, batch):
    """Models are converted with a batch of one, and take another when their first dimension is set before they are compiled."""
    if batch == 1:
        return
    shape = model.inputs[0].get_partial_shape()
    shape[0] = batch
    model.reshape(shape)


def properties_of(asked, job):
    options, streams = job["options"], job.get("streams", 1)
    hint = HINTS.get(asked["arithmetic"])
    if hint is None:
        raise ValueError("the arithmetic is %s; this runner knows %s" % (asked["arithmetic"], ", ".join(HINTS)))
    properties = {"PERFORMANCE_HINT": "LATENCY" if streams == 1 else "THROUGHPUT", "NUM_STREAMS": str(streams)}
    # NPUs know no such wish.
    if asked["provider"] != "NPU":
        properties["INFERENCE_PRECISION_HINT"] = hint
    if asked["provider"] == "CPU":
        properties["INFERENCE_NUM_THREADS"] = str(streams * whole_number(options, "threads"))
    return properties


def kernels_of(compiled):
    """(arithmetic, device, unit) of each computing layer of the graph that really runs."""
    devices = [name.split(".")[0] for name in compiled.get_property("EXECUTION_DEVICES")]
    kernels = []
    for layer in compiled.get_runtime_model().get_ordered_ops():
        info = layer.get_rt_info()
        if not COMPUTING.search(word_of(info, "layerType")):
            continue
        precision = word_of(info, "runtimePrecision").lower()
        # Of several devices nobody knows which layer is where: then all are named.
        for device in devices:
            kernels.append((ARITHMETICS.get(precision, precision or "unknown"), device, UNITS.get(device, "unknown")))
    return kernels


def word_of(info, name):
    return info[name].astype(str) if name in info else ""


if __name__ == "__main__":
    sys.exit(main(OpenVino, sys.argv))
