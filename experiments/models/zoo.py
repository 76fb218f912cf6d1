"""Writes a well-known network at its real size with random weights of a seed.

    python zoo.py NAME --out FILE [--seed N] [--format onnx|torchscript] [--batch N|dynamic]
    python zoo.py --list

For latency only: an untrained network takes as long as a trained one, and its answers
mean nothing. Nothing is downloaded. See README.md for the environment.

Random weights as such would make poor test material: deep in the network all inputs give
nearly the same activations, or activations vanish or overflow, and a conversion that
computes nonsense could hide. Hence `tame`: layers are scaled and batch normalisation is
calibrated on seeded noise, so that what a half-precision float or eight bits hold is
enough at every depth, and so that two inputs have visibly different answers.
"""

from __future__ import annotations

import argparse
import inspect
import io
import random
import sys
import zipfile
from pathlib import Path
from typing import Callable, NamedTuple

import torch
from torch import Tensor, nn

CLASSES = 1000
COMMON = 5.0  # what all answers have in common, in units of what differs between two of them
OPSET = 13  # the newest that every reader of the experiments takes, OpenCV's among them
THREADS = 2  # part of the recipe: the order of sums depends on it
NOISE_IMAGES = 16
# Spread of what opens and shuts whole channels (squeeze and excitation). Wide open for one
# image and shut for another, block after block, would leave nothing of one of them.
GATE = 0.1
INPUT, OUTPUT = "input", "logits"
BEGIN = (1980, 1, 1, 0, 0, 0)  # of time, for ZIP


class Architecture(NamedTuple):
    """A network without weights, and the side of the square images it takes."""

    build: Callable[[], nn.Module]
    side: int = 224


def torchvision_model(name: str, **options: object) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        from torchvision import models

        return getattr(models, name)(weights=None, num_classes=CLASSES, **options)

    return build


def timm_model(name: str) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        import timm

        return timm.create_model(name, pretrained=False, num_classes=CLASSES)

    return build


class Flat(nn.Module):
    """BN-Inception, without the `view` of a computed size that some readers refuse."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.features = model.features
        self.head = nn.Sequential(model.global_pool, nn.Flatten(), model.last_linear)
        # Layers in place and shared by name: kept alive by the model itself.
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))


def inception_v2() -> nn.Module:
    import pretrainedmodels

    return Flat(pretrainedmodels.bninception(num_classes=CLASSES, pretrained=None))


def detector(name: str) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        import detectors

        return getattr(detectors, name)()

    return build


PLAIN = {"aux_logits": False, "init_weights": False}

ZOO: dict[str, Architecture] = {
    "alexnet": Architecture(torchvision_model("alexnet")),
    "efficientnet-b0": Architecture(torchvision_model("efficientnet_b0")),
    "efficientnet-b3": Architecture(torchvision_model("efficientnet_b3"), side=300),
    "efficientnet-b5": Architecture(torchvision_model("efficientnet_b5"), side=456),
    "efficientnet-edgetpu-s": Architecture(timm_model("efficientnet_es")),
    "efficientnet-edgetpu-m": Architecture(timm_model("efficientnet_em"), side=240),
    "efficientnet-edgetpu-l": Architecture(timm_model("efficientnet_el"), side=300),
    "inception-v1": Architecture(torchvision_model("googlenet", **PLAIN)),
    "inception-v2": Architecture(inception_v2),
    "inception-v3": Architecture(torchvision_model("inception_v3", **PLAIN), side=299),
    "inception-v4": Architecture(timm_model("inception_v4"), side=299),
    "mobilenet-v1": Architecture(timm_model("mobilenetv1_100")),
    "mobilenet-v2": Architecture(torchvision_model("mobilenet_v2")),
    "resnet-50": Architecture(torchvision_model("resnet50")),
    "squeezenet": Architecture(torchvision_model("squeezenet1_1")),
    "ssd-mobilenet-v1": Architecture(detector("ssd_mobilenet_v1"), side=300),
    "ssd-mobilenet-v2": Architecture(detector("ssd_mobilenet_v2"), side=300),
}


def seed_everything(seed: int) -> None:
    random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(THREADS)


def build(name: str, seed: int) -> nn.Module:
    """The network in inference mode; the same seed and libraries give the same weights."""
    seed_everything(seed)
    architecture = ZOO[name]
    model = architecture.build()
    images = made_up(architecture.side)
    with torch.no_grad():
        tame(model, images)
    return model.eval()


def made_up(side: int) -> Tensor:
    """What such a network is fed: uniform and normal noise, and noise of a colour.

    Noise alone is grey from afar, hence images of which brightness and contrast differ.
    """
    shape = (NOISE_IMAGES, 3, side, side)
    uniform, normal = torch.rand(shape), torch.randn(shape)
    colour, flatness = torch.rand(2, NOISE_IMAGES, 3, 1, 1)
    coloured = colour * (uniform * (1 - flatness) + flatness)
    third = NOISE_IMAGES // 3
    return torch.cat([uniform[:third], normal[:third], coloured[2 * third :]])


def tame(model: nn.Module, images: Tensor) -> None:
    """Gives what every layer computes a size of about one, in one pass through the depth."""
    handles = []
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            handles.append(module.register_forward_pre_hook(calibrate_normalisation))
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            handles.append(module.register_forward_hook(scale_layer))
    model.eval()
    model(images)
    for handle in handles:
        handle.remove()
    for layer in scores_of(model):
        centre(layer, model, images)


def calibrate_normalisation(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    """Running statistics of what comes in; scale and shift a little apart by channel."""
    (x,) = inputs
    module.running_mean.copy_(x.mean(dim=(0, 2, 3)))
    module.running_var.copy_(x.var(dim=(0, 2, 3), unbiased=False).clamp_min(1e-3))
    module.weight.uniform_(0.5, 1.0)
    module.bias.uniform_(-0.2, 0.2)


def scale_layer(module: nn.Module, _: object, output: Tensor) -> Tensor:
    """Weights that give a standard deviation of one.

    A layer with a bias has no normalisation after it: each of its channels is brought
    to a mean of zero too.
    """
    if module.bias is None:
        factor = 1 / output.std().clamp_min(1e-6)
        module.weight.mul_(factor)
        return output * factor
    over = tuple(d for d in range(output.dim()) if d != 1)
    size = GATE if output.shape[2:] == (1, 1) else 1.0
    mean, factor = output.mean(dim=over), size / output.std(dim=over).clamp_min(1e-3)
    module.weight.mul_(factor.view(-1, *[1] * (module.weight.dim() - 1)))
    module.bias.sub_(mean).mul_(factor)
    spread = (1, -1, *[1] * (output.dim() - 2))
    return (output - mean.view(spread)) * factor.view(spread)


def scores_of(model: nn.Module) -> list[nn.Module]:
    """The layer that gives the scores: the last one with an output for every class. A detector has none."""
    return [
        module
        for module in model.modules()
        if CLASSES in (getattr(module, "out_features", 0), getattr(module, "out_channels", 0))
    ][-1:]


def centre(layer: nn.Module, model: nn.Module, images: Tensor) -> None:
    """Sets what all answers have in common, by the bias of the last layer.

    Without anything in common, rounding errors would look larger than they do in a trained
    network; with nothing else, a wrong answer would look like a right one. SqueezeNet
    averages after its last activation, which leaves something in common by itself.
    """
    if isinstance(layer, nn.Conv2d):
        return
    answers = model(images)
    common = answers.mean(dim=0)
    apart = (answers - common).std()
    layer.bias.add_(torch.randn(CLASSES) * (COMMON * apart) - common)


def export_onnx(model: nn.Module, example: Tensor, batch: str) -> bytes:
    """The model in float32; the exporter folds batch normalisation into convolutions."""
    axes = {INPUT: {0: "batch"}, OUTPUT: {0: "batch"}} if batch == "dynamic" else None
    # Newer versions have a second exporter, which wants more packages.
    first = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    written = io.BytesIO()
    torch.onnx.export(
        model,
        example,
        written,
        opset_version=OPSET,
        input_names=[INPUT],
        output_names=[OUTPUT],
        dynamic_axes=axes,
        do_constant_folding=True,
        **first,
    )
    return written.getvalue()


def export_torchscript(model: nn.Module, example: Tensor, _: str = "") -> bytes:
    """Traced, not frozen: weights that stay parameters can be cast by whoever loads them."""
    with torch.no_grad():
        traced = torch.jit.trace(model, example, check_trace=False)
    written = io.BytesIO()
    torch.jit.save(traced, written)
    return without_traces(written)


def without_traces(archive: io.BytesIO) -> bytes:
    """The same archive without the call stacks, which hold the paths of this machine."""
    written = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            if not name.endswith(".debug_pkl"):
                new.writestr(zipfile.ZipInfo(name, BEGIN), old.read(name))
    return written.getvalue()


EXPORTERS = {"onnx": export_onnx, "torchscript": export_torchscript}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=sorted(ZOO), nargs="?")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(EXPORTERS), default="onnx")
    parser.add_argument("--batch", default="dynamic", help="a number, or dynamic")
    parser.add_argument("--list", action="store_true", help="names and input shapes")
    options = parser.parse_args()

    if options.list:
        for name, architecture in sorted(ZOO.items()):
            print(f"{name} [batch, 3, {architecture.side}, {architecture.side}]")
        return 0
    if options.name is None or options.out is None:
        parser.error("a NAME and --out FILE are needed")
    model = build(options.name, options.seed)
    side = ZOO[options.name].side
    images = 1 if options.batch == "dynamic" else int(options.batch)
    example = torch.zeros(images, 3, side, side)
    options.out.write_bytes(EXPORTERS[options.format](model, example, options.batch))
    return 0


if __name__ == "__main__":
    sys.exit(main())
