"""What the runtime shows of itself, under the Agent's names where it has one."""
import json
import unittest

from intake import Intake
from runtime import Runtime, free_port


class Telemetry(unittest.TestCase):
    def test_prometheus_expvar_live_and_ready(self):
        intake = Intake()
        health_port = free_port()
        with Runtime(intake, config=f"health_port: {health_port}\n") as troupe:
            troupe.udp("tele.ok:1|c\ntele.bad:x|c\ntele.worse\n")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] == 3, 10, "the lines")
            troupe.settle()
            code, text = troupe.http("/telemetry")
            self.assertEqual(code, 200)
            for name in ("dogstatsd__processed", "dogstatsd__udp_packets", "aggregator__flush",
                         "transactions__success", "troupe_ledger_units", "troupe_actor_handled"):
                self.assertIn("\n" + name, "\n" + text, name)
            doc = json.loads(troupe.http("/debug/vars")[1])
            self.assertEqual(doc["dogstatsd"]["MetricParseErrors"], 2)
            self.assertGreaterEqual(doc["aggregator"]["NumberOfFlush"], 1)
            self.assertGreaterEqual(doc["forwarder"]["Transactions"]["Success"], 1)
            self.assertEqual(doc["version"], troupe.cli("version").stdout.split()[1])
            self.assertEqual(list(doc["forwarder"]["APIKeyStatus"].values()), ["valid"])
            for port in (None, health_port):
                self.assertEqual(troupe.http("/live", port)[0], 200)
                self.assertEqual(troupe.http("/ready", port)[0], 200)
            self.assertEqual(troupe.http("/telemetry", health_port)[0], 404)
            self.assertEqual(troupe.http("/nothing")[0], 404)

    def test_telemetry_can_be_switched_off(self):
        with Runtime(Intake(), config="telemetry:\n  enabled: false\n") as troupe:
            self.assertEqual(troupe.http("/telemetry")[0], 404)
            self.assertEqual(troupe.http("/debug/vars")[0], 200)


if __name__ == "__main__":
    unittest.main()
