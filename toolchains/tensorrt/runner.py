"""Measures one session of one cell with TensorRT: `python3 runner.py job.json`, protocol 1. For TensorRT 8.0 and newer.

Timed is what trtexec calls latency with its data transfers on: the input is copied to the device, the engine is run, and the
outputs are copied back, on one stream, until all of it is done. No CUDA graph, nothing overlaps.
"""
import json
import re
import sys

import cuda_calls
import numpy as np
from measure import Engine, main

UNITS = {"gpu": ("gpu", None), "dla0": ("dla0", 0), "dla1": ("dla1", 1)}

# Layers that do nearly all the arithmetic of a network, as the inspector of an engine names their kinds.
COMPUTING = re.compile("conv|gemm|matrix|matmul|fullyconnected|fully_connected|deconv", re.IGNORECASE)
# What the format of a tensor says of its numbers -> our names; the first that matches wins.
FORMATS = (("int8|INT8|Int8", "int8"), ("fp16|FP16|[Hh]alf", "fp16"), ("BF16|bf16|BFloat", "bf16"), ("fp32|FP32|[Ff]loat", "fp32"))

# A tensor's type by TensorRT's name for it.
TYPES = {"FLOAT": np.float32, "HALF": np.float16, "INT8": np.int8, "UINT8": np.uint8, "INT32": np.int32, "INT64": np.int64, "BOOL": np.bool_}


class TensorRt(Engine):
    name = "tensorrt"

    def libraries(self):
        import tensorrt

        self.trt = tensorrt
        return {"tensorrt": tensorrt.__version__}

    def load(self):
        provider = self.job["asked"]["provider"]
        if provider not in UNITS:
            raise ValueError("the provider is %s; this runner knows %s" % (provider, ", ".join(sorted(UNITS))))
        self.cuda = cuda_calls.open_runtime()
        heard = Heard(self.trt)
        self.heard = heard
        # Kept as long as the engine: that is a part of it.
        self.runtime = runtime = self.runtime_of(heard)
        if UNITS[provider][1] is not None:
            runtime.DLA_core = UNITS[provider][1]
        with open(self.job["model"]["file"], "rb") as file:
            self.engine = runtime.deserialize_cuda_engine(file.read())
        # It answers nothing and logs why.
        if self.engine is None:
            raise RuntimeError(heard.why("the engine cannot be read"))
        self.context = self.engine.create_execution_context()
        if self.context is None:
            raise RuntimeError(heard.why("no execution context"))
        self.stream = self.cuda.stream()
        self.tensors = tensors_of(self.engine, self.trt)
        given = [each for each in self.tensors if each.is_input]
        if len(given) != 1:
            raise ValueError("the model has %d inputs; this runner feeds one" % len(given))
        self.given = given[0]
        if self.given.host.dtype != np.float32:
            raise ValueError("the model's input %s takes %s; this runner feeds float32" % (self.given.name, self.given.host.dtype))
        self.found = [each for each in self.tensors if not each.is_input]
        for each in self.tensors:
            each.device = self.cuda.allocate(each.host.nbytes)
        self.run = self.starter()

    def runtime_of(self, heard):
        try:
            return self.trt.Runtime(heard)
        except TypeError as error:
            # All that Python is told is that there is none.
            raise RuntimeError(heard.why("no runtime: %s" % error)) from error

    def starter(self):
        if hasattr(self.context, "execute_async_v3"):
            for each in self.tensors:
                self.context.set_tensor_address(each.name, each.device)
            return lambda: self.context.execute_async_v3(self.stream)
        bindings = [each.device for each in self.tensors]
        return lambda: self.context.execute_async_v2(bindings, self.stream)

    def feed(self, item):
        if item.size != self.given.host.size:
            raise ValueError("the engine takes %s, an item has %s" % (self.given.host.shape, item.shape))
        return np.ascontiguousarray(item, dtype=np.float32)

    def infer(self, prepared):
        copy, stream = self.cuda.copy, self.stream
        copy(self.given.device, prepared.ctypes.data, prepared.nbytes, cuda_calls.TO_DEVICE, stream)
        if not self.run():
            raise RuntimeError(self.heard.why("the engine did not run"))
        for each in self.found:
            copy(each.host.ctypes.data, each.device, each.host.nbytes, cuda_calls.TO_HOST, stream)
        self.cuda.wait(stream)
        return self.found

    def outputs(self, result):
        return [each.host.copy() for each in result]

    def attest(self):
        asked = self.job["asked"]
        nodes, warning = {}, None
        try:
            nodes = arithmetics_in(json.loads(information(self.engine, self.trt)), UNITS[asked["provider"]][1] is not None)
        except Exception as error:
            warning = {"code": "no-graph", "text": "the layers of the engine cannot be read: %s" % error}
        used = {"provider": asked["provider"], "unit": UNITS[asked["provider"]][0], "arithmetic": prevailing(nodes, asked)}
        return used, {"nodesByArithmetic": nodes}, warning


def prevailing(nodes, asked):
    """TensorRT chooses for each layer what is fastest among what it is allowed. An engine counts as what was asked for where
    at least half of its computing layers are in that; the shares are kept beside it."""
    total = sum(nodes.values())
    if total == 0:
        return "unknown"
    if 2 * nodes.get(asked["arithmetic"], 0) >= total:
        return asked["arithmetic"]
    return max(sorted(nodes), key=lambda name: nodes[name])


class Tensor:
    def __init__(self, name, shape, dtype, is_input):
        if any(size < 0 for size in shape):
            raise ValueError("tensor %s has sizes that are not fixed: %s" % (name, tuple(shape)))
        self.name, self.is_input = name, is_input
        self.host = np.zeros(tuple(shape), dtype)
        self.device = None


def tensors_of(engine, trt):
    if hasattr(engine, "num_io_tensors"):
        names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
        mode = trt.TensorIOMode.INPUT
        return [Tensor(each, engine.get_tensor_shape(each), type_of(engine.get_tensor_dtype(each)), engine.get_tensor_mode(each) == mode) for each in names]
    # Up to 8.4 they are bindings, by their numbers.
    return [
        Tensor(engine.get_binding_name(each), engine.get_binding_shape(each), type_of(engine.get_binding_dtype(each)), engine.binding_is_input(each))
        for each in range(engine.num_bindings)
    ]


def type_of(kind):
    """TensorRT's own `nptype` fails with NumPy 1.24 and newer up to some version 8."""
    if kind.name not in TYPES:
        raise ValueError("a tensor of %s has no type in NumPy" % kind.name)
    return TYPES[kind.name]


def information(engine, trt):
    """Since 8.2; the layers have their formats only in engines that were built with detailed verbosity."""
    return engine.create_engine_inspector().get_engine_information(trt.LayerInformationFormat.JSON)


def arithmetics_in(described, on_dla):
    nodes = {}
    for layer in described.get("Layers", []):
        if not isinstance(layer, dict) or not computes(layer, on_dla):
            continue
        given = layer.get("Inputs") or [{}]
        words = str(given[0].get("Format/Datatype", ""))
        name = next((each for form, each in FORMATS if re.search(form, words)), "unknown")
        nodes[name] = nodes.get(name, 0) + 1
    return nodes


def computes(layer, on_dla):
    """A part of a network that a DLA computes is one layer, whatever is in it."""
    if on_dla and "ForeignNode" in layer.get("Name", ""):
        return True
    return COMPUTING.search(layer.get("LayerType", "") + " " + layer.get("ParameterType", "")) is not None


def Heard(trt):
    """A logger of TensorRT that remembers what was wrong; that goes to stderr too."""

    class Logger(trt.ILogger):
        def __init__(self):
            trt.ILogger.__init__(self)
            self.errors, self.warnings = [], []

        def log(self, severity, text):
            if severity in (trt.ILogger.INTERNAL_ERROR, trt.ILogger.ERROR):
                self.errors.append(str(text))
            elif severity == trt.ILogger.WARNING:
                self.warnings.append(str(text))
            else:
                return
            print("[TensorRT] %s" % text, file=sys.stderr)

        def why(self, what):
            """The first error, because others follow from it; TensorRT 8 only warns that there is no CUDA."""
            said = self.errors or [each for each in self.warnings if "CUDA" in each]
            return said[0] if said else "%s, and TensorRT does not say why" % what

    return Logger()


if __name__ == "__main__":
    sys.exit(main(TensorRt, sys.argv))
