"""SavedModels as orchestrate keeps them: one signature, one input with one item, and the order of the outputs beside it,
because a signature sorts them by name. In a file of ours they are a tar."""
import json
import os

import tarred

# TensorFlow's own place for what others want to keep with a model; it reads nothing there.
ORDER = os.path.join("assets.extra", "outputs.json")


def write(call, inputs, names, folder):
    """:param call: Answers one tensor or a list of them, in the order of `names`; these may be None.
    :param inputs: Tensors of Keras, or specifications: their sizes and types."""
    import tensorflow as tf

    if len(inputs) != 1:
        raise ValueError("the model has %d inputs; one is what runners feed" % len(inputs))
    shape = [1] + [int(size) if size is not None else None for size in inputs[0].shape[1:]]

    @tf.function(input_signature=[tf.TensorSpec(shape, inputs[0].dtype, "input")])
    def serve(item):
        answers = call(item)
        return dict(zip(keys, tf.nest.flatten(answers)))

    given = names or ["output_%d" % index for index in range(1000)]
    keys = ["".join(letter if letter.isalnum() else "_" for letter in name) for name in given]
    module = tf.Module()
    module.serve = serve
    function = serve.get_concrete_function()
    # Keras tracks layers, and onnx2tf also makes some that are none of its model's. In the order in which they are used:
    # the graph's own list has another one in each process.
    by_handle = {id(variable.handle): variable for variable in function.graph.variables}
    module.weights = [by_handle[id(each)] for each in function.captured_inputs if id(each) in by_handle]
    tf.saved_model.save(module, folder, signatures={"serving_default": function})
    # A number drawn anew for each file: without it the same model has the same bytes.
    os.remove(os.path.join(folder, "fingerprint.pb"))
    os.makedirs(os.path.join(folder, os.path.dirname(ORDER)))
    with open(os.path.join(folder, ORDER), "w", encoding="utf-8") as file:
        json.dump(keys[: len(function.structured_outputs)], file)


def signature(path, folder):
    """The model in a tar, unpacked to `folder`, as what holds its weights, its one signature, and the names of its outputs in
    their order. The default signature, or else the only one."""
    import tensorflow as tf

    root = rooted(tarred.unpack(path, folder))
    loaded = tf.saved_model.load(root)
    found = dict(loaded.signatures.items())
    if "serving_default" not in found and len(found) != 1:
        raise ValueError("the SavedModel has %d signatures; expected serving_default, or only one" % len(found))
    function = found.get("serving_default") or next(iter(found.values()))
    names = sorted(function.structured_outputs)
    try:
        with open(os.path.join(root, ORDER), encoding="utf-8") as file:
            kept = json.load(file)
    except FileNotFoundError:
        # Of somebody else's making.
        kept = names
    return loaded, function, kept if sorted(kept) == names else names


def rooted(folder):
    """A person may have packed the folder itself instead of what is in it."""
    if not os.path.exists(os.path.join(folder, "saved_model.pb")):
        inner = os.listdir(folder)
        if len(inner) == 1 and os.path.exists(os.path.join(folder, inner[0], "saved_model.pb")):
            return os.path.join(folder, inner[0])
        raise ValueError("the tar holds no saved_model.pb: it is no SavedModel")
    return folder


def one_input(function, asked=None):
    """Name and specification of what a signature takes."""
    _, inputs = function.structured_input_signature
    if len(inputs) != 1:
        names = ", ".join(sorted(inputs))
        raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(inputs), names))
    return next(iter(inputs.items()))
