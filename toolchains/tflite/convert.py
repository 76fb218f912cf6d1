"""Writes a SavedModel for TensorFlow Lite: `python3 convert.py SOURCE OUT PRECISION [CALIBRATION]`.

SOURCE is a tar of its folder. PRECISION: fp32; fp16, weights in half precision, and leave for processors that compute in it
to do so; int8, inputs and outputs too, ranges from the items of CALIBRATION (.npy). An operator that TensorFlow Lite does
not have is refused: the converter's own sentence on stderr and exit 1; then there is no OUT. One that it has in float alone
stays in float between two conversions, and is named on stderr; a runner sees it where it computes.
"""
import os
import sys
import tempfile

# Lines of the library for people would hide its refusals; it is read when TensorFlow is loaded.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def main(source, out, precision, calibration=None):
    try:
        with tempfile.TemporaryDirectory() as folder:
            content = convert(source, os.path.join(folder, "model"), precision, calibration)
        if precision == "int8":
            for operator in left_in_float(content):
                print("stays in float: %s" % operator, file=sys.stderr)
        draft = out + ".draft"
        with open(draft, "wb") as file:
            file.write(content)
        os.rename(draft, out)
        return 0
    except Exception as error:
        # After its sentence the converter prints the graph, of any size.
        print(str(error).split("<unknown>:0: note:")[0].strip() or type(error).__name__, file=sys.stderr)
        return 1


def convert(source, folder, precision, calibration):
    import saved
    import tensorflow as tf

    loaded, function, names = saved.signature(source, folder)
    key, spec = saved.one_input(function)
    shape = [1] + spec.shape.as_list()[1:]

    # The batch is fixed: XNNPACK takes no graph whose sizes are open. A list of outputs keeps their order.
    @tf.function(input_signature=[tf.TensorSpec(shape, spec.dtype, "input")])
    def one(item):
        answers = function(**{key: item})
        return [answers[name] for name in names]

    converter = tf.lite.TFLiteConverter.from_concrete_functions([one.get_concrete_function()], loaded)
    if precision == "fp16":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        # Without this XNNPACK widens the weights and computes in float32 on every processor.
        converter.target_spec._experimental_supported_accumulation_type = tf.float16
    elif precision == "int8":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = items_of(calibration, shape)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.int8
        converter.inference_output_type = tf.int8
    elif precision != "fp32":
        raise ValueError("the precision is %s; expected fp32, fp16 or int8" % precision)
    return converter.convert()


def left_in_float(content):
    """Names of the operators of a model that take floats."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    listed = Interpreter(
        model_content=content, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )._get_ops_details()
    floats = {each["op_name"] for each in listed if any(kind.__name__ == "float32" for kind in each["operand_types"])}
    return sorted(floats - {"QUANTIZE", "DEQUANTIZE"})


def items_of(path, shape):
    """The items in the layout of the model: they come in that of the data, and which one that is shows in their sizes."""
    from npy import read_npy
    from tensors import laid_out

    if path is None:
        raise ValueError("int8 needs items to find its ranges with: a .npy file as the fourth word")
    items = read_npy(path)
    sizes = list(items.shape[1:])
    if items.shape[0] == 0:
        raise ValueError("%s holds no item" % path)
    turned = len(sizes) == 3 and sizes != shape[1:]
    each = [laid_out(items[at : at + 1], "nchw", "nhwc") if turned else items[at : at + 1] for at in range(len(items))]
    if list(each[0].shape) != shape:
        raise ValueError("%s holds items of %s; the model takes %s" % (path, sizes, shape[1:]))
    return lambda: ([item] for item in each)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
