"""The few calls of CUDA's runtime that an inference needs: through NVIDIA's package for Python where it is, else from the library."""
import ctypes

TO_DEVICE, TO_HOST = 1, 2


def open_runtime():
    try:
        from cuda.bindings import runtime
    except ImportError:
        try:
            from cuda import cudart as runtime
        except ImportError:
            return Library(ctypes.CDLL("libcudart.so"))
    return Package(runtime)


class Package:
    """cuda-python: each call answers a tuple that begins with its status."""

    def __init__(self, runtime):
        self.runtime = runtime

    def call(self, name, *args):
        status, *answers = getattr(self.runtime, name)(*args)
        if int(status) != 0:
            raise RuntimeError("%s: CUDA error %d (%s)" % (name, int(status), getattr(status, "name", "unnamed")))
        return answers[0] if answers else None

    def allocate(self, size):
        return int(self.call("cudaMalloc", size))

    def stream(self):
        return int(self.call("cudaStreamCreate"))

    def copy(self, to, of, size, kind, stream):
        kinds = self.runtime.cudaMemcpyKind
        direction = kinds.cudaMemcpyHostToDevice if kind == TO_DEVICE else kinds.cudaMemcpyDeviceToHost
        self.call("cudaMemcpyAsync", to, of, size, direction, stream)

    def wait(self, stream):
        self.call("cudaStreamSynchronize", stream)


class Library:
    def __init__(self, library):
        self.library = library
        library.cudaGetErrorString.restype = ctypes.c_char_p

    def call(self, name, *args):
        status = getattr(self.library, name)(*args)
        if status != 0:
            said = self.library.cudaGetErrorString(status).decode("ascii", "replace")
            raise RuntimeError("%s: CUDA error %d (%s)" % (name, status, said))

    def allocate(self, size):
        found = ctypes.c_void_p()
        self.call("cudaMalloc", ctypes.byref(found), ctypes.c_size_t(size))
        return found.value

    def stream(self):
        found = ctypes.c_void_p()
        self.call("cudaStreamCreate", ctypes.byref(found))
        return found.value

    def copy(self, to, of, size, kind, stream):
        words = (ctypes.c_void_p(to), ctypes.c_void_p(of), ctypes.c_size_t(size), kind, ctypes.c_void_p(stream))
        self.call("cudaMemcpyAsync", *words)

    def wait(self, stream):
        self.call("cudaStreamSynchronize", ctypes.c_void_p(stream))
