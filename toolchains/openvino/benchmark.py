"""OpenVINO's own `benchmark_app`: `python3 benchmark.py job.json WORDS…`, with the words of its command line.

It adds what the job alone knows: the model, which travels as a tar, the device, and the precision to compute in. The tool is run in this
process; what it prints is its own. After it, and only then, the model is compiled once more as it had been, to say in a
messages file what that computes with: the tool itself can tell only by measuring with its counters on.
"""
import json
import os
import sys

from evidence import evidence_of
from messages import Messages, now
from runner import HINTS, kernels_of, properties_of
from tarred import unpack


def main(path, words):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    if job.get("modules") and job["modules"] not in sys.path:
        sys.path.append(job["modules"])
    model = os.path.join(unpack(job["model"]["file"], "ir"), "model.xml")
    asked = job["asked"]
    from openvino.tools.benchmark.main import main as benchmark

    known = ["-m", model, "-d", asked["provider"], "-infer_precision", HINTS[asked["arithmetic"]]]
    sys.argv = ["benchmark_app"] + known + words
    # It ends the process itself when it fails.
    benchmark()
    attest(job, model)


def attest(job, model):
    import openvino

    asked = job["asked"]
    began = now()
    compiled = openvino.Core().compile_model(model, asked["provider"], properties_of(asked, job["options"]))
    load_ns = now() - began
    used, placement = evidence_of(kernels_of(compiled))
    messages = Messages(job["messages"])
    versions = {"python": "%d.%d.%d" % sys.version_info[:3], "openvino": openvino.__version__.split("-")[0]}
    messages.say({"kind": "hello", "protocol": 1, "runner": "benchmark-app", "versions": versions})
    messages.say({"kind": "loaded", "loadNs": load_ns, "asked": asked, "used": used, "placement": placement})
    messages.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
