"""Measures one session of one cell with onnxruntime for Python: `python3 runner.py job.json`, protocol 1.

For Python 3.7 and newer: with the files of ../python-runner beside it, onnxruntime and the numpy that comes with it are all
that a board needs. What is timed is `InferenceSession.run` alone. It says of itself what runner.mjs does; the tests hold
both to the same checks.
"""
import json
import os
import re
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number

# Of the profile, in the working directory, which is the attempt's own. ONNX Runtime adds the date.
PREFIX = "onnxruntime-profile"

# ONNX Runtime's names of providers -> ours, and the unit that each computes on.
PROVIDERS = {
    "CPUExecutionProvider": ("cpu", "cpu"),
    "CUDAExecutionProvider": ("cuda", "gpu"),
    "TensorrtExecutionProvider": ("tensorrt", "gpu"),
}

# Operators that do nearly all the arithmetic of a network, fused and quantised variants included.
COMPUTING = re.compile("Conv|Gemm|MatMul|Einsum|Attention|LSTM|GRU|RNN")

# ONNX Runtime's names of tensor types -> ours. What is not listed keeps its name.
ARITHMETICS = {"float": "fp32", "float16": "fp16", "bfloat16": "bf16", "double": "fp64", "int8": "int8", "uint8": "int8"}


class OnnxRuntime(Engine):
    """One session that is profiled for its first inference and measured afterwards, so that what is said of it is said of
    the very session that was measured."""

    name = "onnxruntime"
    refusals = re.compile(
        "Could not find an implementation|NOT_IMPLEMENTED|This is an invalid model|not a registered function"
        "|Unsupported model IR version|opset",
        re.IGNORECASE,
    )
    # It names the operator it has no kernel for: `implementation for Conv(11) node` or `op_type:Conv(11)`.
    operators = (r"implementation for (\w+)\(", r"(?i)\bop(?:_type)?[: ]+(\w+)\(")

    def libraries(self):
        import onnxruntime

        self.ort = onnxruntime
        return {"onnxruntime": onnxruntime.__version__}

    def load(self):
        ort, job = self.ort, self.job
        options = ort.SessionOptions()
        options.intra_op_num_threads = whole_number(job["options"], "threads")
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        # It was optimised when it was compiled: nothing is to change behind the artifact that is measured.
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.enable_profiling = True
        options.profile_file_prefix = PREFIX
        # Without this a provider that fails is replaced by another one, and a line printed where nobody looks.
        self.session = ort.InferenceSession(
            job["model"]["file"], options, providers=[provider_of(job["asked"]["provider"])], enable_fallback=0
        )
        # Older versions do not know that word.
        self.session.disable_fallback()
        self.input = input_of(self.session, job["model"]["input"])
        self.names = [output.name for output in self.session.get_outputs()]

    def feed(self, item):
        return {self.input: item}

    def infer(self, prepared):
        return self.session.run(self.names, prepared)

    def lanes(self, count):
        # One session takes calls from any number of threads.
        return [self] * count

    def attest(self):
        name = self.session.end_profiling()
        try:
            with open(name, encoding="utf-8") as file:
                profile = file.read()
            return evidence_of(kernels_of(profile)) + (None,)
        except Exception as error:
            # A profile nobody can read: unknown, which is never equal to what was asked.
            return evidence_of([]) + ({"code": "no-profile", "text": "the profile cannot be read: %s" % error},)

    def close(self):
        # Of a session that broke before its profile was asked for.
        for name in os.listdir("."):
            if name.startswith(PREFIX) and name.endswith(".json"):
                os.remove(name)


def provider_of(name):
    for theirs, (ours, _) in PROVIDERS.items():
        if ours == name:
            return theirs
    known = ", ".join(ours for ours, _ in PROVIDERS.values())
    raise ValueError("the provider is %s; this runner knows %s" % (name, known))


def input_of(session, asked):
    inputs = session.get_inputs()
    if len(inputs) != 1:
        names = ", ".join(each.name for each in inputs)
        raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(inputs), names))
    name = inputs[0].name
    if asked is not None and asked != name:
        raise ValueError("the model's input is %s; the job names %s" % (name, asked))
    if inputs[0].type != "tensor(float)":
        raise ValueError("the model's input %s takes %s; this runner feeds float32" % (name, inputs[0].type))
    return name


def kernels_of(profile):
    """The computing kernels that ONNX Runtime's own profile of one inference lists; see kernels.mjs. Anything before its
    first bracket is a log."""
    kernels = []
    for event in json.loads(profile[max(profile.find("["), 0) :]):
        if event.get("cat") != "Node" or not str(event.get("name")).endswith("_kernel_time"):
            continue
        args = event["args"]
        operator = str(args.get("op_name"))
        if COMPUTING.search(operator):
            provider = args.get("provider") or "unknown"
            kernels.append((arithmetic_of(operator, args),) + PROVIDERS.get(provider, (provider, "unknown")))
    return kernels


def arithmetic_of(operator, args):
    # These take floats and turn them into int8 themselves before they compute.
    if operator.startswith("DynamicQuantize"):
        return "int8"
    # The first input is what comes in; weights may be packed beforehand, and are not listed then.
    inputs = args.get("input_type_shape") or [{}]
    kind = next(iter(inputs[0]), "unknown")
    return ARITHMETICS.get(kind, kind)


if __name__ == "__main__":
    sys.exit(main(OnnxRuntime, sys.argv))
