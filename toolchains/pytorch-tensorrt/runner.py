"""Measures one session of one cell with Torch-TensorRT: `python3 runner.py job.json`, protocol 1. It loads TorchScript.

Engines are built while the module is loaded, so that the load time holds that. Timed is copying the input to the GPU, the call
of the module, and copying its results back.
"""
import re
import sys

from evidence import evidence_of
from measure import Engine, main

COMPUTING = re.compile(r"aten::(?:_?conv\w*|linear|\w*mm|matmul|einsum|lstm|gru)\b")
ENGINE = re.compile(r"tensorrt::execute_engine")


class TorchTensorRt(Engine):
    name = "pytorch-tensorrt"
    refusals = re.compile("not implemented for|Unknown builtin op|is not supported|Unsupported operator")
    operators = (r"Unsupported operator: ([\w:.]+)", r"Unknown builtin op: ([\w:.]+)")

    def libraries(self):
        import torch
        import torch_tensorrt

        self.torch, self.trt = torch, torch_tensorrt
        return {"torch": torch.__version__, "torch-tensorrt": torch_tensorrt.__version__}

    def load(self):
        from shapes import shape_of

        torch, asked = self.torch, self.job["asked"]
        if asked["provider"] != "tensorrt":
            raise ValueError("the provider is %s; this runner knows tensorrt" % asked["provider"])
        if not torch.cuda.is_available():
            raise RuntimeError("PyTorch finds no GPU")
        self.dtype = {"fp32": torch.float32, "fp16": torch.float16}[asked["arithmetic"]]
        module = torch.jit.load(self.job["model"]["file"], map_location="cuda").eval().to(self.dtype)
        given = self.trt.Input(shape=tuple(shape_of(self.job)), dtype=self.dtype)
        # Of TorchScript: what cannot be an engine stays PyTorch's, and shows in the graph.
        self.module = self.trt.compile(module, ir="ts", inputs=[given], enabled_precisions={self.dtype})

    def feed(self, item):
        return self.torch.from_numpy(item)

    def infer(self, prepared):
        result = self.module(prepared.cuda().to(self.dtype))
        tensors = list(result) if isinstance(result, (list, tuple)) else [result]
        # Copying waits until they are there.
        return [tensor.float().cpu() for tensor in tensors]

    def outputs(self, result):
        return [tensor.numpy() for tensor in result]

    def attest(self):
        graph = str(self.module.inlined_graph)
        engines = [(self.job["asked"]["arithmetic"], "tensorrt", "gpu") for _ in ENGINE.findall(graph)]
        native = [("unknown", "pytorch", "gpu") for _ in COMPUTING.findall(graph)]
        warning = {"code": "native", "text": "%d computing operators are left to PyTorch" % len(native)} if native else None
        return evidence_of(engines + native) + (warning,)


if __name__ == "__main__":
    sys.exit(main(TorchTensorRt, sys.argv))
