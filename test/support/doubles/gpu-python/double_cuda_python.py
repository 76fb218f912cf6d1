"""What `cuda.cudart` and `cuda.bindings.runtime` have in common: each call answers a tuple that begins with its status."""
import enum

import double_gpu as gpu

cudaError_t = enum.IntEnum("cudaError_t", {name: number for number, name in gpu.NAMES.items()})


class cudaMemcpyKind(enum.IntEnum):
    cudaMemcpyHostToHost = 0
    cudaMemcpyHostToDevice = 1
    cudaMemcpyDeviceToHost = 2


class cudaStream_t:
    def __init__(self, number):
        self.number = number

    def __int__(self):
        return self.number


def cudaMalloc(size):
    status, address = gpu.malloc(size)
    return cudaError_t(status), address


def cudaStreamCreate():
    status, stream = gpu.create_stream()
    return cudaError_t(status), cudaStream_t(stream)


def cudaMemcpyAsync(dst, src, count, kind, stream):
    if not isinstance(kind, cudaMemcpyKind):
        raise TypeError("Argument 'kind' has incorrect type (expected cudart.cudaMemcpyKind, got %s)" % type(kind).__name__)
    return (cudaError_t(gpu.copy(dst, src, count, int(kind), int(stream))),)


def cudaStreamSynchronize(stream):
    return (cudaError_t(gpu.wait(int(stream))),)
