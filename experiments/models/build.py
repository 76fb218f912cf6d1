"""Trains the quickstart's models and writes them as ONNX, with their test data.

    python build.py [--models DIR] [--data DIR] [--epochs N] [--only NAME]
    python build.py --data-only

Every random choice follows from SEED. See README.md for the environment and for
how exactly a second run reproduces the files.
"""

from __future__ import annotations

import argparse
import copy
import random
import tempfile
from pathlib import Path
from typing import Iterable, NamedTuple

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxconverter_common import float16
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.nn import functional as F

from architectures import ARCHITECTURES
from bf16 import export_bf16
from torchscript import export_torchscript

SEED = 20240607
THREADS = 2  # part of the recipe: the order of sums depends on it
SIDE = 32
HELD_OUT_SIZE = 300
TEST_SIZE = 150  # of those held out; as many as a slow framework counts in seconds
TRAIN_SIZE = 840  # a little over half of the rest: some errors must remain to compare
CALIBRATION_SIZE = 160
OPSET = 17
BATCH = 32
INPUT, OUTPUT = "input", "logits"
BF16 = "digits-cnn"  # the one that is also written in bfloat16
HERE = Path(__file__).resolve().parent


class Split(NamedTuple):
    """Disjoint train and test images; `calibration` is a part of `train`."""

    train: np.ndarray
    train_labels: np.ndarray
    calibration: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


def load_split() -> Split:
    """The UCI digits, enlarged to 32x32 and split by class, always the same way."""
    digits = load_digits()
    small = torch.from_numpy(digits.images.astype(np.float32) / 16.0).unsqueeze(1)
    large = F.interpolate(
        small, size=(SIDE, SIDE), mode="bilinear", align_corners=False
    )
    images = np.ascontiguousarray(large.numpy(), dtype="<f4")
    labels = digits.target.astype("<i8")
    train, held_out = train_test_split(
        np.arange(len(labels)),
        train_size=TRAIN_SIZE,
        test_size=HELD_OUT_SIZE,
        stratify=labels,
        random_state=SEED,
    )
    _, calibration = train_test_split(
        train,
        test_size=CALIBRATION_SIZE,
        stratify=labels[train],
        random_state=SEED + 1,
    )
    # A fixture: this draw was chosen, of ten, because every model errs on it in the
    # proportion of the whole. A count that is always full would hide a wrong count.
    _, test = train_test_split(
        held_out,
        test_size=TEST_SIZE,
        stratify=labels[held_out],
        random_state=SEED + 11,
    )
    assert not set(test) & set(train) and set(calibration) <= set(train)
    return Split(
        images[train], labels[train], images[calibration], images[test], labels[test]
    )


def seed_everything() -> None:
    """Fixes every source of randomness and the order of floating-point sums."""
    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(THREADS)


def shifted(images: Tensor) -> Tensor:
    """The batch, moved as a whole by up to two pixels each way: mild augmentation."""
    dy, dx = (int(torch.randint(-2, 3, ())) for _ in range(2))
    padded = F.pad(images, (2, 2, 2, 2))
    return padded[:, :, 2 + dy : 2 + dy + SIDE, 2 + dx : 2 + dx + SIDE]


def train(model: nn.Module, split: Split, epochs: int) -> nn.Module:
    """Trains for a fixed number of epochs; the test split has no part in it."""
    images = torch.from_numpy(split.train)
    labels = torch.from_numpy(split.train_labels)
    steps = epochs * (len(images) // BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=6e-3, total_steps=steps
    )
    model.train()
    for epoch in range(epochs):
        order = torch.randperm(len(images))
        total = 0.0
        for start in range(0, len(images) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            optimiser.zero_grad()
            loss = F.cross_entropy(
                model(shifted(images[chosen])), labels[chosen], label_smoothing=0.05
            )
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        print(f"  epoch {epoch + 1:2d}/{epochs}  loss {total / (steps // epochs):.4f}")
    return model.eval()


def export_fp32(model: nn.Module, path: Path) -> None:
    """Writes the model in float32; the exporter folds batch normalisation."""
    torch.onnx.export(
        copy.deepcopy(model).eval(),
        torch.zeros(1, 1, SIDE, SIDE),
        str(path),
        opset_version=OPSET,
        input_names=[INPUT],
        output_names=[OUTPUT],
        dynamic_axes={INPUT: {0: "batch"}, OUTPUT: {0: "batch"}},
        do_constant_folding=True,
    )
    onnx.checker.check_model(str(path), full_check=True)


def export_fp16(fp32: Path, path: Path) -> None:
    """Writes weights and operators in float16; input and output stay float32."""
    converted = float16.convert_float_to_float16(
        onnx.load(str(fp32)), keep_io_types=True
    )
    onnx.checker.check_model(converted, full_check=True)
    onnx.save(converted, str(path))


class CalibrationImages(CalibrationDataReader):
    """Feeds the calibration images to the quantiser, one at a time."""

    def __init__(self, images: np.ndarray) -> None:
        self._images = iter(images)

    def get_next(self) -> dict[str, np.ndarray] | None:
        image = next(self._images, None)
        return None if image is None else {INPUT: image[None]}


def export_int8(fp32: Path, path: Path, calibration: np.ndarray) -> None:
    """Quantises statically: QDQ, one scale per output channel of every weight."""
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "prepared.onnx"
        quant_pre_process(str(fp32), str(prepared))
        quantize_static(
            str(prepared),
            str(path),
            CalibrationImages(calibration),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            # Seven-bit weights cannot overflow the 16-bit sums of x86 processors
            # without VNNI, so the logits do not depend on the processor.
            reduce_range=True,
        )
    onnx.checker.check_model(str(path), full_check=True)


def top_counts(path: Path, split: Split) -> tuple[int, int]:
    """How many test images have the label as first, and among the first five."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    logits = session.run([OUTPUT], {INPUT: split.test})[0]
    order = np.argsort(-logits, axis=1, kind="stable")
    hits = order == split.test_labels[:, None]
    return int(hits[:, 0].sum()), int(hits[:, :5].sum())


def write_data(split: Split, directory: Path) -> None:
    """Writes test and calibration images as little-endian, C-ordered .npy files."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, values in (
        ("digits-test.images", split.test),
        ("digits-test.labels", split.test_labels),
        ("digits-calibration.images", split.calibration),
    ):
        np.save(directory / f"{name}.npy", values, allow_pickle=False)


def count_all(paths: Iterable[Path], split: Split) -> None:
    """Prints size and counts of each file that ONNX Runtime computes here."""
    for path in paths:
        if path.suffixes[-2] == ".bf16":
            continue
        first, five = top_counts(path, split)
        print(
            f"  {path.name}: {path.stat().st_size} bytes,"
            f" top-1 {first}/{TEST_SIZE}, top-5 {five}/{TEST_SIZE}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=HERE)
    parser.add_argument("--data", type=Path, default=HERE.parent / "data")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--only", choices=sorted(ARCHITECTURES))
    parser.add_argument("--data-only", action="store_true", help="count, do not train")
    options = parser.parse_args()

    options.models.mkdir(parents=True, exist_ok=True)
    split = load_split()
    write_data(split, options.data)
    if options.data_only:
        count_all(sorted(options.models.glob("*.onnx")), split)
        return
    for name, architecture in ARCHITECTURES.items():
        if options.only not in (None, name):
            continue
        seed_everything()
        model = architecture()
        print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters")
        train(model, split, options.epochs)
        fp32, fp16, int8 = (
            options.models / f"{name}.{precision}.onnx"
            for precision in ("fp32", "fp16", "int8")
        )
        export_fp32(model, fp32)
        export_fp16(fp32, fp16)
        export_int8(fp32, int8, split.calibration)
        export_torchscript(name, fp32, options.models / f"{name}.fp32.torchscript")
        if name == BF16:
            export_bf16(fp32, options.models / f"{name}.bf16.onnx")
        count_all((fp32, fp16, int8), split)


if __name__ == "__main__":
    main()
