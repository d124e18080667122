"""Each step of the stop has the time that the configuration gives it."""
import unittest

from intake import Intake
from runtime import Runtime

LATE = "stop: the last flush did not end in time"


class StopDeadlines(unittest.TestCase):
    def log_of_a_stop(self, config):
        troupe = Runtime(Intake(), config=config)
        with troupe:
            troupe.uds("last.words:1|c")
            troupe.stop(expect=None)
            return troupe.logged()

    # shows: aggregator_stop_timeout
    def test_the_last_flush_has_the_time_it_is_given(self):
        self.assertIn(LATE, self.log_of_a_stop("aggregator_stop_timeout: 0\n"))
        self.assertNotIn(LATE, self.log_of_a_stop("aggregator_stop_timeout: 5\n"))


if __name__ == "__main__":
    unittest.main()
