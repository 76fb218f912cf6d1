"""Several inferences in flight: a thread for each, closed loop, each with a lane of its own.

What is timed is the same call as with one in flight, from its start in a thread to its return there: while it computes the
library lets other threads of Python go on, and when it is done it waits for its turn to say so. Samples are kept in the order
in which they were done. Threads begin together and stop together: what is in flight when it is enough is finished and counted.
"""
import threading

from messages import now


class Flight:
    def __init__(self, lanes, feeds, messages):
        self.lanes = lanes
        self.feeds = feeds
        self.messages = messages
        self.used = 0
        self.lock = threading.Lock()

    def warm_up(self, iterations, by):
        """So many in each lane, until it is too late for more."""
        if iterations > 0:
            self.fly("warm-up", lambda lane, first, last: lane.done < iterations and now() < by)

    def steady(self, least, most, at_least_ns):
        """Answers how many were done."""

        def goes_on(lane, first, last):
            begun = sum(each.begun for each in self.threads)
            return begun < most and (begun < least or last is None or last - first < at_least_ns)

        return self.fly("steady", goes_on)

    def fly(self, kind, goes_on):
        together = threading.Barrier(len(self.lanes))
        self.first, self.error = None, None
        self.threads = [Lane(self, index, kind, goes_on, together) for index in range(len(self.lanes))]
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        if self.error is not None:
            raise self.error
        return sum(thread.done for thread in self.threads)


class Lane(threading.Thread):
    def __init__(self, flight, index, kind, goes_on, together):
        threading.Thread.__init__(self)
        self.flight, self.index, self.kind, self.goes_on, self.together = flight, index, kind, goes_on, together
        self.begun = self.done = 0

    def run(self):
        flight, lane = self.flight, self.flight.lanes[self.index]
        self.together.wait()
        last = None
        try:
            while True:
                with flight.lock:
                    if flight.error is not None or not self.goes_on(self, flight.first, last):
                        return
                    self.begun += 1
                    prepared = flight.feeds[flight.used]
                    flight.used = (flight.used + 1) % len(flight.feeds)
                lane.place(prepared)
                start = now()
                result = lane.infer(prepared)
                last = now()
                # Given back only now: what it costs to free it is no part of the inference.
                del result
                with flight.lock:
                    flight.first = start if flight.first is None else min(flight.first, start)
                    flight.messages.sample(self.kind, start, last, self.index)
                    self.done += 1
        except Exception as error:
            with flight.lock:
                flight.error = flight.error or error
