"""Measures one session of one cell on Rockchip's NPU: `python3 runner.py job.json`, protocol 1.

With RKNN-Toolkit-Lite2, which speaks to librknnrt.so, which speaks to the driver. What is timed is `RKNNLite.inference`: it takes
an array, quantises it, has the NPU compute, and answers arrays of float32; no call of it leaves any of that out.
"""
import os
import re
import shutil
import sys

from measure import Engine, main
from model_facts import MODEL, read_facts, release_of
from overheard import overheard
from tarred import unpack

FOLDER = "model"
CORES = {
    "0": "NPU_CORE_0",
    "1": "NPU_CORE_1",
    "2": "NPU_CORE_2",
    "0_1": "NPU_CORE_0_1",
    "0_1_2": "NPU_CORE_0_1_2",
    "all": "NPU_CORE_ALL",
}
# The library says its version when a model is loaded, and the same words lie in its file.
LIBRARIES = ("/usr/lib/librknnrt.so", "/usr/lib64/librknnrt.so", "/usr/lib/aarch64-linux-gnu/librknnrt.so")
LIBRARY = re.compile(r"librknnrt version: ([0-9][\w.]*)")
DRIVER = "/sys/module/rknpu/version"


class Rknn(Engine):
    name = "rknn"
    # That the model will never run there; all else may be mended.
    refusals = re.compile(r"unsupport\w* \w+ op\b", re.IGNORECASE)
    operators = (r"unsupport\w* (\w+) op\b",)

    def libraries(self):
        from importlib import metadata

        import rknnlite.api

        self.lite = rknnlite.api.RKNNLite
        self.library = library_version()
        versions = {"rknn-toolkit-lite2": metadata.version("rknn-toolkit-lite2")}
        versions.update({name: version for name, version in (("librknnrt", self.library), ("rknpu", driver_version())) if version})
        return versions

    def load(self):
        job = self.job
        if job["asked"]["provider"] != "rknn":
            raise ValueError("the provider is %s; this runner knows rknn" % job["asked"]["provider"])
        unpack(job["model"]["file"], FOLDER)
        self.facts = read_facts(FOLDER)
        self.check(self.library)
        self.runtime = self.lite(verbose=False)
        answer, said = overheard(lambda: beside(self.start))
        found = LIBRARY.search(said)
        self.check(found.group(1) if found else None)
        if answer != 0:
            raise ValueError(reason_in(said) or "the runtime answered %s" % answer)

    def start(self):
        answer = self.runtime.load_rknn(os.path.join(FOLDER, MODEL))
        if answer != 0:
            return answer
        cores = self.job["options"].get("cores", "auto")
        # Boards whose NPU has one core refuse to be told which.
        if cores == "auto":
            return self.runtime.init_runtime()
        return self.runtime.init_runtime(core_mask=getattr(self.lite, CORES[cores]))

    def check(self, version):
        """A library that is older than what made the model refuses it at best, and at worst computes something else."""
        made, has = release_of(self.facts.get("toolkit")), release_of(version)
        if made and has and has < made:
            text = "the model was made by toolkit %s, and librknnrt %s is older: update the library, or convert with its version"
            raise ValueError(text % (self.facts["toolkit"], version))

    def feed(self, item):
        return [item]

    def infer(self, prepared):
        result = self.runtime.inference(inputs=prepared)
        # It fails without an exception, and fast: such inferences must not be samples.
        if result is None:
            raise ValueError("inference answered nothing")
        return result

    def outputs(self, result):
        # Images go in with their channels last and come out with them first, as in the source.
        layout = self.job["input"].get("layout")
        if not layout:
            return result
        from tensors import laid_out

        return [laid_out(output, layout["data"], layout["model"]) for output in result]

    def attest(self):
        """It computes on the NPU or not at all; in which arithmetic is known from how the model was made."""
        quantised = self.facts.get("quantised")
        arithmetic = "unknown" if quantised is None else "int8" if quantised else "fp16"
        return {"provider": "rknn", "unit": "npu", "arithmetic": arithmetic}, None, None

    def close(self):
        runtime = getattr(self, "runtime", None)
        if runtime is not None:
            runtime.release()
        shutil.rmtree(FOLDER, ignore_errors=True)


def beside(call):
    """The library writes its log to stdout, Python's part of it to stderr: for a while both are one."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        return call()
    finally:
        sys.stdout.flush()
        os.dup2(own, 1)
        os.close(own)


def library_version():
    for path in LIBRARIES:
        try:
            with open(path, "rb") as file:
                found = LIBRARY.search(file.read().decode("latin-1"))
        except OSError:
            continue
        if found:
            return found.group(1)
    return None


def driver_version():
    try:
        with open(DRIVER, encoding="ascii") as file:
            return file.read().strip()[:100]
    except (OSError, UnicodeDecodeError):
        return None


def reason_in(said):
    """The error by its code where it has one, and what the library said first."""
    code = re.search(r"RKNN_ERR_\w+", said)
    lines = [line.strip() for line in said.split("\n") if re.match(r"\s*E\b", line)]
    words = ([code.group(0)] if code else []) + lines[:2]
    return ": ".join(words)[:1000]


if __name__ == "__main__":
    sys.exit(main(Rknn, sys.argv))
