"""An intake is away while clients go on sending: the first payload is there
three seconds after it healed, and every sample of the outage arrives."""
import threading
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced

# A wait of 2 s at most, as the promise of three seconds assumes.
CONFIG = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 2\nforwarder_timeout: 3\n"


class Sender:
    def __init__(self, troupe, name):
        self.troupe, self.name, self.sent, self.stopped = troupe, name, 0, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped.is_set():
            self.troupe.udp(f"{self.name}:1|c|T{1700000000 + self.sent}")
            self.sent += 1
            self.stopped.wait(0.005)

    def stop(self):
        self.stopped.set()
        self.thread.join()


class HealingIntake(unittest.TestCase):
    def test_two_senders_lose_nothing_in_an_outage(self):
        for fault in (503, None):
            with self.subTest(fault=fault):
                self.outage(fault)

    def outage(self, fault):
        intake = Intake()
        self.addCleanup(intake.close)
        with Runtime(intake, config=CONFIG) as troupe:
            senders = [Sender(troupe, "sender.a"), Sender(troupe, "sender.b")]
            intake.wait(lambda x: x.series("sender.a") and x.series("sender.b"), 15, "the first samples")
            intake.answer = lambda path, payload: (fault, {})
            failed = len(intake.attempts)
            troupe.wait(lambda: len([a for a in intake.attempts[failed:] if a[2] == fault]) >= 4, 30,
                        "several failures")
            arrived = len(intake.payloads)
            healed = time.time()
            intake.answer = lambda path, payload: (202, {})
            intake.wait(lambda x: len(x.payloads) > arrived, 10, "a payload after healing")
            self.assertLess(time.time() - healed, 3)
            for x in senders:
                x.stop()
            for x in senders:
                intake.wait(lambda i: i.count_of(x.name) >= x.sent, 20, f"all {x.sent} of {x.name}")
                points = [p for s in intake.series(x.name) for p in s[5]]
                self.assertEqual(len(points), len(set(p[0] for p in points)), "a sample came twice")
                self.assertEqual(len(points), x.sent)
            doc, stages = troupe.ledger()
            balanced(doc)
            for stage in ("packets", "values", "payloads"):
                self.assertEqual(stages[stage]["dropped"], {}, stage)
            self.assertEqual(intake.errors, [])


if __name__ == "__main__":
    unittest.main()
