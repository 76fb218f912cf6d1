"""Writes a model as ONNX Runtime has optimised it for this machine: `python3 compile.py SOURCE OUT LEVEL MODULES`.

A refusal is the runtime's own sentence on stderr and exit 1; then there is no OUT. Does what compile.mjs does, for a board
that has Python and no Node; Python 3.7 and newer.
"""
import os
import sys


def main(source, out, level, modules):
    target = os.path.abspath(out)
    # Renamed when it is whole: a name that ends otherwise makes ONNX Runtime write another format.
    draft = target + ".draft"
    try:
        write(os.path.abspath(source), draft, level, modules)
        if os.path.getsize(draft) == 0:
            raise OSError("onnxruntime wrote nothing to %s" % draft)
        os.rename(draft, target)
        return 0
    except Exception as error:
        if os.path.exists(draft):
            os.remove(draft)
        print(str(error) or type(error).__name__, file=sys.stderr)
        return 1


def write(source, draft, level, modules):
    # Last, because a folder of packages may hide modules of Python itself.
    if modules and modules not in sys.path:
        sys.path.append(modules)
    import onnxruntime as ort

    levels = {
        "disabled": ort.GraphOptimizationLevel.ORT_DISABLE_ALL,
        "basic": ort.GraphOptimizationLevel.ORT_ENABLE_BASIC,
        "extended": ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        "all": ort.GraphOptimizationLevel.ORT_ENABLE_ALL,
    }
    if level not in levels:
        raise ValueError("the level is %s; expected one of %s" % (level, ", ".join(levels)))
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = levels[level]
    options.optimized_model_filepath = draft
    # The processor's provider is in every build; the graph is written while it is loaded.
    ort.InferenceSession(source, options, providers=["CPUExecutionProvider"], enable_fallback=0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
