"""Measures one session of one cell with onnxruntime for Python: `python3 runner.py job.json`, protocol 1.

One file for Python 3.7 and newer, with nothing but the standard library, onnxruntime and the numpy that comes with it: a
board needs no more. It does what runner.mjs and the files beside it do, word for word where words are seen; the tests
hold both to the same checks.

What is timed is `InferenceSession.run` alone, closed loop, one at a time: the call with its array ready, until its results
are there. Nothing is written between the two clock reads of a sample. Python's collector of cycles is off from before the
model is loaded: what the loop makes is freed at once by counting references, and a collection in the middle of an
inference would be measured as one.
"""
import gc
import json
import os
import re
import resource
import struct
import sys
import time
from array import array

# CLOCK_MONOTONIC in integer nanoseconds, which is also what Node reads.
now = time.monotonic_ns

# Samples wait in memory and are written at most this often: writing disturbs the iterations around it.
FLUSH_NS = 1000000000
# Samples in one line; whoever reads takes 131,072.
RUN_MOST = 50000
# NumPy writes headers of 64 to some hundred bytes.
HEADER_MOST = 65536

# Of the profile, in the working directory, which is the attempt's own. ONNX Runtime adds the date.
PREFIX = "onnxruntime-profile"

# ONNX Runtime's names of providers -> ours, and the unit that each computes on.
PROVIDERS = {
    "CPUExecutionProvider": ("cpu", "cpu"),
    "CUDAExecutionProvider": ("cuda", "gpu"),
    "TensorrtExecutionProvider": ("tensorrt", "gpu"),
}

# An error that says "not with this framework", not "not this time".
REFUSALS = re.compile(
    "Could not find an implementation|NOT_IMPLEMENTED|This is an invalid model|not a registered function"
    "|Unsupported model IR version|opset",
    re.IGNORECASE,
)
OUT_OF_MEMORY = re.compile(
    "out of memory|bad_alloc|bad allocation|allocation failed|failed to allocate|^MemoryError", re.IGNORECASE
)


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    messages = Messages(job["messages"])
    # Where it is, for the error message: the loop moves it on.
    progress = {"at": "load"}
    try:
        iterations = perform(job, messages, progress)
        messages.say({"kind": "memory", "peakRssBytes": peak_rss_bytes()})
        messages.say({"kind": "done", "iterations": iterations})
        return 0
    except Exception as error:  # Refusals and failures are messages; the exit code only agrees with them.
        text = str(error) or type(error).__name__
        body = {"kind": "error", "at": progress["at"], "code": code_of(text), "text": text[:4000]}
        body.update(operator_in(text))
        messages.say(body)
        return 1
    finally:
        messages.close()
        # Of a session that broke before its profile was asked for.
        for name in os.listdir("."):
            if name.startswith(PREFIX) and name.endswith(".json"):
                os.remove(name)


def perform(job, messages, progress):
    if job["protocol"] != 1:
        raise ValueError("the job speaks protocol %s; this runner speaks 1" % job["protocol"])
    ort, np = libraries(job)
    versions = {"python": "%d.%d.%d" % sys.version_info[:3], "onnxruntime": ort.__version__, "numpy": np.__version__}
    messages.say({"kind": "hello", "protocol": 1, "runner": "onnxruntime", "versions": versions})
    gc.collect()
    gc.disable()
    began = now()
    model = Model(ort, np, job)
    load_ns = now() - began

    def loaded():
        used, placement, warning = model.attest()
        body = {"kind": "loaded", "loadNs": load_ns, "asked": job["asked"], "used": used, "placement": placement}
        messages.say(body)
        if warning:
            messages.say(dict(kind="warning", **warning))

    if job["purpose"] == "accuracy":
        progress["at"] = "accuracy"
        return score(job, model, messages, loaded)
    progress["at"] = "warm-up"
    return measure(job, model, messages, loaded, progress)


def libraries(job):
    """Where the probe found the package; last, because a folder of packages may hide modules of Python itself."""
    modules = job.get("modules")
    if modules and modules not in sys.path:
        sys.path.append(modules)
    import numpy
    import onnxruntime

    return onnxruntime, numpy


def measure(job, model, messages, loaded, progress):
    """One cold iteration, warm-up until the first of its two limits, then steady ones. Answers how many steady ones."""
    feeds = feeds_of(job, model)
    infer = model.infer
    used = 0

    def once():
        nonlocal used
        feed = feeds[used]
        used = (used + 1) % len(feeds)
        start = now()
        results = infer(feed)
        end = now()
        # Given back only now: what it costs to free them is no part of the inference.
        del results
        return start, end

    def sample(kind):
        start, end = once()
        messages.sample(kind, start, end)
        return start, end

    # What is used shows in an inference only, hence `loaded` is said after the cold one.
    start, end = once()
    loaded()
    messages.sample("cold", start, end)
    warm_by = now() + job["warmup"]["maxNs"]
    for _ in range(job["warmup"]["iterations"]):
        if sample("warm-up")[1] >= warm_by:
            break
    progress["at"] = "measure"
    least, most = job["iterations"]["min"], job["iterations"]["max"]
    at_least_ns = job["durationMinNs"]
    first, last = sample("steady")
    count = 1
    # From the first start to the last end: what can be read from the samples is what was asked for.
    while count < most and (count < least or last - first < at_least_ns):
        last = sample("steady")[1]
        count += 1
    return count


def score(job, model, messages, loaded):
    """Counts how often the label is among the best k answers, over every item."""
    asked = job["accuracy"]
    files = asked["images"] if isinstance(asked["images"], list) else [asked["images"]]
    skip, count, labels = what_counts(model.np, asked, files)
    hits = {"top-%d" % k: 0 for k in asked["top"]}
    index = -skip
    for image in items_in(model.np, files):
        if index >= count:
            break
        if index >= 0:
            scores = model.infer(model.feed(image))[0]
            if index == 0:
                loaded()
            rank = rank_of(scores.reshape(-1), labels[index].item())
            for k in asked["top"]:
                if rank < k:
                    hits["top-%d" % k] += 1
        index += 1
    messages.say({"kind": "accuracy", "data": asked["data"], "counted": count, "hits": hits})
    return count


def what_counts(np, asked, files):
    """How many images are passed over and how many count, and the labels of those."""
    found = sum(describe_npy(file)[1][0] for file in files)
    if found == 0:
        raise ValueError("%s holds no image" % ",".join(files))
    labels = read_npy(np, asked["labels"])
    part = asked.get("part") or {"skip": 0, "count": found, "label": 0}
    skip, count, label = part["skip"], part["count"], part["label"]
    # In this order: labels that are a scalar have no length.
    if labels.ndim != 1 or label + count > labels.shape[0] or skip + count > found or (
        "part" not in asked and labels.shape[0] != found
    ):
        shape = ", ".join(map(str, labels.shape))
        raise ValueError("%d images and labels of shape (%s): expected one label for each image" % (found, shape))
    return skip, count, labels[label : label + count]


def feeds_of(job, model):
    asked = job["input"]
    if asked["kind"] == "random":
        return [model.feed(random_tensor(model.np, asked["shape"], asked["seed"]))]
    images = read_npy(model.np, asked["images"], 1 if asked["kind"] == "repeat-one" else asked.get("items"))
    if images.shape[0] == 0:
        raise ValueError("%s holds no image" % asked["images"])
    return [model.feed(images[index : index + 1]) for index in range(images.shape[0])]


class Model:
    """One session that is profiled for its first inference and measured afterwards, so that what is said of it is said of
    the very session that was measured."""

    def __init__(self, ort, np, job):
        self.np = np
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads_of(job["options"])
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        # It was optimised when it was compiled: nothing is to change behind the artifact that is measured.
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.enable_profiling = True
        options.profile_file_prefix = PREFIX
        # Without this a provider that fails is replaced by another one, and a line printed where nobody looks.
        self.session = ort.InferenceSession(
            job["model"]["file"], options, providers=[provider_of(job["asked"]["provider"])], enable_fallback=0
        )
        # Older versions do not know that word.
        self.session.disable_fallback()
        self.input = input_of(self.session, job["model"]["input"])
        self.outputs = [output.name for output in self.session.get_outputs()]

    def feed(self, data):
        if data.dtype != self.np.float32:
            raise TypeError("the data are %s; the model takes float32: save them with numpy.float32" % data.dtype)
        return {self.input: data}

    def infer(self, feed):
        return self.session.run(self.outputs, feed)

    def attest(self):
        """Called once, after exactly one inference: what that one really used."""
        name = self.session.end_profiling()
        try:
            with open(name, encoding="utf-8") as file:
                profile = file.read()
            used, placement = evidence_of(kernels_of(profile))
            return used, placement, None
        except Exception as error:
            # A profile nobody can read: unknown, which is never equal to what was asked.
            used, placement = evidence_of([])
            return used, placement, {"code": "no-profile", "text": "the profile cannot be read: %s" % error}


def threads_of(options):
    text = options.get("threads", "1")
    if not re.match(r"0*[1-9]\d*$", text):
        raise ValueError("threads is %s; expected a whole number from 1" % text)
    return int(text)


def provider_of(name):
    for theirs, (ours, _) in PROVIDERS.items():
        if ours == name:
            return theirs
    known = ", ".join(ours for ours, _ in PROVIDERS.values())
    raise ValueError("the provider is %s; this runner knows %s" % (name, known))


def input_of(session, asked):
    inputs = session.get_inputs()
    if len(inputs) != 1:
        names = ", ".join(each.name for each in inputs)
        raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(inputs), names))
    name = inputs[0].name
    if asked is not None and asked != name:
        raise ValueError("the model's input is %s; the job names %s" % (name, asked))
    if inputs[0].type != "tensor(float)":
        raise ValueError("the model's input %s takes %s; this runner feeds float32" % (name, inputs[0].type))
    return name


# ---- what it really computed with, read from ONNX Runtime's own profile of one inference; see kernels.mjs ----

# Operators that do nearly all the arithmetic of a network, fused and quantised variants included.
COMPUTING = re.compile("Conv|Gemm|MatMul|Einsum|Attention|LSTM|GRU|RNN")

# ONNX Runtime's names of tensor types -> ours. What is not listed keeps its name.
ARITHMETICS = {"float": "fp32", "float16": "fp16", "bfloat16": "bf16", "double": "fp64", "int8": "int8", "uint8": "int8"}


def kernels_of(profile):
    """(operator, type, provider) of each kernel, once for each time it ran; anything before the first bracket is a log."""
    kernels = []
    for event in json.loads(profile[max(profile.find("["), 0) :]):
        if event.get("cat") != "Node" or not str(event.get("name")).endswith("_kernel_time"):
            continue
        args = event["args"]
        # The first input is what comes in; weights may be packed beforehand, and are not listed then.
        inputs = args.get("input_type_shape") or [{}]
        kernels.append((str(args.get("op_name")), next(iter(inputs[0]), "unknown"), args.get("provider") or "unknown"))
    return kernels


def evidence_of(kernels):
    """One name when every computing kernel agrees, mixed(...) when not, unknown when there is none."""
    nodes = {}
    places = []
    for operator, kind, provider in kernels:
        if not COMPUTING.search(operator):
            continue
        # These take floats and turn them into int8 themselves before they compute.
        arithmetic = "int8" if operator.startswith("DynamicQuantize") else ARITHMETICS.get(kind, kind)
        nodes[arithmetic] = nodes.get(arithmetic, 0) + 1
        places.append(PROVIDERS.get(provider, (provider, "unknown")))
    used = {
        "provider": one_of(name for name, _ in places),
        "unit": one_of(unit for _, unit in places),
        "arithmetic": one_of(nodes),
    }
    return used, {"nodesByArithmetic": nodes}


def one_of(names):
    distinct = sorted(set(names))
    if not distinct:
        return "unknown"
    return distinct[0] if len(distinct) == 1 else "mixed(%s)" % ",".join(distinct)


# ---- tensors ----


def random_tensor(np, shape, seed):
    """Uniform in [0, 1) in steps of 2^-24, which float32 holds exactly; xorshift32, the same bytes as tensors.mjs makes."""
    length = 1
    for size in shape:
        length *= size
    # Small seeds would give a run of small numbers first: their bits are spread. The state must not be 0.
    state = (seed + 1) * 0x9E3779B1 & 0xFFFFFFFF or 1
    values = array("I", bytes(4 * length))
    for index in range(length):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        values[index] = state >> 8
    tensor = np.frombuffer(values, dtype=np.uint32).astype(np.float32)
    tensor /= np.float32(0x1000000)
    return tensor.reshape(shape)


def rank_of(scores, label):
    """How many classes come before the label: those of a better score, or of the same one and a lower class id. A label
    whose score is not a number comes last: a model that answers NaN knows nothing."""
    if label != label // 1 or label < 0 or label >= scores.shape[0]:
        raise ValueError("label %s is no class: the model answers %d scores" % (label, scores.shape[0]))
    label = int(label)
    own = scores[label]
    if own != own:
        return scores.shape[0]
    return int((scores > own).sum()) + int((scores[:label] == own).sum())


def read_npy(np, path, most=None, first=0):
    """NumPy's .npy format, version 1 to 3, little-endian and in C order. numpy.load would read all of it, or more than
    was asked for; here a header decides nothing before it is understood.
    :param most: Only this many items of the first dimension: the rest is not read.
    :param first: The first of them; what comes before is not read either."""
    with open(path, "rb") as file:
        descr, shape = read_header(file, path)
        size = np.dtype(descr).itemsize * product_of(shape)
        if os.fstat(file.fileno()).st_size - file.tell() < size:
            raise ValueError("%s is cut short" % path)
        wanted = shape
        if shape:
            left = max(0, shape[0] - first)
            wanted = [left if most is None else min(most, left)] + shape[1:]
            file.seek(first * product_of(shape[1:]) * np.dtype(descr).itemsize, os.SEEK_CUR)
        data = np.fromfile(file, dtype=descr, count=product_of(wanted))
    if data.size < product_of(wanted):
        raise ValueError("%s is cut short" % path)
    return data.reshape(wanted)


def describe_npy(path):
    """Type and shape of a file; no item is read."""
    with open(path, "rb") as file:
        return read_header(file, path)


# Read at once: enough that reading costs little, and little beside what frameworks take.
PIECE_BYTES = 16 * 2**20


def items_in(np, paths):
    """Every item of these files, in their order, as arrays of one: a set of any size is read in pieces."""
    for path in paths:
        descr, shape = describe_npy(path)
        item_bytes = product_of(shape[1:]) * np.dtype(descr).itemsize
        each = max(1, PIECE_BYTES // max(1, item_bytes))
        for first in range(0, shape[0], each):
            items = read_npy(np, path, each, first)
            for index in range(items.shape[0]):
                yield items[index : index + 1]


def read_header(file, path):
    lead = file.read(8)
    if len(lead) < 8 or lead[:6] != b"\x93NUMPY":
        raise ValueError("%s is not a .npy file" % path)
    version = lead[6]
    if version < 1 or version > 3:
        raise ValueError("%s is a .npy file of version %d; expected 1 to 3" % (path, version))
    # From version 2 on the length has four bytes.
    written = file.read(2 if version == 1 else 4)
    size = struct.unpack("<H" if version == 1 else "<I", written)[0] if len(written) >= 2 else 0
    if size > HEADER_MOST:
        raise ValueError("%s has a header of %d bytes; expected at most %d" % (path, size, HEADER_MOST))
    raw = file.read(size)
    if len(raw) < size:
        raise ValueError("%s is cut short" % path)
    header = raw.decode("latin-1")
    descr = re.search(r"'descr':\s*'([^']+)'", header)
    if not descr or descr.group(1) not in ("<f4", "<i8", "<i4", "|u1"):
        found = descr.group(1) if descr else "a type that cannot be read"
        raise ValueError("%s holds %s; expected one of <f4, <i8, <i4, |u1" % (path, found))
    if not re.search(r"'fortran_order':\s*False", header):
        raise ValueError("%s is in Fortran order; save it with numpy.ascontiguousarray" % path)
    shape = re.search(r"'shape':\s*\(\s*((?:\d+\s*,\s*)*\d*)\s*\)", header)
    if not shape:
        raise ValueError("%s has no shape that can be read" % path)
    return descr.group(1), [int(part) for part in shape.group(1).split(",") if part.strip()]


def product_of(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product


# ---- messages: one JSON object a line, numbered by `seq`; a line is appended whole ----


class Messages:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.seq = 0
        # Lines that are complete and not yet written.
        self.lines = []
        self.index = 0
        self.written_at = now()
        self.begin_run("cold")

    def say(self, body):
        """Written at once, after the samples that came before it. Never called between two iterations that are measured."""
        self.end_run(self.of)
        self.line(body)
        self.write()

    def sample(self, of, start, end):
        """Keeps one sample: its start and the duration of its inference, integer nanoseconds of the monotonic clock."""
        if self.of != of or len(self.starts) >= RUN_MOST:
            self.end_run(of)
        self.starts.append(start)
        self.durations.append(end - start)
        self.index += 1
        if end - self.written_at >= FLUSH_NS:
            self.end_run(of)
            self.write()

    def close(self):
        self.end_run(self.of)
        self.write()
        os.close(self.file)

    def begin_run(self, of):
        self.of = of
        self.first = self.index
        # Eight bytes a number, not an object each: nothing of size is allocated while it measures.
        self.starts = array("q")
        self.durations = array("q")

    def end_run(self, of):
        if self.starts:
            phases = {"inference": self.durations.tolist()}
            starts = self.starts.tolist()
            self.line({"kind": "samples", "of": self.of, "first": self.first, "startNs": starts, "phases": phases})
        self.begin_run(of)

    def line(self, body):
        self.lines.append(json.dumps(dict(seq=self.seq, **body), separators=(",", ":")) + "\n")
        self.seq += 1

    def write(self):
        rest = "".join(self.lines).encode("utf-8")
        self.lines = []
        # A disk that is nearly full takes a part of it first.
        while rest:
            rest = rest[os.write(self.file, rest) :]
        self.written_at = now()


def peak_rss_bytes():
    """The high-water mark of this process: framework, model and tensors together. From procfs where there is one, because
    `getrusage` also counts what the process was before its exec, which is a copy of whoever started it."""
    try:
        with open("/proc/self/status", encoding="latin-1") as file:
            found = re.search(r"^VmHWM:\s*(\d+) kB$", file.read(), re.MULTILINE)
        if found:
            return int(found.group(1)) * 1024
    except OSError:
        # No procfs: the next best source.
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def code_of(text):
    if REFUSALS.search(text):
        return "refused"
    return "out-of-memory" if OUT_OF_MEMORY.search(text) else "failed"


def operator_in(text):
    """ONNX Runtime names the operator it has no kernel for: `implementation for Conv(11) node` or `op_type:Conv(11)`."""
    found = re.search(r"implementation for (\w+)\(", text) or re.search(r"\bop(?:_type)?[: ]+(\w+)\(", text, re.IGNORECASE)
    return {"operator": found.group(1)} if found else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
