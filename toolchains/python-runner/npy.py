"""NumPy's .npy format, version 1 to 3, little-endian and in C order: what `numpy.save` writes. Hostile until parsed."""
import os
import re
import struct

import numpy as np

# NumPy writes headers of 64 to some hundred bytes.
HEADER_MOST = 65536
# Read at once: enough that reading costs little, and little beside what frameworks take.
PIECE_BYTES = 16 * 2**20


def read_npy(path, most=None, first=0):
    """numpy.load would read all of it, or more than was asked for; here a header decides nothing before it is understood.
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


def items_in(paths):
    """Every item of these files, in their order, as arrays of one: a set of any size is read in pieces."""
    for path in paths:
        descr, shape = describe_npy(path)
        item_bytes = product_of(shape[1:]) * np.dtype(descr).itemsize
        each = max(1, PIECE_BYTES // max(1, item_bytes))
        for first in range(0, shape[0], each):
            items = read_npy(path, each, first)
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


class AnswersFile:
    """A .npy file of float32, shape [items, values], written row by row: it is there under its name when it is whole."""

    def __init__(self, path, items):
        self.path = path
        self.draft = path + ".draft"
        self.items = items
        self.values = None
        self.written = 0
        self.file = open(self.draft, "wb")

    def add(self, row):
        if self.values is None:
            self.values = row.size
            self.file.write(header_of([self.items, row.size]))
        if row.size != self.values:
            text = "item %d is answered by %d values, those before it by %d" % (self.written, row.size, self.values)
            raise ValueError(text)
        self.file.write(row.astype("<f4").tobytes())
        self.written += 1

    def finish(self):
        if self.written != self.items:
            raise ValueError("%d of %d items were answered" % (self.written, self.items))
        self.file.close()
        os.rename(self.draft, self.path)

    def discard(self):
        """Does nothing to a file that is finished."""
        self.file.close()
        if os.path.exists(self.draft):
            os.remove(self.draft)


def header_of(shape):
    """Version 1, padded to a whole number of 64 bytes as NumPy does it."""
    words = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }" % ", ".join(map(str, shape))
    padding = -(10 + len(words) + 1) % 64
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(words) + padding + 1) + (words + " " * padding + "\n").encode("latin-1")


def product_of(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product
