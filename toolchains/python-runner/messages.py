"""The messages file: one JSON object a line, numbered by `seq`; a line is appended whole."""
import json
import os
import time
from array import array

# CLOCK_MONOTONIC in integer nanoseconds, which is also what Node reads.
now = time.monotonic_ns

# Samples wait in memory and are written at most this often: writing disturbs the iterations around it.
FLUSH_NS = 1000000000
# Samples in one line; whoever reads takes 131,072.
RUN_MOST = 50000


class Messages:
    def __init__(self, path, items=1, streams=1):
        # Of each inference that is sampled; and whether it says which of several in flight it was.
        self.counts = {"items": items} if items > 1 else {}
        self.in_flight = streams > 1
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.seq = 0
        # Lines that are complete and not yet written.
        self.lines = []
        self.index = 0
        self.written_at = now()
        self.begin_run("cold")

    def say(self, body):
        """Written at once, after the samples that came before it. Never called between two iterations that are measured."""
        self.end_run(self.of)
        self.line(body)
        self.write()

    def sample(self, of, start, end, stream=0):
        """Keeps one sample: its start and the duration of its inference, integer nanoseconds of the monotonic clock."""
        if self.of != of or len(self.starts) >= RUN_MOST:
            self.end_run(of)
        self.starts.append(start)
        self.durations.append(end - start)
        self.streams.append(stream)
        self.index += 1
        if end - self.written_at >= FLUSH_NS:
            self.end_run(of)
            self.write()

    def close(self):
        self.end_run(self.of)
        self.write()
        os.close(self.file)

    def begin_run(self, of):
        self.of = of
        self.first = self.index
        # Eight bytes a number, not an object each: nothing of size is allocated while it measures.
        self.starts = array("q")
        self.durations = array("q")
        self.streams = array("q")

    def end_run(self, of):
        if self.starts:
            phases = {"inference": self.durations.tolist()}
            body = {"kind": "samples", "of": self.of, "first": self.first, "startNs": self.starts.tolist(), "phases": phases}
            body.update(self.counts)
            if self.in_flight:
                body["stream"] = self.streams.tolist()
            self.line(body)
        self.begin_run(of)

    def line(self, body):
        self.lines.append(json.dumps(dict(seq=self.seq, **body), separators=(",", ":")) + "\n")
        self.seq += 1

    def write(self):
        rest = "".join(self.lines).encode("utf-8")
        self.lines = []
        # A disk that is nearly full takes a part of it first.
        while rest:
            rest = rest[os.write(self.file, rest) :]
        self.written_at = now()
