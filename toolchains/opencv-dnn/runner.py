"""Measures one session of one cell with OpenCV's DNN module: `python3 runner.py job.json`, protocol 1.

For Python 3.7 and newer and any OpenCV from 4.6 on, whoever packaged it: it is imported as `cv2`. What is timed is
`Net.forward` alone; the input was set before, outside of the clock.
"""
import re
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number
from overheard import overheard

# Types of layers that do nearly all the arithmetic of a network. Read after the first inference, when OpenCV has fused
# what it fuses and has chosen the integer variants, whose names end in Int8.
COMPUTING = re.compile("Conv|InnerProduct|Gemm|MatMul|Einsum|Attention|LSTM|GRU|RNN")

# The engines of OpenCV 5 by the words of the option.
ENGINES = {"classic": "ENGINE_CLASSIC", "new": "ENGINE_NEW"}


class OpenCvDnn(Engine):
    name = "opencv-dnn"
    # A node that it cannot read, a type or a feature that it has not, and assertions that mean the same.
    refusals = re.compile(
        r"Node \[\w+@|\(-210:[^)]*\) Unsupported|\(-213:|fall back to DNN_TARGET_CPU|argets are not supported|targets are supported by"
        r"|has no (?:DNN_TARGET_CPU_FP16|ENGINE_)"
        r"|in function '[^']*\b(?:argTensor|repackConvWeights|getTypes|getMatFromTensor|total)\b"
    )
    # `Node [Identity@ai.onnx]:(onnx_node!Identity_0) parse error`. Of what breaks later it names no layer.
    operators = (r"Node \[(\w+)@",)

    def libraries(self):
        import cv2

        self.cv2 = cv2
        return {"opencv": cv2.__version__}

    def load(self):
        cv2, job = self.cv2, self.job
        if job["asked"]["provider"] != "opencv":
            raise ValueError("the provider is %s; this runner knows opencv" % job["asked"]["provider"])
        cv2.setNumThreads(whole_number(job["options"], "threads"))
        self.net = self.read(job["model"]["file"], job["options"].get("engine", "auto"))
        self.net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
        self.half = job["asked"]["arithmetic"] == "fp16"
        if self.half:
            self.ask_for_half()
        self.outlets = self.net.getUnconnectedOutLayersNames()

    def read(self, path, engine):
        dnn = self.cv2.dnn
        if engine == "auto":
            return dnn.readNetFromONNX(path)
        constant = ENGINES.get(engine)
        if constant is None:
            raise ValueError("engine is %s; expected auto, classic or new" % engine)
        if not hasattr(dnn, constant):
            if engine == "classic":
                # Before version 5 it is the only one there is.
                return dnn.readNetFromONNX(path)
            raise ValueError("OpenCV %s has no %s" % (self.cv2.__version__, constant))
        return dnn.readNetFromONNX(path, getattr(dnn, constant))

    def ask_for_half(self):
        """Where OpenCV has no half precision it says so on stderr and computes in float32: that is a refusal."""
        dnn = self.cv2.dnn
        if not hasattr(dnn, "DNN_TARGET_CPU_FP16"):
            raise ValueError("OpenCV %s has no DNN_TARGET_CPU_FP16" % self.cv2.__version__)
        _, said = overheard(lambda: self.net.setPreferableTarget(dnn.DNN_TARGET_CPU_FP16))
        if self.refusals.search(said):
            raise ValueError(said)

    def place(self, prepared):
        self.net.setInput(prepared, self.job["model"]["input"] or "")

    def infer(self, prepared):
        return self.net.forward(self.outlets)

    def attest(self):
        kinds = [self.net.getLayer(name).type for name in self.net.getLayerNames()]
        return evidence_of((self.arithmetic_of(kind), "opencv", "cpu") for kind in kinds if COMPUTING.search(kind)) + (None,)

    def arithmetic_of(self, kind):
        if kind.endswith("Int8"):
            return "int8"
        # The processor's half precision is used in convolutions alone.
        return "fp16" if self.half and kind.startswith("Conv") else "fp32"


if __name__ == "__main__":
    sys.exit(main(OpenCvDnn, sys.argv))
