"""Converts a TorchScript module: `python3 convert.py SOURCE OUT fp16|bf16|int8 [ENGINE CALIBRATION.npy]`.

fp16 and bf16 are the same module with its numbers in that type. int8 is PyTorch's static quantisation of TorchScript for one of
its engines, whose name goes into the file: weights are packed for it when they are read. OUT appears when it is whole.
"""
import os
import sys
import warnings

import numpy as np
import torch


def main(source, out, precision, engine=None, calibration=None):
    # It calls TorchScript old, which is true and no news.
    for category in (DeprecationWarning, FutureWarning):
        warnings.filterwarnings("ignore", category=category)
    module = torch.jit.load(source, map_location="cpu").eval()
    if precision == "int8":
        save(quantised(module, engine, np.load(calibration, allow_pickle=False)), out, {"quantized_engine": engine})
    else:
        save(module.to({"fp16": torch.float16, "bf16": torch.bfloat16}[precision]), out, {})


def quantised(module, engine, items):
    from torch.ao.quantization import get_default_qconfig
    from torch.ao.quantization.quantize_jit import quantize_jit

    known = torch.backends.quantized.supported_engines
    if engine not in known:
        sys.exit("quantized engine %s is not supported by this build of PyTorch, which has %s" % (engine, ", ".join(known)))
    torch.backends.quantized.engine = engine

    def calibrate(observed, batches):
        with torch.no_grad():
            for batch in batches:
                observed(batch)

    batches = [torch.from_numpy(items[index : index + 1]) for index in range(items.shape[0])]
    return quantize_jit(module, {"": get_default_qconfig(engine)}, calibrate, [batches])


def save(module, out, extra):
    draft = out + ".draft"
    torch.jit.save(module, draft, _extra_files=extra)
    os.rename(draft, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
