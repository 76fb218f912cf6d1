"""The shape of one item as it will be fed: engines are built for it."""
from npy import describe_npy


def shape_of(job):
    asked = job["input"]
    if asked["kind"] == "random":
        shape = list(asked["shape"])
    else:
        files = asked["images"] if isinstance(asked["images"], str) else asked["images"][0]
        shape = [1] + list(describe_npy(files)[1][1:])
    layout = asked.get("layout")
    if layout and len(shape) == 4 and layout["data"] != layout["model"]:
        n, *rest = shape
        shape = [n, rest[2], rest[0], rest[1]] if layout["model"] == "nchw" else [n, rest[1], rest[2], rest[0]]
    return shape
