"""Measures one session of one cell with TensorFlow Lite for Python: `python3 runner.py job.json PACKAGE`, protocol 1.

PACKAGE is one of those that bring its interpreter: ai_edge_litert, tflite_runtime or tensorflow. With the files of
../python-runner beside it, that and numpy are all that a board needs. What is timed is `Interpreter.invoke` alone: inputs are
quantised before, and lie in the interpreter's own tensor when the clock is read; results lie in another one when it returns.
"""
import importlib
import re
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number


class TensorFlowLite(Engine):
    name = "tflite"
    refusals = re.compile(
        "Didn't find op for builtin opcode|unresolved custom op|Select TensorFlow op|is not supported by this interpreter"
        "|failed to prepare"
    )
    operators = (
        r"builtin opcode '(\w+)'",
        r"unresolved custom op: (\w+)",
        # Custom operators are numbered too: what matters stands in brackets.
        r"Node number \d+ \((\w+)\)",
    )
    package = "ai_edge_litert"
    # The interpreter applies XNNPACK of itself; nothing else may compute behind that name.
    provider = "xnnpack"

    def libraries(self):
        if self.package == "tensorflow":
            library = importlib.import_module("tensorflow")
            self.interpreters = library.lite
        else:
            library = importlib.import_module(self.package)
            self.interpreters = importlib.import_module(self.package + ".interpreter")
        return {self.package.replace("_", "-"): library.__version__}

    def load(self):
        asked, threads = self.job["asked"], whole_number(self.job["options"], "threads")
        if asked["provider"] != self.provider:
            raise ValueError("the provider is %s; this runner knows %s" % (asked["provider"], self.provider))
        model, delegates = self.job["model"]["file"], self.delegates()
        self.interpreter = self.interpreters.Interpreter(
            model_path=model, num_threads=threads, experimental_delegates=delegates
        )
        # Here weights are packed for the processor: a part of what it costs to load.
        self.interpreter.allocate_tensors()
        self.input = input_of(self.interpreter)
        self.results = outputs_of(self.interpreter)

    def delegates(self):
        """What a toolchain that builds on this one computes with; None: what the interpreter applies of itself."""
        return None

    def feed(self, item):
        return quantised(item, self.input)

    def place(self, prepared):
        self.interpreter.set_tensor(self.input["index"], prepared)

    def infer(self, prepared):
        self.interpreter.invoke()

    def outputs(self, result):
        return [dequantised(self.interpreter.get_tensor(each["index"]), each) for each in self.results]

    def attest(self):
        import placement

        try:
            operators = self.interpreter._get_ops_details()
        except Exception as error:
            # Not a part of its promised interface: without it nothing is known, which is never equal to what was asked.
            text = "the operators of the interpreter cannot be listed: %s" % error
            return evidence_of([]) + ({"code": "no-placement", "text": text},)
        kernels = placement.kernels_of(operators, placement.are_halves(self.outputs(None)))
        return evidence_of(kernels) + (None,)


def input_of(interpreter):
    inputs = interpreter.get_input_details()
    if len(inputs) != 1:
        names = ", ".join(each["name"] for each in inputs)
        raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(inputs), names))
    kind = inputs[0]["dtype"].__name__
    if kind not in ("float32", "int8", "uint8", "int16"):
        raise ValueError("the model's input %s takes %s; this runner feeds float32" % (inputs[0]["name"], kind))
    return inputs[0]


def outputs_of(interpreter):
    """In the order of the source: a file has them in any order, and convert.py numbers their names in the signature."""
    details = interpreter.get_output_details()
    try:
        (signature,) = interpreter._get_full_signature_list().values()
        numbers = {int(tensor): int(name[len("output_") :]) for name, tensor in signature["outputs"].items()}
        return sorted(details, key=lambda each: numbers[int(each["index"])])
    except (AttributeError, KeyError, ValueError):
        # Of somebody else's making, or an interpreter that does not tell: as they lie.
        return details


def quantised(item, details):
    """In whole numbers, with the scale and the zero point that the model was given for its input."""
    import numpy as np

    if details["dtype"] is np.float32:
        return item
    scale, zero = details["quantization"]
    if not scale:
        raise ValueError("the model's input %s is %s without a scale" % (details["name"], details["dtype"].__name__))
    bounds = np.iinfo(details["dtype"])
    return np.clip(np.rint(item / np.float32(scale)) + zero, bounds.min, bounds.max).astype(details["dtype"])


def dequantised(values, details):
    import numpy as np

    scale, zero = details["quantization"]
    if not scale or values.dtype.kind == "f":
        return values
    return (values.astype(np.float32) - np.float32(zero)) * np.float32(scale)


if __name__ == "__main__":
    TensorFlowLite.package = sys.argv[2]
    sys.exit(main(TensorFlowLite, sys.argv))
