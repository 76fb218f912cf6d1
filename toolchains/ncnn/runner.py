"""Measures one session of one cell with ncnn: `python3 runner.py job.json`, protocol 1.

For Python 3.7 and newer. What is timed is what every program with ncnn does for an inference: an extractor is made, given the
input, and asked for every output. Light mode is on, as ncnn has it by default: what is not needed any more is freed.
"""
import re
import shutil
import sys

from evidence import evidence_of
from layers import read_layers
from measure import Engine, main, whole_number
from overheard import overheard
from tarred import unpack

# Types of layers that do nearly all the arithmetic of a network.
COMPUTING = re.compile("Conv|InnerProduct|Gemm|MatMul|Einsum|Attention|LSTM|GRU|RNN|SDPA")
FOLDER = "model"


class Ncnn(Engine):
    name = "ncnn"
    refusals = re.compile("not exists or registered|not supported|fread .* failed")
    # `layer torch.foo not exists or registered`
    operators = (r"layer (\S+) not exists or registered",)
    # An item to ask about, after it was measured.
    first = None

    def libraries(self):
        import ncnn
        import numpy

        self.ncnn, self.np = ncnn, numpy
        return {"ncnn": ncnn.__version__}

    def load(self):
        job = self.job
        if job["asked"]["provider"] != "cpu":
            raise ValueError("the provider is %s; this runner knows cpu" % job["asked"]["provider"])
        unpack(job["model"]["file"], FOLDER)
        self.net = self.ncnn.Net()
        self.set_options(self.net.opt)
        # Without this it prints what is wrong and goes on with a network that is not whole.
        code, said = overheard(self.read)
        if code != 0:
            raise ValueError(said or "ncnn ends with %d and says nothing" % code)
        self.inputs, self.outlets = self.net.input_names(), self.net.output_names()
        if len(self.inputs) != 1:
            raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(self.inputs), ", ".join(self.inputs)))

    def read(self):
        return self.net.load_param(FOLDER + "/model.param") or self.net.load_model(FOLDER + "/model.bin")

    def set_options(self, options):
        """ncnn would use half precision wherever the processor has it, whatever was asked for."""
        asked = self.job["asked"]["arithmetic"]
        options.num_threads = whole_number(self.job["options"], "threads")
        options.lightmode = True
        options.use_vulkan_compute = False
        options.use_packing_layout = True
        options.use_fp16_storage = options.use_fp16_packed = options.use_fp16_arithmetic = asked == "fp16"
        options.use_bf16_storage = False
        # A model says by its layers where it is to be integers; it breaks without.
        options.use_int8_inference = options.use_int8_storage = options.use_int8_arithmetic = True

    def feed(self, item):
        if item.shape[0] != 1:
            raise ValueError("the items are batches of %d; ncnn takes one at a time" % item.shape[0])
        # A copy of its own: ncnn lays channels out at addresses that vector instructions like.
        prepared = self.ncnn.Mat(self.np.ascontiguousarray(item[0])).clone()
        self.first = self.first or prepared
        return prepared

    def infer(self, prepared):
        extractor = self.net.create_extractor()
        extractor.input(self.inputs[0], prepared)
        return [extractor.extract(name) for name in self.outlets]

    def outputs(self, result):
        for code, _ in result:
            if code != 0:
                raise ValueError("ncnn cannot compute an output: it ends with %d" % code)
        return [self.np.array(value) for _, value in result]

    def attest(self):
        """From the layers and from what they are given in one more inference, in which nothing is freed."""
        extractor = self.net.create_extractor()
        extractor.set_light_mode(False)
        extractor.input(self.inputs[0], self.first)
        kernels = []
        for layer in read_layers(FOLDER + "/model.param"):
            if COMPUTING.search(layer.type):
                # Type 1: as it lies in memory, not turned back into float32.
                code, blob = extractor.extract(layer.inputs[0], 1)
                kernels.append((self.arithmetic_of(layer, blob.elembits() if code == 0 else 0), "cpu", "cpu"))
        return evidence_of(kernels) + (None,)

    def close(self):
        shutil.rmtree(FOLDER, ignore_errors=True)

    def arithmetic_of(self, layer, bits):
        if layer.integer():
            return "int8"
        if bits == 16:
            # Half precision may be how numbers are kept, not how they are computed.
            return "fp16" if self.net.opt.use_fp16_arithmetic and self.ncnn.cpu_support_arm_asimdhp() else "fp32"
        return "fp32" if bits == 32 else "unknown"


if __name__ == "__main__":
    sys.exit(main(Ncnn, sys.argv))
