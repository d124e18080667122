"""A process that stands still blames none of its actors; an actor that does is
named within five seconds; signals end it once."""
import re
import signal
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced


class StoppedProcess(unittest.TestCase):
    def test_a_stopped_process_makes_no_storm_when_it_goes_on(self):
        intake = Intake()
        self.addCleanup(intake.close)
        with Runtime(intake) as troupe:
            troupe.udp("before:1|c|T1700000000")
            intake.wait(lambda x: x.series("before"), 15, "the first sample")
            troupe.process.send_signal(signal.SIGSTOP)
            troupe.udp(*["meanwhile:1|c|T1700000000"] * 10)
            time.sleep(6)  # the fault itself: longer than the watchdog's alarm
            troupe.process.send_signal(signal.SIGCONT)
            intake.wait(lambda x: x.count_of("meanwhile") >= 10, 15, "what came meanwhile")
            troupe.wait(lambda: "the process did not run for" in troupe.logged(), 10, "a line about the gap")
            self.assertNotIn("has been in one handler", troupe.logged())
            self.assertNotIn("does not return", troupe.logged())
            self.assertEqual({n: x["restarts"] for n, x in troupe.nodes().items() if x["restarts"]}, {})
            self.assertEqual(troupe.http("/live")[0], 200)
            stamps = [p[0] for s in intake.series("datadog.agent.running") for p in s[5]]
            self.assertEqual(stamps, sorted(set(stamps)))
            balanced(troupe.ledger()[0])

    def test_a_stalled_actor_is_named_and_the_others_go_on(self):
        intake = Intake()
        self.addCleanup(intake.close)
        with Runtime(intake, args=["--enable-debug"]) as troupe:
            troupe.cli("debug", "stall", "aggregator", "--for", "7000")
            began = time.time()
            handled = troupe.nodes()["listener/udp"]["handled"]
            troupe.wait(lambda: "watchdog: aggregator has been in one handler" in troupe.logged(), 5, "a warning")
            troupe.wait(lambda: "watchdog: aggregator does not return" in troupe.logged(), 7, "an alarm")
            self.assertLess(time.time() - began, 7)
            troupe.wait(lambda: troupe.udp("during:1|c") is None
                        and troupe.nodes()["listener/udp"]["handled"] > handled, 5, "work of another actor")
            named = set(re.findall(r"watchdog: (\S+) ", troupe.logged()))
            self.assertEqual(named, {"aggregator"})
            troupe.wait(lambda: troupe.http("/live")[0] == 200, 20, "the end of the stall")
            self.assertEqual(troupe.nodes()["aggregator"]["restarts"], 0)

    def test_three_signals_in_a_row_end_it_at_once(self):
        intake = Intake()
        self.addCleanup(intake.close)
        intake.delay_s = 30
        with Runtime(intake, config="forwarder_stop_timeout: 20\n") as troupe:
            troupe.udp("hang:1|c|T1700000000")
            troupe.wait(lambda: troupe.ledger(barrier=False)[1]["payloads"]["inflight"] >= 1, 15, "a request")
            began = time.time()
            for _ in range(3):
                troupe.process.send_signal(signal.SIGTERM)
                time.sleep(0.1)  # equal signals that are pending are one
            code = troupe.ended(expect=None)
            self.assertLess(time.time() - began, 8)
            # Zero is for a stop that left nothing behind.
            self.assertEqual(code, 3)
            self.assertRegex(troupe.logged(), r"ledger .*balance=0")

    def test_an_idle_runtime_stops_within_a_second(self):
        intake = Intake()
        self.addCleanup(intake.close)
        with Runtime(intake) as troupe:
            troupe.udp("only:1|c|T1700000000")
            intake.wait(lambda x: x.series("only"), 15, "the sample")
            troupe.wait(lambda: troupe.ledger()[1]["payloads"]["queued"] == 0, 10, "an empty queue")
            began = time.time()
            troupe.stop()
            self.assertLess(time.time() - began, 1.5)


if __name__ == "__main__":
    unittest.main()
