"""What anyone would write: `python3 bare_loop.py MODEL SHAPE THREADS SECONDS MODULES` prints the median in nanoseconds."""
import sys
import time

import numpy
import onnxruntime

model, shape, threads, seconds = sys.argv[1:5]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(threads)
options.inter_op_num_threads = 1
# The runner loads what was optimised before, with nothing optimised again: here is the same file.
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
feeds = {session.get_inputs()[0].name: numpy.random.rand(*map(int, shape.split(","))).astype("float32")}
for _ in range(20):
    session.run(None, feeds)
times = []
end = time.perf_counter_ns() + float(seconds) * 1e9
while time.perf_counter_ns() < end:
    began = time.perf_counter_ns()
    session.run(None, feeds)
    times.append(time.perf_counter_ns() - began)
print(sorted(times)[len(times) // 2])
