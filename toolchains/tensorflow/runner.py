"""Measures one session of one cell with TensorFlow for Python: `python3 runner.py job.json`, protocol 1.

The model is a SavedModel (a tar of its folder) or a Keras file. What is timed is one call of its traced function, a
`tf.function`, until it returns: on a processor TensorFlow answers when the result is there. The input is a tensor before.
"""
import os
import re
import shutil
import sys

from evidence import evidence_of
from measure import Engine, main, whole_number

# Before TensorFlow is loaded: its lines are for people, and a GPU that is there is not to be looked for.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
# Somebody's leave for oneDNN to compute float32 in fewer bits would not show in the graph.
for variable in ("TF_SET_ONEDNN_FPMATH_MODE", "ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE"):
    os.environ.pop(variable, None)

# Of the model, in the working directory, which is the attempt's own.
FOLDER = "tensorflow-model"
PROVIDER = "cpu"

# Operators that do nearly all the arithmetic of a network.
COMPUTING = re.compile("Conv|MatMul|Einsum|LSTM|GRU|RNN")
# TensorFlow's names of types -> ours. What is not listed keeps its name.
ARITHMETICS = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16", "float64": "fp64", "int8": "int8", "qint8": "int8"}


class TensorFlow(Engine):
    name = "tensorflow"
    refusals = re.compile("Op type not registered|No OpKernel was registered|Could not locate class|Unknown layer")
    operators = (r"Op type not registered '(\w+)'", r"No OpKernel was registered to support Op '(\w+)'")

    def libraries(self):
        import tensorflow

        self.tf = tensorflow
        return {"tensorflow": tensorflow.__version__, "keras": tensorflow.keras.__version__}

    def load(self):
        asked = self.job["asked"]["provider"]
        if asked != PROVIDER:
            raise ValueError("the provider is %s; this runner knows %s" % (asked, PROVIDER))
        # Threads inside one operator; one operator at a time.
        self.tf.config.threading.set_intra_op_parallelism_threads(whole_number(self.job["options"], "threads"))
        self.tf.config.threading.set_inter_op_parallelism_threads(1)
        path = self.job["model"]["file"]
        os.makedirs(FOLDER)
        self.held, self.function, self.key, self.names = self.opened(path)

    def opened(self, path):
        """What holds the weights, a function of one tensor, the name of its input, and its outputs in their order."""
        import keras_file
        import saved

        if keras_file.is_keras(path):
            model = keras_file.load(path, FOLDER)
            if len(model.inputs) != 1:
                raise ValueError("the model has %d inputs; this runner feeds one" % len(model.inputs))
            spec = self.tf.TensorSpec([1] + list(model.inputs[0].shape[1:]), model.inputs[0].dtype, "input")

            @self.tf.function(input_signature=[spec])
            def one(input):
                return dict(enumerate(self.tf.nest.flatten(model(input, training=False))))

            function = one.get_concrete_function()
            return model, function, None, sorted(function.structured_outputs)
        held, function, names = saved.signature(path, os.path.join(FOLDER, "saved-model"))
        key, spec = saved.one_input(function)
        if spec.dtype != self.tf.float32:
            raise ValueError("the model's input %s takes %s; this runner feeds float32" % (key, spec.dtype.name))
        return held, function, key, names

    def feed(self, item):
        tensor = self.tf.constant(item)
        return {self.key: tensor} if self.key else {"input": tensor}

    def infer(self, prepared):
        return self.function(**prepared)

    def outputs(self, result):
        return [result[name].numpy() for name in self.names]

    def attest(self):
        # What was traced: the graph's own types. Kernels are chosen for them, and none computes in another one unasked.
        return evidence_of(kernels_in(self.function.graph)) + (None,)

    def close(self):
        shutil.rmtree(FOLDER, ignore_errors=True)


def kernels_in(graph):
    """The computing operators of a graph and of the functions that it calls, as evidence.py takes them."""
    definition = graph.as_graph_def()
    called = [each for function in definition.library.function for each in function.node_def]
    kernels = []
    for node in list(definition.node) + called:
        if COMPUTING.search(node.op) and "T" in node.attr:
            kind = type_name(node.attr["T"].type)
            kernels.append((ARITHMETICS.get(kind, kind), PROVIDER, "cpu"))
    return kernels


def type_name(number):
    import tensorflow as tf

    return tf.dtypes.as_dtype(number).name


if __name__ == "__main__":
    sys.exit(main(TensorFlow, sys.argv))
