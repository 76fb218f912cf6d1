"""Writes a model as the IR of OpenVINO's old releases: `python3 optimize.py SOURCE OUT PRECISION`, with the word of `mo` for it.

The Model Optimizer (`mo`) was in every release up to 2024 and wrote what the plug-in for MYRIAD reads up to 2022.3. OUT is a
tar of `model.xml` and `model.bin`. A batch that the source leaves open is fixed to one. Its refusals are its own sentences.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from tarred import pack


def main(source, out, precision):
    folder = tempfile.mkdtemp(dir=".")
    try:
        words = [program(), "--input_model", source, precision, "--batch", "1", "--output_dir", folder, "--model_name", "model"]
        ended = subprocess.call(words, stdin=subprocess.DEVNULL)
        if ended != 0:
            return ended if 0 < ended < 256 else 1
        # Names of layers before and after: nothing loads it.
        mapping = os.path.join(folder, "model.mapping")
        if os.path.exists(mapping):
            os.remove(mapping)
        if sorted(os.listdir(folder)) != ["model.bin", "model.xml"]:
            print("mo ended well and wrote no model", file=sys.stderr)
            return 1
        pack(folder, out)
        return 0
    finally:
        shutil.rmtree(folder)


def program():
    """It lies beside the interpreter that has its package; else wherever the PATH leads."""
    beside = os.path.join(os.path.dirname(sys.executable), "mo")
    return beside if os.access(beside, os.X_OK) else "mo"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
