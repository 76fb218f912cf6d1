"""Measures one session of one cell on a Hailo accelerator: `python3 hailo.py job.json`, protocol 1. For HailoRT 4.18 and newer.

Timed is `ConfiguredInferModel.run` with one frame, until it returns: the way to the chip, the chip, and back. Inputs are
quantised before, with scale and zero point of the HEF, into the type that it takes; what comes out is turned back for accuracy
and for answers. Both lie in buffers that are bound before the clock is read.
"""
import re
import sys

from measure import Engine, main

# As Hailo's Python names the chips -> as its compiler does.
ARCHITECTURES = {
    "HAILO8": "hailo8",
    "HAILO8L": "hailo8l",
    "HAILO10H": "hailo10h",
    "HAILO15H": "hailo15h",
    "HAILO15M": "hailo15m",
}

# For a single inference; one that takes longer hangs.
TIMEOUT_MS = 60000


class Hailo(Engine):
    name = "hailo"
    refusals = re.compile("HAILO_NOT_IMPLEMENTED|HAILO_NOT_SUPPORTED\\b|Unsupported NMS format")

    def libraries(self):
        import hailo_platform

        self.platform = hailo_platform
        self.device = self.configured = None
        return {"hailort": hailo_platform.__version__}

    def load(self):
        self.device = self.platform.VDevice()
        self.model = self.device.create_infer_model(self.job["model"]["file"])
        if len(self.model.input_names) != 1:
            names = ", ".join(self.model.input_names)
            raise ValueError("the model has %d inputs (%s); this runner feeds one" % (len(self.model.input_names), names))
        self.model.set_batch_size(1)
        self.configured = self.model.configure()
        import numpy as np

        # Quantised as they leave the chip: turning them back is no part of the inference.
        self.results = {name: np.empty(self.model.output(name).shape, self.type_of(self.model.output(name))) for name in self.model.output_names}
        self.bindings = self.configured.create_bindings(output_buffers=self.results)

    def type_of(self, stream):
        word = str(stream.format.type).rsplit(".", 1)[-1].lower()
        if word not in ("uint8", "uint16", "float32"):
            raise ValueError("%s takes %s; this runner knows uint8, uint16 and float32" % (stream.name, word))
        return word

    def feed(self, item):
        stream = self.model.input()
        shape = tuple(stream.shape)
        if tuple(item.shape[1:]) != shape:
            raise ValueError("the model takes items of %s; the data are %s" % (list(shape), list(item.shape[1:])))
        return quantised(item[0], stream, self.type_of(stream))

    def place(self, prepared):
        self.bindings.input().set_buffer(prepared)

    def infer(self, _prepared):
        self.configured.run([self.bindings], TIMEOUT_MS)
        return self.results

    def outputs(self, result):
        return [dequantised(result[name], self.model.output(name)) for name in self.model.output_names]

    def attest(self):
        """A HEF is computed by the chip alone. Which one that was, it says itself; its arithmetic, the types that it takes."""
        found = set()
        for device in self.device.get_physical_devices():
            word = str(device.control.identify().device_architecture).rsplit(".", 1)[-1]
            found.add(ARCHITECTURES.get(word, word.lower()))
        provider = found.pop() if len(found) == 1 else "unknown"
        types = {self.type_of(self.model.input())}
        arithmetic = "int8" if types == {"uint8"} else "int16" if types == {"uint16"} else "unknown"
        used = {"provider": provider, "unit": "npu", "arithmetic": arithmetic}
        return used, {"nodesByArithmetic": {arithmetic: 1}}, None

    def close(self):
        # In this order: the model holds the device.
        self.configured = self.model = None
        if getattr(self, "device", None) is not None:
            self.device.release()


def quantised(values, stream, kind):
    import numpy as np

    if kind == "float32":
        return np.ascontiguousarray(values)
    scale, zero = scale_of(stream)
    bounds = np.iinfo(kind)
    return np.ascontiguousarray(np.clip(np.rint(values / np.float32(scale) + np.float32(zero)), bounds.min, bounds.max).astype(kind))


def dequantised(values, stream):
    import numpy as np

    if values.dtype.kind == "f":
        return values.copy()
    scale, zero = scale_of(stream)
    return (values.astype(np.float32) - np.float32(zero)) * np.float32(scale)


def scale_of(stream):
    infos = stream.quant_infos
    if len(infos) != 1:
        raise ValueError("%s has %d scales; this runner knows one" % (stream.name, len(infos)))
    return infos[0].qp_scale, infos[0].qp_zp


if __name__ == "__main__":
    sys.exit(main(Hailo, sys.argv))
