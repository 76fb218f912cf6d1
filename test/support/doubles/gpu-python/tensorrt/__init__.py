"""Stands in for NVIDIA's package of TensorRT, after its documented interface of 8.2, 8.6, 10 and 11. It loads what the double of
trtexec builds. A network takes `input` of 1 × 3 × 8 × 8 and answers its first ten values as `scores`.

DOUBLE_VERSION: 8.2.1, 8.6.1 (left out), 10.2.0, 11.1.0. DOUBLE_FAIL, besides those of double_gpu.py: incompatible-device,
context-memory, execution, dynamic, brief (layers without their formats), fallback (two of three layers in fp32).
"""
import enum
import json
import os

import double_gpu as gpu
import numpy as np

__version__ = os.environ.get("DOUBLE_VERSION", "8.6.1")
NUMBER = tuple(int(part) for part in __version__.split("."))
NAMED, ONLY_NAMED = NUMBER >= (8, 5), NUMBER >= (10,)
FAIL = gpu.FAIL

DataType = enum.Enum("DataType", "FLOAT HALF INT8 INT32 BOOL UINT8 INT64")
TensorIOMode = enum.Enum("TensorIOMode", "NONE INPUT OUTPUT") if NAMED else None
LayerInformationFormat = enum.Enum("LayerInformationFormat", "ONELINE JSON")
float32 = DataType.FLOAT


def nptype(kind):
    if NUMBER < (8, 6):
        # Its table names `numpy.bool`, which NumPy 1.24 took away.
        raise AttributeError("module 'numpy' has no attribute 'bool'")
    return {DataType.FLOAT: np.float32, DataType.HALF: np.float16}[kind]


class ILogger:
    Severity = enum.IntEnum("Severity", "INTERNAL_ERROR ERROR WARNING INFO VERBOSE", start=0)
    INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = Severity

    def __init__(self):
        self.begun = True


class Runtime:
    num_DLA_cores = 2

    def __init__(self, logger):
        if not getattr(logger, "begun", False):
            raise TypeError("tensorrt.ILogger.__init__() must be called when overriding __init__")
        self.logger, self.DLA_core = logger, -1
        if gpu.BROKEN:
            logger.log(ILogger.WARNING if NUMBER < (10,) else ILogger.ERROR, "CUDA initialization failure with error: %d. Please check your CUDA installation: http://docs.nvidia.com/cuda/cuda-installation-guide-linux/index.html" % gpu.BROKEN)
            raise TypeError("pybind11::init(): factory function returned nullptr")

    def deserialize_cuda_engine(self, serialized):
        head = serialized.split(b"\n")[0].decode("latin-1").split(" ")
        if head[0] != "TENSORRT":
            return self.refuse("1: [stdArchiveReader.cpp::StdArchiveReader::40] Error Code 1: Serialization (Serialization assertion magicTagRead == kMAGIC_TAG failed.Magic tag does not match)")
        if head[1] != __version__:
            return self.refuse("6: The engine plan file is not compatible with this version of TensorRT, expecting library version %s got %s, please rebuild." % (__version__, head[1]))
        if FAIL == "incompatible-device":
            return self.refuse("6: The engine plan file is generated on an incompatible device, expecting compute 8.7 got compute 7.2, please rebuild.")
        if ("useDLACore" in head) != (self.DLA_core >= 0):
            return self.refuse("9: Cannot deserialize an engine for DLA core %d" % self.DLA_core)
        words = set(head[2:]) | {word for word in ("fp16", "int8") if serialized.endswith((" in " + word).encode())}
        return (Both if NAMED and not ONLY_NAMED else Named if NAMED else Numbered)(self.logger, words)

    def refuse(self, text):
        self.logger.log(ILogger.ERROR, text)


class Engine:
    TENSORS = (("input", (1, 3, 8, 8)), ("scores", (1, 10)))

    def __init__(self, logger, words):
        self.logger, self.words = logger, words

    def shape(self, at):
        return tuple(self.TENSORS[at][1]) if FAIL != "dynamic" else (-1,) + self.TENSORS[at][1][1:]

    def create_execution_context(self):
        if FAIL == "context-memory":
            self.logger.log(ILogger.ERROR, "2: [virtualMemoryBuffer.cpp::resizePhysical::145] Error Code 2: OutOfMemory (no further information)")
            return None
        return {Named: NamedContext, Numbered: NumberedContext, Both: BothContext}[type(self)](self)

    def create_engine_inspector(self):
        return Inspector(self.words)


class Numbered(Engine):
    num_bindings = 2

    def get_binding_name(self, at):
        return self.TENSORS[at][0]

    def get_binding_shape(self, at):
        return self.shape(at)

    def get_binding_dtype(self, at):
        return DataType.FLOAT

    def binding_is_input(self, at):
        return at == 0


class Named(Engine):
    num_io_tensors = 2

    def get_tensor_name(self, at):
        return self.TENSORS[at][0]

    def at(self, name):
        return [each for each, _ in self.TENSORS].index(name)

    def get_tensor_shape(self, name):
        return self.shape(self.at(name))

    def get_tensor_dtype(self, name):
        return self.at(name) >= 0 and DataType.FLOAT

    def get_tensor_mode(self, name):
        return TensorIOMode.OUTPUT if self.at(name) else TensorIOMode.INPUT


class Both(Named, Numbered):
    """8.5 to 8.6."""


class Context:
    def __init__(self, engine):
        self.engine, self.logger, self.addresses = engine, engine.logger, {}

    def enqueue(self, given, found, stream):
        if FAIL == "execution":
            self.logger.log(ILogger.ERROR, "1: [cudaResources.cpp::operator()::39] Error Code 1: Cuda Runtime (an illegal memory access was encountered)")
            return False

        def work():
            scores = gpu.floats(found)
            scores[:] = gpu.floats(given)[: len(scores)]

        gpu.enqueue(stream, work)
        return True


class NumberedContext(Context):
    def execute_async_v2(self, bindings, stream_handle):
        return self.enqueue(bindings[0], bindings[1], stream_handle)


class NamedContext(Context):
    def set_tensor_address(self, name, memory):
        self.addresses[self.engine.get_tensor_name(self.engine.at(name))] = memory
        return True

    def execute_async_v3(self, stream_handle):
        if len(self.addresses) < 2:
            self.logger.log(ILogger.ERROR, "3: [executionContext.cpp::enqueueV3::2666] Error Code 3: API Usage Error (Parameter check failed: an address is not set)")
            return False
        return self.enqueue(self.addresses["input"], self.addresses["scores"], stream_handle)


class BothContext(NamedContext, NumberedContext):
    pass


class Inspector:
    """Words of formats as each version has them."""

    def __init__(self, words):
        self.words = words

    def get_engine_information(self, form):
        if form != LayerInformationFormat.JSON:
            raise AssertionError("asked for %s" % form)
        if FAIL == "brief":
            return json.dumps({"Layers": ["conv1 + relu1", "fc"], "Bindings": ["input", "scores"]})
        own = "int8" if "int8" in self.words else "fp16" if "fp16" in self.words else "fp32"
        on_dla = "useDLACore" in self.words
        kinds = [("Reformat", "Reformat", "fp32")] + [("{ForeignNode[conv1...relu5]}" if on_dla else "conv1", "CaskConvolution", own)]
        kinds += [("conv2", "CaskConvolution", "fp32" if FAIL == "fallback" else own), ("fc", "gemm" if ONLY_NAMED else "MatrixMultiply", "fp32" if FAIL == "fallback" else own)]
        if on_dla:
            kinds = [kinds[0], (kinds[1][0], "Foreign", own)]
        return json.dumps({"Layers": [{"Name": name, "LayerType": kind, "Inputs": [{"Name": "x", "Format/Datatype": FORMATS[each]}]} for name, kind, each in kinds], "Bindings": []})


FORMATS = {"int8": "Int8", "fp16": "Half", "fp32": "Float"} if ONLY_NAMED else {"int8": "Thirty-two wide channel vectorized row major Int8 format", "fp16": "Two wide channel vectorized row major FP16 format", "fp32": "Row major linear FP32"}
