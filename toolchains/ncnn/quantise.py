"""Quantises a model of ncnn to int8, in place. The wheels of ncnn bring no quantiser; this one writes what `ncnn2int8` would:
weights by output channel and inputs by layer, each scaled so that its largest magnitude becomes 127.

Quantised are Convolution, ConvolutionDepthWise and InnerProduct, as ncnn computes no others in integers.
"""
import os
import struct
import sys

import ncnn
import numpy as np
from layers import read_layers, write_layers

# Before weights of the given kind; none stands before float32.
INT8_TAG = 0x000D4B38
FLOAT_TAG = 0
# Its parameter that says that scales follow the weights, and the value of it for each type of layer.
SCALE_TERM = 8
SCALE_TERMS = {"Convolution": 2, "ConvolutionDepthWise": 1, "InnerProduct": 2}


def quantise(folder, calibration):
    param, weights = os.path.join(folder, "model.param"), os.path.join(folder, "model.bin")
    layers = read_layers(param)
    scales = input_scales(param, weights, layers, np.load(calibration, allow_pickle=False))
    with open(weights, "rb") as file:
        data = file.read()
    pieces, at = [], 0
    for layer in layers:
        size = layer.weight_bytes()
        piece = data[at : at + size]
        at += size
        pieces.append(quantised(layer, piece, scales[layer.inputs[0]]) if layer.type in SCALE_TERMS else piece)
    # A layer whose weights are unknown to us would have moved all that come after it.
    if at != len(data):
        types = ", ".join(sorted({layer.type for layer in layers}))
        sys.exit("%d bytes of weights were understood, there are %d; the layers are %s" % (at, len(data), types))
    write_layers(param, layers)
    with open(weights, "wb") as file:
        file.write(b"".join(pieces))


def input_scales(param, weights, layers, items):
    """By the name of a blob: 127 over the largest magnitude that any item gives it."""
    net = ncnn.Net()
    net.opt.use_fp16_storage = net.opt.use_fp16_packed = net.opt.use_fp16_arithmetic = False
    net.load_param(param)
    net.load_model(weights)
    blobs = {layer.inputs[0] for layer in layers if layer.type in SCALE_TERMS}
    largest = dict.fromkeys(blobs, 0.0)
    for item in items:
        extractor = net.create_extractor()
        extractor.set_light_mode(False)
        extractor.input(net.input_names()[0], ncnn.Mat(np.ascontiguousarray(item, dtype=np.float32)).clone())
        for blob in blobs:
            code, value = extractor.extract(blob)
            if code != 0:
                sys.exit("ncnn cannot compute blob %s of the calibration set" % blob)
            largest[blob] = max(largest[blob], float(np.abs(np.array(value)).max()))
    return {blob: scale_of(value) for blob, value in largest.items()}


def scale_of(largest):
    return 127.0 / largest if largest > 0 else 1.0


def quantised(layer, piece, input_scale):
    tag, = struct.unpack_from("<I", piece)
    if tag != FLOAT_TAG:
        sys.exit("the weights of %s are not float32" % layer.name)
    count = layer.weights()
    weights = np.frombuffer(piece, dtype="<f4", count=count, offset=4)
    bias = piece[4 + 4 * count :]
    rows = weights.reshape(layer.rows(), -1)
    scales = np.array([scale_of(value) for value in np.abs(rows).max(axis=1)], dtype="<f4")
    integers = np.clip(np.rint(rows * scales[:, None]), -127, 127).astype(np.int8).tobytes()
    layer.parameters[SCALE_TERM] = str(SCALE_TERMS[layer.type])
    padding = b"\0" * (-len(integers) % 4)
    return struct.pack("<I", INT8_TAG) + integers + padding + bias + scales.tobytes() + struct.pack("<f", input_scale)
