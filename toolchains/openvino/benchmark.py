"""OpenVINO's own `benchmark_app`: `python3 benchmark.py job.json WORDS…`, with the words of its command line.

It adds what the job alone knows: the model, which travels as a tar, the device, the precision to compute in, the threads of all
streams together, and whether they are several. The tool is
run in this process; what it prints is its own. After it, and only then, the model is compiled once more as it had been, to
say in a messages file what that computes with: the tool itself can tell only by measuring with its counters on.
"""
import json
import logging
import os
import shutil
import sys

from evidence import evidence_of
from measure import code_of, whole_number
from messages import Messages, now
from runner import HINTS, UNPACKED, OpenVino, kernels_of, properties_of
from tarred import unpack


def main(path, words):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    if job.get("modules") and job["modules"] not in sys.path:
        sys.path.append(job["modules"])
    try:
        run(job, os.path.join(unpack(job["model"]["file"], UNPACKED), "model.xml"), words)
    finally:
        shutil.rmtree(UNPACKED, ignore_errors=True)


def run(job, model, words):
    asked = job["asked"]
    from openvino.tools.benchmark.main import main as benchmark

    streams = job.get("streams", 1)
    known = ["-m", model, "-d", asked["provider"]]
    # Sync is one request, whatever their number.
    known += ["-api", "sync" if streams == 1 else "async"]
    # All streams together: each is to have as many as one alone.
    known += ["-nthreads", str(streams * whole_number(job["options"], "threads"))]
    # NPUs know no such wish.
    if asked["provider"] != "NPU":
        known += ["-infer_precision", HINTS[asked["arithmetic"]]]
    sys.argv = ["benchmark_app"] + known + words
    heard = Heard()
    logging.getLogger().addHandler(heard)
    messages = Messages(job["messages"])
    try:
        benchmark()
    except SystemExit as end:
        # It logs what went wrong and ends the process.
        if end.code not in (None, 0) and heard.error is not None:
            text = str(heard.error) or type(heard.error).__name__
            code = code_of(heard.error, text, OpenVino)
            messages.say({"kind": "error", "at": "measure", "code": code, "text": text[:4000]})
        raise
    attest(job, model, messages)


class Heard(logging.Handler):
    """The exception that the tool logged last."""

    error = None

    def emit(self, record):
        if record.exc_info and record.exc_info[1] is not None:
            self.error = record.exc_info[1]


def attest(job, model, messages):
    import openvino

    asked = job["asked"]
    began = now()
    compiled = openvino.Core().compile_model(model, asked["provider"], properties_of(asked, job))
    load_ns = now() - began
    used, placement = evidence_of(kernels_of(compiled))
    versions = {"python": "%d.%d.%d" % sys.version_info[:3], "openvino": openvino.__version__.split("-")[0]}
    messages.say({"kind": "hello", "protocol": 1, "runner": "benchmark-app", "versions": versions})
    messages.say({"kind": "loaded", "loadNs": load_ns, "asked": asked, "used": used, "placement": placement})
    messages.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
