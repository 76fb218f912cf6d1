"""Writes a Keras file as a TensorFlow SavedModel: `python3 from_keras.py SOURCE OUT`. OUT is a tar of the folder.

A refusal is the library's own sentence on stderr and exit 1; then there is no OUT.
"""
import os
import sys
import tempfile

# Lines of the library for people would hide its refusals; it is read when TensorFlow is loaded.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main(source, out):
    try:
        with tempfile.TemporaryDirectory() as folder:
            import keras_file
            import saved
            import tarred

            model = keras_file.load(source, folder)
            target = os.path.join(folder, "saved-model")
            saved.write(lambda item: model(item, training=False), model.inputs, None, target)
            tarred.pack(target, out)
        return 0
    except Exception as error:
        print(str(error) or type(error).__name__, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
