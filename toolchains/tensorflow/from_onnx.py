"""Writes an ONNX model as a TensorFlow SavedModel, through onnx2tf: `python3 from_onnx.py SOURCE OUT`.

OUT is a tar of the folder. Images lie as TensorFlow has them, channels last, whatever the source says; the batch is 1. The
order of the outputs is that of the source. A refusal is the tool's own sentence on stderr and exit 1; then there is no OUT.
"""
import contextlib
import os
import sys
import tempfile

# Lines of the library for people would hide its refusals; it is read when TensorFlow is loaded.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main(source, out):
    source, out = os.path.abspath(source), os.path.abspath(out)
    with tempfile.TemporaryDirectory() as folder:
        here = os.getcwd()
        os.chdir(folder)
        try:
            # What onnx2tf refuses it prints among its progress.
            with contextlib.redirect_stdout(sys.stderr):
                write(source, out, folder)
            return 0
        # onnx2tf says what it will not do and leaves with `sys.exit`.
        except (Exception, SystemExit) as error:
            print(str(error) or type(error).__name__, file=sys.stderr)
            return 1
        finally:
            os.chdir(here)


def write(source, out, folder):
    import onnx

    # Before TensorFlow is in memory: the simplifier has its own copy of what both are made of, and crashes with it.
    model = with_one_item(onnx.load(source))
    import onnx2tf
    import saved
    import tarred

    for index, node in enumerate(model.graph.node):
        # Variables are named by them, and TensorFlow refuses some that ONNX allows.
        node.name = "node_%d" % index
    # A copy, because onnx2tf writes what it has simplified into the file that it reads.
    copy = os.path.join(folder, "model.onnx")
    onnx.save(model, copy)
    without_network(folder)
    made = onnx2tf.convert(
        input_onnx_file_path=copy,
        output_folder_path=os.path.join(folder, "unused"),
        # It would do it in a process of its own, with whatever program of that name the PATH has.
        not_use_onnxsim=True,
        disable_model_save=True,
        non_verbose=True,
    )
    names = [output.name for output in model.graph.output]
    target = os.path.join(folder, "saved-model")
    saved.write(made, made.inputs, names, target)
    tarred.pack(target, out)


def with_one_item(model):
    """The same model for one item at a time, simplified: shapes that were computed from the batch become numbers."""
    import onnx
    import onnxsim

    initial = {weight.name for weight in model.graph.initializer}
    batches = set()
    for each in model.graph.input:
        if each.name in initial:
            continue
        sizes = each.type.tensor_type.shape.dim
        if sizes and not sizes[0].dim_value:
            batches.add(sizes[0].dim_param)
            sizes[0].dim_value = 1
        free = [size.dim_param or "?" for size in sizes if not size.dim_value]
        if free:
            raise ValueError("the input %s has sizes that are not fixed: %s" % (each.name, ", ".join(free)))
    for each in model.graph.output:
        sizes = each.type.tensor_type.shape.dim
        if sizes and sizes[0].dim_param in batches:
            sizes[0].dim_value = 1
    try:
        return onnxsim.simplify(onnx.shape_inference.infer_shapes(model))[0]
    except Exception as error:
        # What is wrong with it onnx2tf says better; a model that only the simplifier does not know is still converted.
        print("not simplified: %s" % error, file=sys.stderr)
        return model


def without_network(folder):
    """onnx2tf tries models with three channels on photographs that it fetches, unless they lie where it works."""
    import numpy

    noise = numpy.random.default_rng(1).random((20, 128, 128, 3), dtype=numpy.float32)
    numpy.save(os.path.join(folder, "calibration_image_sample_data_20x128x128x3_float32.npy"), noise)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
