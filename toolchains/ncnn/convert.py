"""Converts an ONNX model for ncnn: `python3 convert.py SOURCE OUT fp32|fp16|int8 [CALIBRATION.npy]`.

pnnx, ncnn's own converter, writes a text of layers and a file of weights; both go into one tar. pnnx ends with 0 also where it
left an operator that ncnn does not have: ncnn itself is asked to read what came out. OUT appears when it is whole.
"""
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile

import ncnn
import onnx
from tarred import pack


def main(source, out, precision, calibration=None):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(out))) as folder:
        folder_of_model = os.path.join(folder, "model")
        os.mkdir(folder_of_model)
        convert(source, folder, folder_of_model, half=precision == "fp16")
        check(folder_of_model)
        if precision == "int8":
            from quantise import quantise

            quantise(folder_of_model, calibration)
        pack(folder_of_model, out)


def convert(source, folder, folder_of_model, half):
    # It writes what it works with beside its source.
    model = os.path.join(folder, "model.onnx")
    shutil.copyfile(source, model)
    files = [
        "ncnnparam=" + os.path.join(folder_of_model, "model.param"),
        "ncnnbin=" + os.path.join(folder_of_model, "model.bin"),
    ]
    argv = [pnnx(), model] + shapes_of(model) + ["fp16=%d" % half] + files
    ended = subprocess.run(argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(ended.stdout.decode("utf-8", "replace"))
    if ended.returncode != 0 or not os.path.exists(os.path.join(folder_of_model, "model.bin")):
        sys.exit("pnnx ended with %d and made no model" % ended.returncode)


def pnnx():
    """The program in its Python package, which is complete: only its Python parts would need PyTorch."""
    found = importlib.util.find_spec("pnnx")
    if found is None:
        sys.exit("the package pnnx is not installed")
    return os.path.join(found.submodule_search_locations[0], "pnnx")


def shapes_of(model):
    """pnnx takes shapes from the file; a first dimension that is free is the batch, and ncnn has none."""
    graph = onnx.load(model, load_external_data=False).graph
    weights = {each.name for each in graph.initializer}
    shapes = []
    for each in graph.input:
        if each.name in weights:
            continue
        sizes = [dimension.dim_value or None for dimension in each.type.tensor_type.shape.dim]
        sizes[:1] = [sizes[0] or 1]
        if None in sizes:
            sys.exit("input %s has free dimensions besides its first; ncnn needs sizes" % each.name)
        shapes.append("[%s]f32" % ",".join(map(str, sizes)))
    return ["inputshape=" + ",".join(shapes)]


def check(folder):
    """What ncnn does not know it names on stderr: `layer X not exists or registered`."""
    net = ncnn.Net()
    if net.load_param(os.path.join(folder, "model.param")) != 0 or net.load_model(os.path.join(folder, "model.bin")) != 0:
        sys.exit("ncnn cannot read what pnnx wrote")


if __name__ == "__main__":
    main(*sys.argv[1:])
