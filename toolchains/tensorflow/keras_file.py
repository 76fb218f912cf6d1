"""Keras tells its own format from that of HDF5 by the name of the file, which is not the user's on a board."""
import os
import shutil


def is_keras(path):
    with open(path, "rb") as file:
        lead = file.read(8)
    return lead[:2] == b"PK" or lead == b"\x89HDF\r\n\x1a\n"


def load(path, folder):
    """Without the training of it, and without code that the file may carry."""
    import keras

    with open(path, "rb") as file:
        ending = ".keras" if file.read(2) == b"PK" else ".h5"
    named = os.path.join(folder, "model" + ending)
    shutil.copyfile(path, named)
    return keras.saving.load_model(named, compile=False)
