"""The measuring loop of every runner in Python: a fresh process, one session of one cell, told by a job file. A framework
comes in as a class of its own; everything here is the same for all of them.

For Python 3.7 and newer, with nothing but the standard library and numpy. It does what the files in ../node-runner do, word
for word where words are seen; the tests hold both to the same checks.

What is timed is `Engine.infer` alone, closed loop, one at a time: the call with its input ready, until its result is there.
Nothing is written between the two clock reads of a sample. Python's collector of cycles is off from before the model is
loaded: what the loop makes is freed at once by counting references, and a collection in the middle of an inference would
be measured as one.
"""
import gc
import json
import re
import resource
import sys
import time

from messages import Messages, now

OUT_OF_MEMORY = re.compile(
    "out of memory|bad_alloc|bad allocation|allocation failed|failed to allocate|OOM when allocating|can(?:'t|not) allocate memory",
    re.IGNORECASE,
)


class Engine:
    """What a framework brings; made once for a job, with nothing done yet. Paths of a job are relative to the working
    directory, which is the attempt's own."""

    # As `hello` names it.
    name = ""
    # Of an error that says "not with this framework", not "not this time"; None: there is none.
    refusals = None
    # Find the operator that an error complains of, in their first group; the first that matches wins.
    operators = ()
    # The numpy type of the items that `feed` takes.
    takes = "float32"

    def __init__(self, job):
        self.job = job

    def libraries(self):
        """Imports what the framework needs and answers versions by name. `load` does not time it."""
        raise NotImplementedError

    def load(self):
        """Makes the model ready; its duration is the load time."""
        raise NotImplementedError

    def feed(self, item):
        """What `infer` takes, from an array of one item. Called once for each item, before anything is timed."""
        return item

    def place(self, prepared):
        """For frameworks whose inputs lie in a place of their own: puts it there, before each inference, not timed."""

    def infer(self, prepared):
        """One inference; this is what is timed. Returns when the result is there."""
        raise NotImplementedError

    def outputs(self, result):
        """Arrays of numpy from what `infer` gave, in the order of the model's outputs; the first holds the scores."""
        return result

    def lanes(self, count):
        """So many things with `place` and `infer` of their own, to be used by a thread each, at once."""
        raise ValueError("%d inferences in flight: this runner has one" % count)

    def attest(self):
        """Called once, after exactly one inference: what that one really used. Answers `used`, `placement` or None, and a
        warning or None; see evidence.py."""
        raise NotImplementedError

    def close(self):
        """Takes away what the framework left beside the job. Called at the end of every job, broken ones too."""


def main(engine_class, argv):
    """Runs the job file that the command line names; answers the exit code."""
    with open(argv[1], encoding="utf-8") as file:
        job = json.load(file)
    messages = Messages(job["messages"], job.get("batch", 1), job.get("streams", 1))
    engine = engine_class(job)
    # Where it is, for the error message: the loop moves it on.
    progress = {"at": "load"}
    try:
        iterations = perform(job, engine, messages, progress)
        messages.say({"kind": "memory", "peakRssBytes": peak_rss_bytes()})
        messages.say({"kind": "done", "iterations": iterations})
        return 0
    except Exception as error:  # Refusals and failures are messages; the exit code only agrees with them.
        text = str(error) or type(error).__name__
        body = {"kind": "error", "at": progress["at"], "code": code_of(error, text, engine), "text": text[:4000]}
        body.update(operator_in(text, engine))
        messages.say(body)
        return 1
    finally:
        messages.close()
        engine.close()


def perform(job, engine, messages, progress):
    if job["protocol"] != 1:
        raise ValueError("the job speaks protocol %s; this runner speaks 1" % job["protocol"])
    # Last, because a folder of packages may hide modules of Python itself.
    if job.get("modules") and job["modules"] not in sys.path:
        sys.path.append(job["modules"])
    import numpy

    versions = {"python": "%d.%d.%d" % sys.version_info[:3], "numpy": numpy.__version__}
    versions.update(engine.libraries())
    messages.say({"kind": "hello", "protocol": 1, "runner": engine.name, "versions": versions})
    gc.collect()
    gc.disable()
    began = now()
    engine.load()
    load_ns = now() - began

    def loaded():
        used, placement, warning = engine.attest()
        body = {"kind": "loaded", "loadNs": load_ns, "asked": job["asked"], "used": used}
        if placement is not None:
            body["placement"] = placement
        messages.say(body)
        if warning:
            messages.say(dict(kind="warning", **warning))

    if job["purpose"] == "accuracy":
        from purposes import score

        progress["at"] = "accuracy"
        return score(job, engine, messages, loaded)
    if job["purpose"] == "answers":
        from purposes import answer

        progress["at"] = "measure"
        return answer(job, engine, loaded)
    progress["at"] = "warm-up"
    return measure(job, engine, messages, loaded, progress)


def measure(job, engine, messages, loaded, progress):
    """One cold iteration, warm-up until the first of its two limits, then steady ones. Answers how many steady ones."""
    from purposes import feed, input_items

    feeds = [feed(engine, item) for item in input_items(job)]
    streams = job.get("streams", 1)
    lanes = [engine] if streams == 1 else engine.lanes(streams)
    place, infer = lanes[0].place, lanes[0].infer
    used = 0

    def once():
        nonlocal used
        prepared = feeds[used]
        used = (used + 1) % len(feeds)
        place(prepared)
        start = now()
        result = infer(prepared)
        end = now()
        # Given back only now: what it costs to free it is no part of the inference.
        del result
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
    if streams > 1:
        return measure_flight(job, lanes, feeds, messages, progress, warm_by)
    for _ in range(job["warmup"]["iterations"]):
        if sample("warm-up")[1] >= warm_by:
            break
    pause(job["warmup"].get("pauseNs", 0))
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


def measure_flight(job, lanes, feeds, messages, progress, warm_by):
    from streams import Flight

    flight = Flight(lanes, feeds, messages)
    flight.warm_up(job["warmup"]["iterations"], warm_by)
    pause(job["warmup"].get("pauseNs", 0))
    progress["at"] = "measure"
    return flight.steady(job["iterations"]["min"], job["iterations"]["max"], job["durationMinNs"])


def pause(length_ns):
    """Nothing runs for at least so long."""
    over = now() + length_ns
    while now() < over:
        time.sleep(max(0, over - now()) / 1e9)


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


def code_of(error, text, engine):
    if engine.refusals is not None and engine.refusals.search(text):
        return "refused"
    return "out-of-memory" if isinstance(error, MemoryError) or OUT_OF_MEMORY.search(text) else "failed"


def operator_in(text, engine):
    for pattern in engine.operators:
        found = re.search(pattern, text)
        if found:
            return {"operator": found.group(1)}
    return {}


def whole_number(options, name, fallback="1"):
    """An option of a job that counts something, as the toolchain declares it."""
    text = options.get(name, fallback)
    if not re.match(r"0*[1-9]\d*$", text):
        raise ValueError("%s is %s; expected a whole number from 1" % (name, text))
    return int(text)
