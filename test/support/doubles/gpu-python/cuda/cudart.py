"""Where cuda-python had it up to 12."""
import double_gpu

if double_gpu.KIND != "cudart":
    raise ImportError("cannot import name 'cudart' from 'cuda'")
from double_cuda_python import *
