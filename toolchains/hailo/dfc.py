"""One step of Hailo's Dataflow Compiler: `python3 dfc.py STEP ARCHITECTURE SOURCE OUT [CALIBRATION]`.

STEP is parser, optimize or compiler, which are its own commands. They tell files by their endings, and name what they write
after what they read: everything lies in a folder of this step, and OUT is what came out. Nothing is answered to its questions:
a model that it would cut short at other end nodes is another model. Its exit code is ours; without a file there is no OUT.
"""
import os
import shutil
import subprocess
import sys
import tempfile

# More channels than this are no picture: then the items lie as they are wanted.
CHANNELS_MOST = 4


def main(step, architecture, source, out, calibration=None):
    folder = tempfile.mkdtemp(dir=".")
    try:
        if step == "parser":
            given = copied(source, os.path.join(folder, "model.onnx"))
            made = os.path.join(folder, "model.har")
            words = ["parser", "onnx", given, "--har-path", made]
        elif step == "optimize":
            given = copied(source, os.path.join(folder, "model.har"))
            made = os.path.join(folder, "optimized.har")
            items = channels_last(calibration, os.path.join(folder, "items.npy"))
            words = ["optimize", given, "--calib-set-path", items, "--output-har-path", made]
        elif step == "compiler":
            given = copied(source, os.path.join(folder, "model.har"))
            made = None
            words = ["compiler", given, "--output-dir", folder]
        else:
            raise ValueError("the step is %s; expected parser, optimize or compiler" % step)
        ended = subprocess.call([program()] + words + ["--hw-arch", architecture], stdin=subprocess.DEVNULL)
        if ended != 0:
            return ended if 0 < ended < 256 else 1
        made = made or only_hef(folder)
        if made is None or not os.path.exists(made):
            print("hailo %s ended well and wrote nothing" % step, file=sys.stderr)
            return 1
        shutil.move(made, out)
        return 0
    finally:
        shutil.rmtree(folder)


def program():
    """It lies beside the interpreter that has its package; else wherever the PATH leads."""
    beside = os.path.join(os.path.dirname(sys.executable), "hailo")
    return beside if os.access(beside, os.X_OK) else "hailo"


def copied(source, path):
    shutil.copyfile(source, path)
    return path


def only_hef(folder):
    names = [name for name in os.listdir(folder) if name.endswith(".hef")]
    return os.path.join(folder, names[0]) if len(names) == 1 else None


def channels_last(path, to):
    """It wants pictures with their channels last, whatever the model had; items come as the source takes them."""
    import numpy as np
    from npy import read_npy
    from tensors import laid_out

    items = read_npy(path)
    if items.ndim == 4 and items.shape[1] <= CHANNELS_MOST < items.shape[3]:
        items = np.concatenate([laid_out(items[at : at + 1], "nchw", "nhwc") for at in range(len(items))])
    np.save(to, items)
    return to


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
