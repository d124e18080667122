"""A stalled actor stops only what lies behind it; the console and everything
before it go on."""
import unittest

from intake import Intake
from runtime import Runtime, balanced

BEFORE = {
    "listener/udp": [],
    "dogstatsd/0": ["listener/udp"],
    "aggregator": ["listener/udp", "dogstatsd/0"],
    "serializer": ["listener/udp", "dogstatsd/0"],
    "forwarder": ["listener/udp", "dogstatsd/0"],
    "telemetry": ["listener/udp", "dogstatsd/0"],
}


class StallEachActor(unittest.TestCase):
    def test_only_what_lies_behind_a_stalled_actor_stops(self):
        intake = Intake()
        with Runtime(intake, args=["--enable-debug"]) as troupe:
            for name, before in BEFORE.items():
                troupe.cli("debug", "stall", name, "--for", "3000")
                nodes = troupe.nodes()
                for i in range(20):
                    troupe.udp(f"stall.{i}:1|c")
                for other in before:
                    troupe.wait(lambda: troupe.nodes()[other]["handled"] > nodes[other]["handled"], 2.5,
                                f"work of {other} while {name} is stalled")
                troupe.uds("other.door:1|c")
                troupe.wait(lambda: troupe.nodes()["listener/uds"]["handled"] > nodes["listener/uds"]["handled"],
                            2.5, f"the other listener while {name} is stalled")
                handled = nodes[name]["handled"]
                troupe.wait(lambda: troupe.nodes()[name]["handled"] > handled, 10, f"the end of {name}'s stall")
            troupe.settle()
            for i in range(20):
                intake.wait(lambda x: x.count_of(f"stall.{i}") >= 6 - 0.01, 20, f"stall.{i} from all rounds")
            doc, stages = troupe.ledger()
            balanced(doc)
            self.assertEqual(stages["packets"]["dropped"], {})
            self.assertEqual(troupe.nodes()["forwarder"]["restarts"], 0)


if __name__ == "__main__":
    unittest.main()
