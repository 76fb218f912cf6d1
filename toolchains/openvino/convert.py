"""Writes a model as OpenVINO's IR: `python3 convert.py SOURCE OUT WHAT MODULES [CALIBRATION]`.

What `ovc` does, with nothing left to its defaults. WHAT is `keep`, weights as the source has them; `fp16`, weights stored as
fp16; or `int8`: NNCF quantises after training with the items of CALIBRATION, a .npy: preset `performance` (weights and
activations symmetric), for any device, every item used once, fast bias correction, nothing drawn at random. OUT is a tar of
`model.xml` and `model.bin`. A batch that the source leaves open is fixed to one, which is what is measured; OpenVINO computes
fixed shapes faster.

A refusal is the converter's own sentence on stderr and exit 1; then there is no OUT.
"""
import os
import random
import re
import shutil
import sys
import tempfile

# Both send usage to their makers unless they do not find this.
sys.modules["openvino_telemetry"] = None

from tarred import pack  # noqa: E402 - after the line above, as everything that may import it.

WHATS = ("keep", "fp16", "int8")


def convert(source, out, what, modules, calibration=None):
    if modules and modules not in sys.path:
        # Last, because a folder of packages may hide modules of Python itself.
        sys.path.append(modules)
    if what not in WHATS or (what == "int8") != (calibration is not None):
        raise ValueError("asked for is %s; expected keep, fp16, or int8 with items to calibrate with" % what)
    import openvino

    model = openvino.convert_model(source)
    one_at_a_time(model)
    if calibration is not None:
        model = quantised(model, calibration)
        named_alike(model)
    folder = tempfile.mkdtemp(dir=".")
    try:
        path = os.path.join(folder, "model.xml")
        openvino.save_model(model, path, compress_to_fp16=what == "fp16")
        pack(folder, out)
    finally:
        shutil.rmtree(folder)


def one_at_a_time(model):
    shapes = {}
    for each in model.inputs:
        shape = each.get_partial_shape()
        if shape.rank.is_static and shape.rank.get_length() > 0 and shape[0].is_dynamic:
            shape[0] = 1
            shapes[each] = shape
    if shapes:
        model.reshape(shapes)


def named_alike(model):
    """What NNCF puts in is named by a counter of the process: the same model would have other bytes each time."""
    for index, layer in enumerate(model.get_ordered_ops()):
        if re.match(r"[A-Za-z]+_\d+$", layer.get_friendly_name()) and layer.get_type_name() not in ("Parameter", "Result"):
            layer.set_friendly_name("%s_at_%d" % (layer.get_type_name(), index))


def quantised(model, calibration):
    import nncf
    import numpy

    random.seed(0)
    numpy.random.seed(0)
    items = numpy.load(calibration)
    if items.shape[0] == 0:
        raise ValueError("%s holds no item" % calibration)
    data = nncf.Dataset([items[index : index + 1] for index in range(items.shape[0])])
    return nncf.quantize(
        model,
        data,
        preset=nncf.QuantizationPreset.PERFORMANCE,
        target_device=nncf.TargetDevice.ANY,
        subset_size=items.shape[0],
        fast_bias_correction=True,
    )


if __name__ == "__main__":
    try:
        convert(*sys.argv[1:])
    except Exception as error:
        print(str(error) or type(error).__name__, file=sys.stderr)
        sys.exit(1)
