"""What a model is asked: the items of an input, what counts as right among them, and the answers themselves."""
import itertools

import numpy as np
from npy import AnswersFile, describe_npy, items_in, read_npy
from tensors import batches_of, laid_out, random_tensor, rank_of, rows_of, stacked


def input_items(job):
    """What is fed: items in the layout that the model takes, as many together as the job says."""
    asked, batch = job["input"], job.get("batch", 1)
    if asked["kind"] == "random":
        tensor = random_tensor(asked["shape"], asked["seed"])
        return [for_model(job, tensor)] if batch == 1 else batches_of(items_of(job, tensor), batch)
    images = read_npy(asked["images"], 1 if asked["kind"] == "repeat-one" else asked.get("items"))
    if images.shape[0] == 0:
        raise ValueError("%s holds no image" % asked["images"])
    return batches_of(items_of(job, images), batch)


def items_of(job, images):
    return [for_model(job, images[index : index + 1]) for index in range(images.shape[0])]


def for_model(job, item):
    layout = job["input"].get("layout")
    return laid_out(item, layout["data"], layout["model"]) if layout else item


def feed(engine, item):
    if item.dtype != engine.takes:
        text = "the data are %s; the model takes %s: save them with numpy.%s"
        raise TypeError(text % (item.dtype, engine.takes, engine.takes))
    return engine.feed(item)


def ask(engine, item):
    prepared = feed(engine, item)
    engine.place(prepared)
    return engine.outputs(engine.infer(prepared))


def score(job, engine, messages, loaded):
    """Counts how often the label is among the best k answers, over every item."""
    asked = job["accuracy"]
    files = asked["images"] if isinstance(asked["images"], list) else [asked["images"]]
    skip, count, labels = what_counts(asked, files)
    hits = {"top-%d" % k: 0 for k in asked["top"]}
    done = 0
    for waiting in groups_of(items_in(files), skip, count, job.get("batch", 1)):
        items = [for_model(job, image) for image in waiting]
        scores = ask(engine, stacked(items, job.get("batch", 1)))[0]
        if done == 0:
            loaded()
        # Of a batch that the last items do not fill, what was put in their place is answered too, and not counted.
        for row in rows_of(scores, job.get("batch", 1))[: len(items)]:
            rank = rank_of(row, labels[done].item())
            done += 1
            for k in asked["top"]:
                if rank < k:
                    hits["top-%d" % k] += 1
    messages.say({"kind": "accuracy", "data": asked["data"], "counted": count, "hits": hits})
    return count


def groups_of(images, skip, count, size):
    """Those that count, so many at a time; the last of them may be fewer."""
    waiting = []
    for image in itertools.islice(images, skip, skip + count):
        waiting.append(image)
        if len(waiting) == size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def what_counts(asked, files):
    """How many images are passed over and how many count, and the labels of those."""
    found = sum(describe_npy(file)[1][0] for file in files)
    if found == 0:
        raise ValueError("%s holds no image" % ",".join(files))
    labels = read_npy(asked["labels"])
    part = asked.get("part") or {"skip": 0, "count": found, "label": 0}
    skip, count, label = part["skip"], part["count"], part["label"]
    # In this order: labels that are a scalar have no length.
    if labels.ndim != 1 or label + count > labels.shape[0] or skip + count > found or (
        "part" not in asked and labels.shape[0] != found
    ):
        shape = ", ".join(map(str, labels.shape))
        raise ValueError("%d images and labels of shape (%s): expected one label for each image" % (found, shape))
    return skip, count, labels[label : label + count]


def answer(job, engine, loaded):
    """Writes all outputs of each item, one row an item. Nothing is timed, hence no iteration counts."""
    items = input_items(job)
    file = AnswersFile(job["answers"]["out"], len(items))
    try:
        for index, item in enumerate(items):
            outputs = ask(engine, item)
            if index == 0:
                loaded()
            file.add(row_of(job, outputs))
        file.finish()
    finally:
        file.discard()
    return 0


def row_of(job, outputs):
    """All values of all outputs, in the layout of the data: answers of two models are compared value by value, and one of
    them may have its axes in another order."""
    layout = job["input"].get("layout")
    if layout:
        outputs = [laid_out(output, layout["model"], layout["data"]) for output in outputs]
    return np.concatenate([np.asarray(output, dtype=np.float32).reshape(-1) for output in outputs])
