"""Writes an ONNX model of float32 in another precision: `python3 quantise.py SOURCE OUT int8|int8-symmetric|fp16 MODULES [CALIBRATION]`.

int8: quantised after training with ONNX Runtime's own tools: shapes inferred and the graph optimised first, then QDQ, uint8
activations, int8 weights with a scale for each output channel, ranges from the least and greatest value (MinMax) over every
item of CALIBRATION, a .npy. int8-symmetric: the same with int8 activations around zero, and biases left in float32. fp16:
weights and operators in float16, inputs and outputs left in float32.

A refusal is the library's own sentence on stderr and exit 1; then there is no OUT.
"""
import os
import sys
import tempfile


def main(source, out, what, modules, calibration=None):
    if modules and modules not in sys.path:
        # Last, because a folder of packages may hide modules of Python itself.
        sys.path.append(modules)
    if (what, calibration is not None) not in (("int8", True), ("int8-symmetric", True), ("fp16", False)):
        raise ValueError("asked for is %s; expected fp16, or int8 with items to calibrate with" % what)
    draft = out + ".draft"
    # The library's own drafts are as large as models are: they belong beside this one.
    tempfile.tempdir = os.getcwd()
    try:
        if what.startswith("int8"):
            to_int8(source, draft, calibration, what == "int8-symmetric")
        else:
            to_fp16(source, draft)
        os.rename(draft, out)
    finally:
        if os.path.exists(draft):
            os.remove(draft)


def to_int8(source, out, calibration, symmetric):
    import numpy
    import onnx
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    items = numpy.load(calibration)
    if items.shape[0] == 0:
        raise ValueError("%s holds no item" % calibration)
    with tempfile.TemporaryDirectory() as folder:
        prepared = os.path.join(folder, "prepared.onnx")
        prepare(quant_pre_process, source, prepared)
        graph = onnx.load(prepared, load_external_data=False).graph
        weights = {each.name for each in graph.initializer}
        inputs = [each.name for each in graph.input if each.name not in weights]
        if len(inputs) != 1:
            raise ValueError("the model has %d inputs (%s); calibration feeds one" % (len(inputs), ", ".join(inputs)))
        quantize_static(
            prepared,
            out,
            Items(inputs[0], items),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QInt8 if symmetric else QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            extra_options={"ActivationSymmetric": True, "QuantizeBias": False} if symmetric else {},
        )


def prepare(quant_pre_process, source, prepared):
    try:
        quant_pre_process(source, prepared)
    except Exception as error:
        if "symbolic shape inference" not in str(error):
            raise
        # Operators that it has no rule for: ONNX's own inference of shapes is left.
        quant_pre_process(source, prepared, skip_symbolic_shape=True)


class Items:
    """What ONNX Runtime asks for the next item; it wants the method and no more, so that older versions will do."""

    def __init__(self, name, items):
        self.feeds = ({name: items[index : index + 1]} for index in range(items.shape[0]))

    def get_next(self):
        return next(self.feeds, None)


def to_fp16(source, out):
    import onnx
    from onnxconverter_common import float16

    model = onnx.load(source)
    # Bytes of something else may read as a model without anything in it.
    if not model.graph.node:
        raise ValueError("Error parsing message: %s holds no operator" % source)
    onnx.save(float16.convert_float_to_float16(model, keep_io_types=True), out)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        print(str(error) or type(error).__name__, file=sys.stderr)
        sys.exit(1)
