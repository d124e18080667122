"""Somebody sets the wall clock while the runtime runs: no timestamp goes back,
nothing is lost, nothing overflows."""
import os
import shutil
import struct
import subprocess
import tempfile
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced, sanitised

DAY = 86_400
SHIM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim.c")


@unittest.skipIf(sanitised(), "the shim would have to come after the sanitizer's runtime")
class WallClock(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="troupe-clock-")
        cls.shim = os.path.join(cls.folder, "shim.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", cls.shim, SHIM], check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.file = os.path.join(self.folder, self.id())
        with open(self.file, "wb") as f:
            f.write(struct.pack("l", 0))
        self.intake = Intake()
        self.addCleanup(self.intake.close)

    def runtime(self):
        return Runtime(self.intake, config="dogstatsd_flush_incomplete_buckets: true\n",
                       env={"LD_PRELOAD": self.shim, "CLOCK_SHIFT_FILE": self.file})

    def shift(self, seconds):
        with open(self.file, "r+b") as f:
            f.write(struct.pack("l", int(seconds)))

    def sent_in_steps(self, troupe, steps):
        """One sample after each step, each read before the next one."""
        for i, seconds in enumerate(steps):
            self.shift(seconds)
            troupe.udp("clock.n:1|c")
            troupe.wait(lambda: troupe.ledger()[1]["samples"]["in"] >= i + 1, 10, "the sample")

    def check_order(self, name="clock.n"):
        stamps = [p[0] for s in self.intake.series(name) for p in s[5]]
        self.assertEqual(stamps, sorted(set(stamps)))
        self.assertEqual(self.intake.errors, [])
        return stamps

    def test_a_day_back_and_forth_loses_nothing_and_never_goes_back(self):
        with self.runtime() as troupe:
            began = time.time()
            self.sent_in_steps(troupe, [0, -DAY, 0, DAY, 0, -1, 1, -1, 1, 0])
            self.shift(-DAY)
            time.sleep(1.5)  # at least one tick sees it
            troupe.flush()
            # The windows come when steady time says so, not the wall clock.
            troupe.wait(lambda: troupe.udp("clock.later:1|c") is None and self.intake.series("clock.later"), 45,
                        "a flush of a later window")
            self.assertLess(time.time() - began, 60)
            troupe.stop()
            self.assertAlmostEqual(self.intake.count_of("clock.n"), 10)
            for stamp in self.check_order():
                self.assertLess(abs(stamp - began), 120)
            self.assertRegex(troupe.logged(), r"ledger .*balance=0")

    def test_a_start_in_any_year(self):
        for at, day in ((0, "1970-01-01"), (2**31 - 5, "2038-01-19"), (2**32 - 5, "2106-02-07"),
                        # Beyond what nanoseconds can tell, time stands still.
                        (253_402_300_700, "2255-03-14")):
            with self.subTest(at=day):
                self.shift(at - int(time.time()))
                with self.runtime() as troupe:
                    # Else the shim moves nothing and all of this shows nothing.
                    troupe.wait(lambda: day in troupe.logged(), 10, f"a line of the log on {day}")
                    troupe.udp("year.n:1|c", "year.t:1|c|T1700000000")
                    troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] >= 2, 10, "the samples")
                    doc, _ = troupe.ledger()
                    balanced(doc)
                    self.shift(0)
                    troupe.udp("year.n:1|c")
                    troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] >= 3, 10, "the samples")
                    troupe.stop()
                    self.check_order("year.n")
                    self.assertRegex(troupe.logged(), r"ledger .*balance=0")

    def test_setting_the_clock_sends_nothing_twice_as_fast(self):
        with self.runtime() as troupe:
            flushes = lambda: len(self.intake.series("datadog.agent.running"))
            troupe.wait(lambda: flushes() >= 1, 30, "a flush")
            before, began = flushes(), time.time()
            while time.time() - began < 8:
                self.shift(DAY if int(time.time()) % 2 else 0)
                time.sleep(0.2)
            self.assertLessEqual(flushes() - before, 2)
            self.shift(0)
            # A flush comes as soon as before: steady time has its period.
            now = flushes()
            troupe.wait(lambda: flushes() > now, 30, "the next flush")
            self.check_order("datadog.agent.running")


if __name__ == "__main__":
    unittest.main()
