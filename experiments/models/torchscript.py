"""Writes the float32 models as TorchScript; no training, the weights are the ONNX files' own.

    python torchscript.py [--models DIR]

PyTorch loads no ONNX. The exporter of the ONNX files folded batch normalisation into the
convolutions, hence the module is built without it and takes over what it was folded into.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from onnx import ModelProto, numpy_helper
from torch import nn

from architectures import ARCHITECTURES
from zoo import export_torchscript as trace

HERE = Path(__file__).resolve().parent
SIDE = 32
WITH_WEIGHTS = ("Conv", "Gemm")


def weights_of(model: ModelProto) -> list[list[torch.Tensor]]:
    """Weight and bias of every layer that has them, in the order in which they compute."""
    known = {tensor.name: tensor for tensor in model.graph.initializer}
    return [
        [torch.from_numpy(numpy_helper.to_array(known[name]).copy()) for name in node.input[1:]]
        for node in model.graph.node
        if node.op_type in WITH_WEIGHTS
    ]


def folded(module: nn.Module) -> nn.Module:
    """The same network without batch normalisation; its convolutions have a bias instead."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, nn.Identity())
        elif isinstance(child, nn.Conv2d):
            child.bias = nn.Parameter(torch.zeros(child.out_channels))
        else:
            folded(child)
    return module


def rebuilt(name: str, model: ModelProto) -> nn.Module:
    """The network of that name with the weights of the file."""
    module = folded(ARCHITECTURES[name]()).eval()
    layers = [m for m in module.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    with torch.no_grad():
        # Modules are declared in the order in which they compute.
        for layer, (weight, bias) in zip(layers, weights_of(model), strict=True):
            assert layer.weight.shape == weight.shape and layer.bias.shape == bias.shape
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
    return module


def export_torchscript(name: str, fp32: Path, path: Path) -> None:
    module = rebuilt(name, onnx.load(str(fp32)))
    path.write_bytes(trace(module, torch.zeros(1, 1, SIDE, SIDE)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=HERE)
    options = parser.parse_args()
    for name in ARCHITECTURES:
        path = options.models / f"{name}.fp32.torchscript"
        export_torchscript(name, options.models / f"{name}.fp32.onnx", path)
        print(f"  {path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
