"""Measures one session of one cell with PyTorch: `python3 runner.py job.json`, protocol 1. It loads TorchScript.

For Python 3.7 and newer and PyTorch from 1.13 on. What is timed is the call of the module in inference mode, until its results
are there; of a module in half precision, turning the float32 input into it is a part of that.
"""
import re
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number

# Operators that do nearly all the arithmetic of a network, fused and quantised variants included.
COMPUTING = re.compile(r"conv|linear|\b(?:add|b|baddb)?mm\b|matmul|einsum|attention|lstm|gru|rnn", re.IGNORECASE)

# PyTorch's names of the types of what goes in -> ours.
ARITHMETICS = {
    "torch.float32": "fp32",
    "torch.float16": "fp16",
    "torch.bfloat16": "bf16",
    "torch.float64": "fp64",
    "torch.quint8": "int8",
    "torch.qint8": "int8",
}


class PyTorch(Engine):
    name = "pytorch"
    refusals = re.compile(
        "not implemented for|Could not run|Unknown builtin op|Unsupported qscheme|[Dd]idn't find engine|is not supported"
        "|maximum supported version for reading"
    )
    # `"slow_conv2d_cpu" not implemented for 'Half'`, `Could not run 'aten::silu_' with arguments from the 'QuantizedCPU' backend`
    operators = (r'"(\w+)" not implemented for', r"Could not run '([\w:]+)", r"Unknown builtin op: ([\w:.]+)")
    # An item to ask about, after it was measured.
    first = None

    def libraries(self):
        import torch

        self.torch = torch
        return {"torch": torch.__version__}

    def load(self):
        torch, job = self.torch, self.job
        if job["asked"]["provider"] != "cpu":
            raise ValueError("the provider is %s; this runner knows cpu" % job["asked"]["provider"])
        torch.set_num_threads(whole_number(job["options"], "threads"))
        torch.set_num_interop_threads(1)
        # For as long as this process lives: it does nothing else.
        self.mode = torch.inference_mode()
        self.mode.__enter__()
        self.module = self.read(job["model"]["file"])
        self.dtype = next((each.dtype for each in self.module.parameters() if each.is_floating_point()), torch.float32)
        optimization = job["options"].get("graph_optimization", "freeze")
        if optimization == "freeze":
            self.module = torch.jit.freeze(self.module)
        elif optimization != "none":
            raise ValueError("graph_optimization is %s; expected none or freeze" % optimization)

    def read(self, path):
        """Quantised weights are packed for an engine while they are read; which one, stands in the file."""
        torch = self.torch
        with open(path, "rb") as file:
            engine = engine_in(file)
        if engine is not None:
            known = torch.backends.quantized.supported_engines
            if engine not in known:
                text = "quantized engine %s is not supported by this build of PyTorch, which has %s"
                raise ValueError(text % (engine, ", ".join(known)))
            torch.backends.quantized.engine = engine
        return torch.jit.load(path, map_location="cpu").eval()

    def feed(self, item):
        prepared = self.torch.from_numpy(item)
        if self.first is None:
            self.first = prepared
        return prepared

    def infer(self, prepared):
        try:
            return self.module(prepared.to(self.dtype))
        except RuntimeError as error:
            raise RuntimeError(own_words(str(error))) from None

    def outputs(self, result):
        tensors = list(result.values()) if isinstance(result, dict) else result
        tensors = tensors if isinstance(tensors, (list, tuple)) else [tensors]
        return [tensor.to(self.torch.float32).numpy() for tensor in tensors]

    def attest(self):
        """From the operators that PyTorch dispatches in one more inference, with the types of what they are given."""
        from torch.utils._python_dispatch import TorchDispatchMode

        tensor = self.torch.Tensor
        kernels = []

        class Seen(TorchDispatchMode):
            def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
                if COMPUTING.search(str(operator)):
                    given = next((str(each.dtype) for each in args if isinstance(each, tensor)), "unknown")
                    kernels.append((ARITHMETICS.get(given, given.replace("torch.", "")), "cpu", "cpu"))
                return operator(*args, **(kwargs or {}))

        with Seen():
            self.infer(self.first)
        return evidence_of(kernels) + (None,)


def engine_in(file):
    """A file of TorchScript is a zip; ours holds the name of the engine beside the model."""
    import zipfile

    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith("/extra/quantized_engine"):
                return archive.read(name).decode("utf-8")
    return None


def own_words(text):
    """Of an error that the TorchScript interpreter passes on, what follows its traceback."""
    return text.rsplit("RuntimeError: ", 1)[-1].strip()


if __name__ == "__main__":
    sys.exit(main(PyTorch, sys.argv))
