"""Measures one session of one cell with TF-TRT, TensorRT inside TensorFlow: `python3 runner.py job.json`, protocol 1.

Up to TensorFlow 2.17: later builds have no TensorRT in them. The SavedModel is converted and its engines are built while it is
loaded, so that the load time holds that. Timed is one call of the function, and bringing its results to the host.
"""
import os
import re
import shutil
import sys

from evidence import evidence_of
from measure import Engine, main
from overheard import overheard

FOLDER = "tf-trt-model"
COMPUTING = re.compile("Conv|MatMul|Einsum|LSTM|GRU|RNN")
MODES = {"fp32": "FP32", "fp16": "FP16"}
# Said by TensorFlow in C++ when it computes natively in the place of an engine.
NATIVE = re.compile(r"Could not find TensorRT|[Rr]unning native segment|Engine creation for .* failed|TensorRT library not found")


class TfTrt(Engine):
    name = "tf-trt"
    refusals = re.compile("Op type not registered|No OpKernel was registered")
    operators = (r"Op type not registered '(\w+)'",)

    def libraries(self):
        def load():
            import tensorflow
            from tensorflow.python.compiler.tensorrt import trt_convert

            return tensorflow, trt_convert

        (self.tf, self.trt), self.said = overheard(load)
        return {"tensorflow": self.tf.__version__}

    def load(self):
        import saved
        import tarred

        asked = self.job["asked"]
        if asked["provider"] != "tensorrt":
            raise ValueError("the provider is %s; this runner knows tensorrt" % asked["provider"])
        if not self.tf.config.list_physical_devices("GPU"):
            raise RuntimeError("TensorFlow finds no GPU")
        root = saved.rooted(tarred.unpack(self.job["model"]["file"], os.path.join(FOLDER, "given")))
        made = os.path.join(FOLDER, "made")
        _, said = overheard(lambda: self.convert(root, made, MODES[asked["arithmetic"]]))
        self.said += "\n" + said
        self.held = self.tf.saved_model.load(made)
        self.function = self.held.signatures["serving_default"]
        self.key = next(iter(self.function.structured_input_signature[1]))
        self.names = sorted(self.function.structured_outputs)

    def convert(self, root, made, mode):
        import numpy
        from shapes import shape_of

        converter = self.trt.TrtGraphConverterV2(input_saved_model_dir=root, precision_mode=mode)
        converter.convert()
        shape = shape_of(self.job)
        # Built now, and not in the first inference.
        converter.build(input_fn=lambda: iter([(numpy.zeros(shape, "float32"),)]))
        converter.save(made)

    def feed(self, item):
        return self.tf.constant(item)

    def infer(self, prepared):
        result = self.function(**{self.key: prepared})
        return [result[name].numpy() for name in self.names]

    def attest(self):
        asked = self.job["asked"]
        kernels = [
            (asked["arithmetic"], "tensorrt", "gpu") if node.op == "TRTEngineOp" else ("unknown", "tensorflow", "gpu")
            for node in self.nodes()
            if node.op == "TRTEngineOp" or COMPUTING.search(node.op)
        ]
        native = NATIVE.search(self.said)
        if native:
            kernels = [("unknown", "tensorflow", "gpu")]
        warning = {"code": "native", "text": "TensorFlow computes natively: %s" % native.group(0)} if native else None
        return evidence_of(kernels) + (warning,)

    def nodes(self):
        """Of the graph itself: the functions in its library are what engines were made of."""
        return list(self.function.graph.as_graph_def().node)

    def close(self):
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(TfTrt, sys.argv))
