"""The two small image classifiers of the quickstart, as PyTorch modules.

Both keep the full 32x32 resolution with few channels. That gives them hundreds of
megaflops per image from fewer than 200 000 parameters: files small enough for a
repository, and an inference long enough to be timed.
"""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor, nn

CLASSES = 10


def conv_bn(
    inputs: int, outputs: int, kernel: int = 3, stride: int = 1, groups: int = 1
) -> nn.Sequential:
    """A convolution with 'same' padding followed by batch normalisation."""
    return nn.Sequential(
        nn.Conv2d(
            inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False
        ),
        nn.BatchNorm2d(outputs),
    )


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with an identity shortcut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv_bn(channels, channels)
        self.second = conv_bn(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.first(x))
        return torch.relu(x + self.second(y))


class SeparableBlock(nn.Module):
    """Inverted residual: 1x1 expansion, 3x3 depthwise, 1x1 projection, shortcut."""

    def __init__(self, channels: int, expansion: int) -> None:
        super().__init__()
        wide = channels * expansion
        self.expand = conv_bn(channels, wide, kernel=1)
        self.depthwise = conv_bn(wide, wide, groups=wide)
        self.project = conv_bn(wide, channels, kernel=1)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.expand(x))
        y = torch.relu(self.depthwise(y))
        return x + self.project(y)


class Head(nn.Sequential):
    """Global average pooling and a linear layer: features to class logits."""

    def __init__(self, channels: int) -> None:
        super().__init__(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)
        )


def digits_cnn() -> nn.Module:
    """A plain residual network: 3x3 convolutions only, all at full resolution."""
    return nn.Sequential(
        conv_bn(1, 24),
        nn.ReLU(),
        *(ResidualBlock(24) for _ in range(18)),
        Head(24),
    )


def digits_mobile() -> nn.Module:
    """A MobileNet-style network: depthwise-separable convolutions after the stem."""
    return nn.Sequential(
        conv_bn(1, 40),
        nn.ReLU(),
        *(SeparableBlock(40, expansion=3) for _ in range(9)),
        conv_bn(40, 40, stride=2, groups=40),
        nn.ReLU(),
        conv_bn(40, 64, kernel=1),
        nn.ReLU(),
        Head(64),
    )


ARCHITECTURES: dict[str, Callable[[], nn.Module]] = {
    "digits-cnn": digits_cnn,
    "digits-mobile": digits_mobile,
}
