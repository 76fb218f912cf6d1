"""The GPU under the doubles of TensorRT and CUDA. What is put on a stream happens when it is waited for, so that whoever reads too
early reads nothing; an address that was never allocated ends the process, as it would be an error of the GPU there.

DOUBLE_CUDA: bindings (cuda-python 12 and newer), cudart (older), library (no package; sitecustomize.py has the library), none.
DOUBLE_FAIL: no-device, busy, driver, cuda-out-of-memory, lost (the work on a stream fails).
"""
import ctypes
import os

FAIL = os.environ.get("DOUBLE_FAIL", "")
KIND = os.environ.get("DOUBLE_CUDA", "bindings")
SAID = {2: "out of memory", 35: "CUDA driver version is insufficient for CUDA runtime version", 46: "all CUDA-capable devices are busy or unavailable", 100: "no CUDA-capable device is detected", 719: "unspecified launch failure"}
NAMES = {0: "cudaSuccess", 2: "cudaErrorMemoryAllocation", 35: "cudaErrorInsufficientDriver", 46: "cudaErrorDevicesUnavailable", 100: "cudaErrorNoDevice", 719: "cudaErrorLaunchFailure"}
# What every call answers from the first on.
BROKEN = {"no-device": 100, "busy": 46, "driver": 35}.get(FAIL, 0)

memory = {}
streams = {}


def malloc(size):
    if BROKEN or FAIL == "cuda-out-of-memory":
        return BROKEN or 2, 0
    buffer = ctypes.create_string_buffer(size)
    memory[ctypes.addressof(buffer)] = buffer
    return 0, ctypes.addressof(buffer)


def create_stream():
    if BROKEN:
        return BROKEN, 0
    streams[0x5000 + len(streams)] = []
    return 0, max(streams)


def copy(to, of, size, kind, stream):
    """kind: 1 is to the device, 2 from it."""
    device = {1: to, 2: of}[kind]
    if len(memory[device]) != size:
        raise AssertionError("%d bytes at %d of %d" % (size, device, len(memory[device])))
    streams[stream].append(lambda: ctypes.memmove(to, of, size))
    return 0


def enqueue(stream, work):
    streams[stream].append(work)


def wait(stream):
    waiting, streams[stream] = streams[stream], []
    if FAIL == "lost":
        return 719
    for work in waiting:
        work()
    return 0


def floats(address):
    buffer = memory[address]
    return (ctypes.c_float * (len(buffer) // 4)).from_buffer(buffer)
