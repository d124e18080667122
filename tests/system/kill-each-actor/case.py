"""Actors are not decoration: each does work under load, each is killed in turn
and comes back, and the books stay balanced."""
import threading
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced

DATA_PATH = ["listener/udp", "listener/uds", "listener/uds_stream", "dogstatsd/0", "aggregator", "serializer",
             "forwarder"]


class Load:
    """Sends a little on every socket until told to stop."""

    def __init__(self, troupe):
        self.troupe, self.stopped, self.sent = troupe, threading.Event(), 0
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped.is_set():
            for send in (self.troupe.udp, self.troupe.uds, self.troupe.stream):
                try:
                    send("load.n:1|c\nload.g:2|g\nload.d:3|d")
                    self.sent += 3
                except OSError:
                    pass
            self.stopped.wait(0.005)

    def stop(self):
        self.stopped.set()
        self.thread.join()


class KillEachActor(unittest.TestCase):
    def test_every_actor_handles_load_and_survives_a_kill(self):
        intake = Intake()
        with Runtime(intake, args=["--enable-debug"]) as troupe:
            load = Load(troupe)
            before = troupe.nodes()
            actors = [n for n, x in before.items() if x["kind"] == "actor"]
            for name in DATA_PATH + ["clock", "telemetry", "console"]:
                self.assertIn(name, actors)
            troupe.settle()
            troupe.http("/telemetry")
            after = troupe.nodes()
            for name in actors:
                self.assertGreater(after[name]["handled"], before[name]["handled"], name)
            for i, name in enumerate(actors):
                if name != "console":
                    troupe.cli("debug", "kill", name)
                else:
                    # The one that answers is killed: the answer may be lost.
                    troupe.cli("debug", "kill", name, expect=None)

                def back():
                    x = troupe.nodes()[name]
                    return x["state"] == "running" and x["restarts"] == 1
                troupe.wait(back, 10, f"the restart of {name}")
                # With a time of its own a sample waits for no window.
                marker = f"marker.after.{i}"
                line = f"{marker}:1|c|T{int(time.time())}"
                send = {"listener/uds": troupe.uds, "listener/uds_stream": troupe.stream}.get(name, troupe.udp)
                troupe.wait(lambda: send(line) is None, 5, "the socket")
                intake.wait(lambda x: x.series(marker), 20, f"what was sent after {name} was killed")
            load.stop()
            nodes = troupe.nodes()
            for name in actors:
                self.assertEqual(nodes[name]["restarts"], 1, name)
            for name, x in nodes.items():
                if x["kind"] == "supervisor":
                    self.assertEqual(x["restarts"], 0, name)
            troupe.settle()
            doc, stages = troupe.ledger()
            balanced(doc)
            self.assertGreaterEqual(stages["packets"]["in"], 1)

    def test_a_throw_is_a_restart_with_its_reason(self):
        intake = Intake()
        with Runtime(intake, args=["--enable-debug"]) as troupe:
            troupe.cli("debug", "throw", "serializer")
            x = troupe.wait(lambda: (lambda n: n if n["restarts"] == 1 and n["state"] == "running" else None)(
                troupe.nodes()["serializer"]), 10, "the restart")
            self.assertIn("thrown by troupe debug", x["last_reason"])

    def test_faults_are_refused_unless_enabled(self):
        with Runtime(Intake()) as troupe:
            done = troupe.cli("debug", "kill", "aggregator", expect=4)
            self.assertIn("--enable-debug", done.stderr)
            self.assertEqual(troupe.nodes()["aggregator"]["restarts"], 0)


if __name__ == "__main__":
    unittest.main()
