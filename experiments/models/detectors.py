"""Single-shot detectors on MobileNet v1 and v2, as of TensorFlow's model zoo: 300 x 300, 1917 boxes, 91 classes.

torchvision and timm have the two networks, and neither has this detector on them. What it gives is what is
computed on an accelerator: four numbers for the place and 91 for the classes of each box, one after the other.
Sorting and thinning of boxes is left out, as it is where such detectors are timed on accelerators.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

CLASSES = 91  # of COCO, with the background
NUMBERS = 4 + CLASSES
# Boxes at each place of the six grids: 19, 10, 5, 3, 2 and 1 places wide.
BOXES = (3, 6, 6, 6, 6, 6)
EXTRA = ((256, 512), (128, 256), (128, 256), (64, 128))


class Detector(nn.Module):
    """Grids of a network at two sizes, four smaller ones behind them, and a prediction at each place of all six."""

    def __init__(self, first: nn.Module, second: nn.Module, channels: tuple[int, int]) -> None:
        super().__init__()
        self.first, self.second = first, second
        self.extra = nn.ModuleList()
        before = channels[1]
        for narrow, wide in EXTRA:
            self.extra.append(smaller(before, narrow, wide))
            before = wide
        widths = (*channels, *[wide for _, wide in EXTRA])
        self.heads = nn.ModuleList(nn.Conv2d(width, boxes * NUMBERS, 1) for width, boxes in zip(widths, BOXES))

    def forward(self, x: Tensor) -> Tensor:
        grids = [self.first(x)]
        grids.append(self.second(grids[0]))
        for layer in self.extra:
            grids.append(layer(grids[-1]))
        answers = [head(grid).permute(0, 2, 3, 1) for head, grid in zip(self.heads, grids)]
        return torch.cat([answer.flatten(1) for answer in answers], dim=1)


def smaller(before: int, narrow: int, wide: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, narrow, 1, bias=False),
        nn.BatchNorm2d(narrow),
        nn.ReLU6(),
        nn.Conv2d(narrow, wide, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(wide),
        nn.ReLU6(),
    )


def ssd_mobilenet_v1() -> nn.Module:
    import timm

    network = timm.create_model("mobilenetv1_100", pretrained=False)
    # Stride 16 ends with the fourth of its five groups of blocks, with 512 channels.
    first = nn.Sequential(network.conv_stem, network.bn1, *network.blocks[:4])
    return Detector(first, nn.Sequential(*network.blocks[4:]), (512, 1024))


def ssd_mobilenet_v2() -> nn.Module:
    from torchvision import models

    features = models.mobilenet_v2(weights=None).features
    # Stride 16 ends with the fourteenth of its nineteen blocks, with 96 channels.
    return Detector(features[:14], features[14:], (96, 1280))
