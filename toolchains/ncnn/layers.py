"""ncnn's text of layers: a magic number, two counts, then a line a layer: type, name, numbers of inputs and outputs, their
blobs, and parameters as id=value; ids from -23300 down hold lists."""

MAGIC = "7767517"


class Layer:
    def __init__(self, line):
        words = line.split()
        inputs, outputs = int(words[2]), int(words[3])
        self.type, self.name = words[0], words[1]
        self.inputs = words[4 : 4 + inputs]
        self.outputs = words[4 + inputs : 4 + inputs + outputs]
        pairs = (word.split("=", 1) for word in words[4 + inputs + outputs :])
        self.parameters = {int(key): value for key, value in pairs}

    def number(self, key, fallback=0):
        return int(self.parameters.get(key, fallback))

    def weights(self):
        """How many, without biases: under 6 for convolutions, under 2 for full connections."""
        return self.number(2 if self.type == "InnerProduct" else 6)

    def rows(self):
        """Each with a scale of its own: output channels, of convolutions by channel their groups."""
        return self.number(7, 1) if self.type == "ConvolutionDepthWise" else self.number(0)

    def integer(self):
        return self.type in COMPUTING and self.number(8) != 0

    def weight_bytes(self):
        """In the file of weights, for a model of float32. A tag of four bytes stands before what may be of another type."""
        size = self.number(0)
        if self.type in COMPUTING:
            return 4 + 4 * self.weights() + (4 * size if self.number(1 if self.type == "InnerProduct" else 5) else 0)
        if self.type == "PReLU":
            return 4 * size
        if self.type == "BatchNorm":
            return 16 * size
        if self.type == "Scale":
            return 4 * size * (2 if self.number(1) else 1)
        if self.type == "MemoryData":
            count = 1
            for key in (0, 1, 11, 2):
                count *= self.number(key) or 1
            return 4 * count
        return 0

    def line(self):
        words = [self.type.ljust(24), self.name.ljust(24), str(len(self.inputs)), str(len(self.outputs))]
        parameters = ["%d=%s" % (key, self.parameters[key]) for key in self.parameters]
        return " ".join(words + self.inputs + self.outputs + parameters)


# Layers that do nearly all the arithmetic of a convolutional network, and that ncnn can compute in integers.
COMPUTING = ("Convolution", "ConvolutionDepthWise", "InnerProduct")


def read_layers(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    if lines[0].strip() != MAGIC:
        raise ValueError("%s does not begin with %s" % (path, MAGIC))
    return [Layer(line) for line in lines[2:] if line.strip()]


def write_layers(path, layers):
    blobs = sum(len(layer.outputs) for layer in layers)
    with open(path, "w", encoding="utf-8") as file:
        file.write("%s\n%d %d\n" % (MAGIC, len(layers), blobs))
        file.writelines(layer.line() + "\n" for layer in layers)
