"""Statically quantises an ONNX model to int8 for OpenCV: `python3 quantise.py SOURCE OUT CALIBRATION.npy`.

With ONNX Runtime's own quantiser, in its operator format (QLinearConv and its like). OpenCV computes these in integers; the
usual pairs of QuantizeLinear and DequantizeLinear it computes in float32, or refuses.
"""
import os
import sys

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class Items(CalibrationDataReader):
    def __init__(self, name, items):
        self.feeds = iter({name: items[index : index + 1]} for index in range(items.shape[0]))

    def get_next(self):
        return next(self.feeds, None)


def main(source, out, calibration):
    items = np.load(calibration, allow_pickle=False)
    folded, draft = out + ".folded", out + ".draft"
    # What is constant is computed once here: a bias behind an Identity node stops the quantiser.
    quant_pre_process(source, folded, skip_symbolic_shape=True)
    quantize_static(
        folded,
        draft,
        Items(input_of(source), items),
        quant_format=QuantFormat.QOperator,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        per_channel=True,
    )
    os.remove(folded)
    os.rename(draft, out)


def input_of(source):
    graph = onnx.load(source, load_external_data=False).graph
    weights = {each.name for each in graph.initializer}
    names = [each.name for each in graph.input if each.name not in weights]
    if len(names) != 1:
        raise ValueError("the model has %d inputs (%s); one is calibrated" % (len(names), ", ".join(names)))
    return names[0]


if __name__ == "__main__":
    main(*sys.argv[1:4])
