"""What lies beside a model in its tar: what it was made with, and what its first input is. The runtime tells neither."""
import json
import os
import re

NAME = "facts.json"
MODEL = "model.rknn"


def write_facts(folder, facts):
    with open(os.path.join(folder, NAME), "w", encoding="utf-8") as file:
        json.dump(facts, file, sort_keys=True)


def read_facts(folder):
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        # A model that somebody else converted.
        return {}


def release_of(version):
    """`2.3.2+1a2b3c` as numbers that can be compared; nothing where it is no version."""
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version or "")
    return tuple(int(part or 0) for part in found.groups()) if found else None
