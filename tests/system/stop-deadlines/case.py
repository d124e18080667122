"""Each step of the stop has the time that the configuration gives it."""
import unittest

from intake import Intake
from runtime import Runtime

LATE = "stop: the last flush did not end in time"


class StopDeadlines(unittest.TestCase):
    def log_of_a_stop(self, config):
        config += "dogstatsd_flush_incomplete_buckets: true\n"
        troupe = Runtime(Intake(), config=config)
        with troupe:
            # Enough that a flush cannot be over at once.
            for packet in range(200):
                troupe.uds("\n".join(f"last.words.{packet}.{i}:1|c" for i in range(200)))
            troupe.stop(expect=None)
            return troupe.logged()

    # shows: aggregator_stop_timeout
    def test_the_last_flush_has_the_time_it_is_given(self):
        self.assertIn(LATE, self.log_of_a_stop("aggregator_stop_timeout: 0\n"))
        self.assertNotIn(LATE, self.log_of_a_stop("aggregator_stop_timeout: 15\n"))


if __name__ == "__main__":
    unittest.main()
