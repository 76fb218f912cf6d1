"""Converts an ONNX model for Rockchip's NPU: `python3 convert.py SOURCE OUT PLATFORM [CALIBRATION.npy]`.

Without calibration items nothing is quantised, and the NPU computes in half precision. Nothing is subtracted from images nor
divided: a model is fed what its source is fed. The toolkit answers 0 or a negative number to each step, and says why before.
OUT appears when it is whole.
"""
import importlib.metadata
import os
import sys
import tempfile

import numpy as np
from model_facts import MODEL, write_facts
from rknn.api import RKNN
from tarred import pack


def main(source, out, platform, calibration=None):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(out))) as folder:
        folder_of_model = os.path.join(folder, "model")
        os.mkdir(folder_of_model)
        # The toolkit knows a format by its name.
        model = os.path.join(folder, "model.onnx")
        os.symlink(os.path.abspath(source), model)
        rknn = RKNN(verbose=False)
        try:
            convert(rknn, model, platform, dataset_of(calibration, folder), os.path.join(folder_of_model, MODEL))
        finally:
            rknn.release()
        facts = {"toolkit": importlib.metadata.version("rknn-toolkit2"), "platform": platform, "quantised": bool(calibration)}
        write_facts(folder_of_model, facts)
        pack(folder_of_model, out)


def convert(rknn, model, platform, dataset, out):
    step("config", rknn.config(target_platform=platform))
    step("load_onnx", rknn.load_onnx(model=model))
    step("build", rknn.build(do_quantization=dataset is not None, dataset=dataset))
    step("export_rknn", rknn.export_rknn(out))
    if not os.path.exists(out) or os.path.getsize(out) == 0:
        sys.exit("export_rknn answered 0 and wrote no model")


def step(name, answer):
    # `config` answers nothing in some releases.
    if answer not in (0, None):
        sys.exit("%s answered %s" % (name, answer))


def dataset_of(calibration, folder):
    """Its list of items, a file a line; each is an array of the shape that the source takes."""
    if calibration is None:
        return None
    items = np.load(calibration, allow_pickle=False)
    paths = []
    for index, item in enumerate(items):
        paths.append(os.path.join(folder, "item%d.npy" % index))
        np.save(paths[-1], item[np.newaxis].astype("float32"))
    path = os.path.join(folder, "items.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join("%s\n" % each for each in paths))
    return path


if __name__ == "__main__":
    main(*sys.argv[1:])
