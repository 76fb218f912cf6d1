from double_cuda_python import *
