"""SIGTERM drains in the direction of the data and ends with 0 within eight
seconds; a second signal cuts it short."""
import signal
import time
import unittest

from intake import Intake
from runtime import Runtime


class OrderlyStop(unittest.TestCase):
    def test_what_was_sent_just_before_is_delivered(self):
        intake = Intake()
        troupe = Runtime(intake, config="dogstatsd_flush_incomplete_buckets: true\n")
        with troupe:
            for i in range(200):
                troupe.uds(f"last.words:1|c\nlast.gauge:{i}|g")
            began = time.time()
            troupe.stop(expect=0)
            self.assertLess(time.time() - began, 8)
            self.assertAlmostEqual(intake.count_of("last.words"), 200)
            self.assertRegex(troupe.logged(), r"ledger .*balance=0")

    def test_a_terminal_that_closes_drains_too(self):
        intake = Intake()
        troupe = Runtime(intake)
        with troupe:
            troupe.uds("hung.up:1|c|T1700000000")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] >= 1, 5, "the sample")
            troupe.process.send_signal(signal.SIGHUP)
            troupe.ended(expect=0)
            self.assertEqual(intake.series("hung.up")[0][5], [(1700000000, 0.1)])

    def test_open_windows_are_dropped_and_counted_by_default(self):
        intake = Intake()
        troupe = Runtime(intake)
        with troupe:
            troupe.next_window()
            troupe.uds("open.window:1|c")
            troupe.wait(lambda: troupe.ledger()[1]["samples"]["queued"] >= 1, 5, "the sample")
            troupe.stop(expect=0)
            # The counter is known, so its last closed window is filled with zero.
            self.assertEqual(intake.count_of("open.window"), 0)
            self.assertRegex(troupe.logged(), r"ledger .*dropped=[1-9].*balance=0")

    def test_an_intake_that_hangs_does_not_hold_the_stop(self):
        intake = Intake()
        intake.delay_s = 30
        troupe = Runtime(intake)
        with troupe:
            troupe.udp("hang:1|c|T1700000000")
            began = time.time()
            troupe.process.send_signal(signal.SIGTERM)
            troupe.ended(expect=None)
            self.assertIn(troupe.process.returncode, (0, 3))
            self.assertLess(time.time() - began, 10)
            self.assertRegex(troupe.logged(), r"ledger .*balance=0")

    def test_a_second_signal_cuts_it_short(self):
        intake = Intake()
        intake.delay_s = 30
        troupe = Runtime(intake)
        with troupe:
            troupe.udp("hang:1|c|T1700000000")
            time.sleep(2.5)
            troupe.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            began = time.time()
            troupe.process.send_signal(signal.SIGINT)
            troupe.ended(expect=None)
            self.assertLess(time.time() - began, 3)

    def test_sigterm_during_the_start_ends_it(self):
        intake = Intake()
        troupe = Runtime(intake, start=False)
        with troupe:
            troupe.start(wait=False)
            time.sleep(0.05)
            troupe.process.send_signal(signal.SIGTERM)
            troupe.ended(expect=None)
            self.assertIn(troupe.process.returncode, (0, -15))


if __name__ == "__main__":
    unittest.main()
