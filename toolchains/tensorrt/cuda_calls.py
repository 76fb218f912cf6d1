"""The few calls of CUDA's runtime that an inference needs: through NVIDIA's package for Python where it is, else from the library.

Not named cuda: beside the runner it would hide that package."""
import ctypes

TO_DEVICE, TO_HOST = 1, 2
# Where CUDA's files for developers are not, it has only its names with a version.
NAMES = ("libcudart.so", "libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0", "libcudart.so.10.2")


def open_runtime():
    try:
        from cuda.bindings import runtime
    except ImportError:
        try:
            from cuda import cudart as runtime
        except ImportError:
            return Library(library())
    return Package(runtime)


def library():
    for name in NAMES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise RuntimeError("CUDA's runtime is not found: neither the package cuda-python nor %s" % ", ".join(NAMES))


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
