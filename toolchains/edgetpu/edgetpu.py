"""Measures one session of one cell on an Edge TPU: `python3 edgetpu.py job.json PACKAGE`, protocol 1.

It is TensorFlow Lite's interpreter (../tflite/runner.py) with the delegate of libedgetpu, as PyCoral loads it: what is timed,
fed and quantised is the same. PACKAGE is tflite_runtime or ai_edge_litert; PyCoral itself is not needed. What the compiler
left on the processor is computed there, and is named in a warning.
"""
import ctypes
import os
import re
import sys

import usb
from measure import main
from runner import TensorFlowLite

LIBRARY = "libedgetpu.so.1"

# All that the compiler mapped is one operator of this name for each part of the graph.
COMPILED = "edgetpu-custom-op"

# Packages of Debian in two clocks; which of them is installed shows in no interface of the library.
EDITIONS = ("std", "max")
INSTALLED = "/var/lib/dpkg/info"


class EdgeTpu(TensorFlowLite):
    name = "edgetpu"
    provider = "edgetpu"
    refusals = re.compile("Didn't find op for builtin opcode|Select TensorFlow op|is not supported by this interpreter")
    operators = (r"builtin opcode '(\w+)'",)

    def libraries(self):
        versions = super().libraries()
        versions.update(library_versions())
        return versions

    def delegates(self):
        device = self.job["options"].get("tpu", "any")
        return [self.interpreters.load_delegate(LIBRARY, {} if device == "any" else {"device": device})]

    def attest(self):
        """By what is left in the graph: a part of it that was compiled cannot be computed by anything else."""
        try:
            operators = self.interpreter._get_ops_details()
        except Exception as error:
            # Not a part of its promised interface: without it nothing is known, which is never equal to what was asked.
            text = "the operators of the interpreter cannot be listed: %s" % error
            return used_of(0), None, {"code": "no-placement", "text": text}
        names = [each["op_name"] for each in operators]
        compiled = names.count(COMPILED)
        left = [name for name in names if name != COMPILED and not re.search("[Dd]elegate|^DELEGATE$", name)]
        placement = {"nodesByArithmetic": {"int8": compiled} if compiled else {}}
        return used_of(compiled), placement, warning_of(compiled, left)


def used_of(compiled):
    if compiled == 0:
        return {"provider": "unknown", "unit": "cpu", "arithmetic": "unknown"}
    return {"provider": "edgetpu", "unit": "tpu", "arithmetic": "int8"}


def warning_of(compiled, left):
    """One warning at most: the cable first, since it concerns the whole of what was measured."""
    slow = usb.caution(usb.speeds())
    on_cpu = None
    if compiled > 0 and left:
        kinds = sorted(set(left))
        on_cpu = {"code": "on-processor", "text": "computed on the processor: %s" % ", ".join(kinds)[:1000]}
    if slow and on_cpu:
        return {"code": slow["code"], "text": "%s; %s" % (slow["text"], on_cpu["text"])}
    return slow or on_cpu


def library_versions():
    """Of libedgetpu: its runtime, and the clock it drives the chip with where Debian's package says so."""
    versions = {}
    try:
        library = ctypes.CDLL(LIBRARY)
        library.edgetpu_version.restype = ctypes.c_char_p
        said = (library.edgetpu_version() or b"").decode("ascii", "replace")
        runtime = re.search(r"RuntimeVersion\((\d+)\)", said)
        versions["edgetpu-runtime"] = runtime.group(1) if runtime else said[:100]
    except (OSError, AttributeError):
        # The delegate will be refused with the reason.
        pass
    clocks = [edition for edition in EDITIONS if os.path.exists(os.path.join(INSTALLED, "libedgetpu1-%s.list" % edition))]
    if len(clocks) == 1:
        versions["edgetpu-clock"] = clocks[0]
    return versions


if __name__ == "__main__":
    EdgeTpu.package = sys.argv[2]
    sys.exit(main(EdgeTpu, sys.argv))
