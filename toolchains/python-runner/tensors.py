"""Arithmetic on arrays that every runner shares: made-up inputs, layouts, and where a label comes among the scores."""
from array import array

import numpy as np

# Of the axes of an item with four of them, the first of which is 1: from the layout of the data to that of the model.
AXES = {("nchw", "nhwc"): (0, 2, 3, 1), ("nhwc", "nchw"): (0, 3, 1, 2)}


def random_tensor(shape, seed):
    """Uniform in [0, 1) in steps of 2^-24, which float32 holds exactly; xorshift32, the same bytes as tensors.mjs makes."""
    length = 1
    for size in shape:
        length *= size
    # Small seeds would give a run of small numbers first: their bits are spread. The state must not be 0.
    state = (seed + 1) * 0x9E3779B1 & 0xFFFFFFFF or 1
    values = array("I", bytes(4 * length))
    for index in range(length):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        values[index] = state >> 8
    tensor = np.frombuffer(values, dtype=np.uint32).astype(np.float32)
    tensor /= np.float32(0x1000000)
    return tensor.reshape(shape)


def laid_out(item, have, want):
    """An item whose axes are in the order `have`, with those in the order `want`. Only images have both: four axes."""
    axes = AXES.get((have, want))
    return item if axes is None or item.ndim != 4 else np.ascontiguousarray(item.transpose(axes))


def stacked(items, batch, start=0):
    """Items of one together, as many as an inference takes; the last of them are the first ones again where they do not
    suffice."""
    if batch == 1:
        return items[start]
    return np.concatenate([items[(start + at) % len(items)] for at in range(batch)])


def batches_of(items, batch):
    """Every item once, and the first ones again to fill the last batch."""
    return [stacked(items, batch, start) for start in range(0, len(items), batch)]


def rows_of(scores, batch):
    """What a model answered, item by item."""
    if scores.size % batch:
        raise ValueError("the model answers %d scores to %d items" % (scores.size, batch))
    return scores.reshape(batch, -1)


def rank_of(scores, label):
    """How many classes come before the label: those of a better score, or of the same one and a lower class id. A label
    whose score is not a number comes last: a model that answers NaN knows nothing."""
    if label != label // 1 or label < 0 or label >= scores.shape[0]:
        raise ValueError("label %s is no class: the model answers %d scores" % (label, scores.shape[0]))
    label = int(label)
    own = scores[label]
    if own != own:
        return scores.shape[0]
    return int((scores > own).sum()) + int((scores[:label] == own).sum())
