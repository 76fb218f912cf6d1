"""What TensorFlow Lite computes with: read from the interpreter's own list of operators, in which those that a delegate took
over still stand, and the delegate's part of the graph after them."""
import re

import numpy as np

# Operators that do nearly all the arithmetic of a network.
COMPUTING = re.compile("CONV|FULLY_CONNECTED|MATMUL|EINSUM|LSTM|RNN|GRU|SVDF")

# numpy's names of tensor types -> ours. What is not listed keeps its name.
ARITHMETICS = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16", "float64": "fp64", "int8": "int8", "uint8": "int8"}

# How a delegate stands in the list: by this word, or in older versions by a name of its own.
DELEGATE = re.compile("^DELEGATE$|[Dd]elegate")


def kernels_of(operators, halves):
    """The computing operators, as evidence.py takes them.
    :param operators: What `_get_ops_details` answers.
    :param halves: Whether all outputs are numbers that half precision holds."""
    own = [each for each in operators if not DELEGATE.search(each["op_name"])]
    makers = {int(tensor): at for at, each in enumerate(own) for tensor in each["outputs"]}
    taken = set()
    for each in operators:
        if DELEGATE.search(each["op_name"]):
            taken |= part_of(each, own, makers)
    return [
        (arithmetic_of(each, own, makers, halves and at in taken), "xnnpack" if at in taken else "builtin", "cpu")
        for at, each in enumerate(own)
        if COMPUTING.search(each["op_name"])
    ]


def part_of(delegate, own, makers):
    """What the delegate computes: from its outputs back to its inputs. Anything else between them would be an input."""
    inputs = {int(tensor) for tensor in delegate["inputs"]}
    wanted = [int(tensor) for tensor in delegate["outputs"]]
    part = set()
    while wanted:
        at = makers.get(wanted.pop())
        if at is None or at in part:
            continue
        part.add(at)
        wanted += [int(tensor) for tensor in own[at]["inputs"] if int(tensor) not in inputs]
    return part


def arithmetic_of(operator, own, makers, halves):
    kinds = [kind.__name__ for kind in operator["operand_types"]]
    if not kinds:
        return "unknown"
    if kinds[0] == "float32" and len(kinds) > 1:
        # Floats and weights in whole numbers: each inference quantises what comes in anew.
        if kinds[1] in ("int8", "uint8", "int4"):
            return "hybrid"
        # Weights in half precision are widened, unless the delegate has leave and a processor to compute in it.
        if halves and widened(operator, own, makers):
            return "fp16"
    return ARITHMETICS.get(kinds[0], kinds[0])


def widened(operator, own, makers):
    at = makers.get(int(operator["inputs"][1]))
    return at is not None and own[at]["op_name"] == "DEQUANTIZE" and own[at]["operand_types"][0].__name__ == "float16"


def are_halves(outputs):
    """Whether the outputs say that they were computed in half precision: it shows in no list. One value of float32 in eight
    thousand is a half by chance; four different ones besides 0 and 1 are none."""
    values = np.concatenate([np.asarray(each, dtype=np.float32).reshape(-1) for each in outputs])
    telling = {float(value) for value in values[:4096]} - {0.0, 1.0}
    with np.errstate(over="ignore"):
        return len(telling) >= 4 and bool((values.astype(np.float16).astype(np.float32) == values).all())
