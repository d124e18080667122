"""Every type and field arrives at an intake in another language, as the sheet
of the wire format says."""
import unittest

from intake import Intake
from runtime import Runtime, balanced


class EveryType(unittest.TestCase):
    def test_metrics_events_and_checks_arrive_decoded(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            troupe.next_window()
            troupe.udp("app.count:2|c|#a:1,b:2\napp.count:3|c|@0.5|#b:2,a:1\n",
                       "app.gauge:7|g|#host:other,x:y", "app.set:u1|s\napp.set:u2|s\napp.set:u1|s",
                       "app.hist:1:2:3:10|h", "app.time:5|ms|@0.5", "app.dist:1:10|d|#a:b",
                       "app.old:3|g|T1700000000", "app.hits:20|c|T1700000000",
                       "_e{5,10}:title|line1\\nend|d:1700000001|h:evt|k:key|p:low|s:src|t:error|#a:b",
                       "_sc|app.up|2|d:1700000002|h:chk|#x:y|m:it is down")
            troupe.settle()
            intake.wait(lambda i: i.series("app.count") and i.sketches("app.dist") and i.events()
                        and i.checks("app.up") and i.series("app.hits"), 10, "everything")
            name, kind, tags, host, interval, points = intake.series("app.count")[0]
            self.assertEqual((kind, tags, host, interval), ("rate", ["a:1", "b:2"], "test-host", 10))
            # A flush that covers two windows fills the one before with zero.
            self.assertAlmostEqual(sum(v for _, v in points), (2 + 3 / 0.5) / 10)
            self.assertTrue(all(at % 10 == 0 for at, _ in points))
            gauge = intake.series("app.gauge")[0]
            self.assertEqual((gauge[1], gauge[2], gauge[3], gauge[5][0][1]), ("gauge", ["x:y"], "other", 7))
            self.assertEqual(intake.series("app.set")[0][5][0][1], 2)
            got = {s[0]: (s[1], s[5][0][1]) for s in intake.series() if s[0].startswith("app.hist")}
            self.assertEqual(got, {"app.hist.max": ("gauge", 10), "app.hist.avg": ("gauge", 4),
                                   "app.hist.median": ("gauge", 2), "app.hist.count": ("rate", 0.4),
                                   "app.hist.95percentile": ("gauge", 10)})
            self.assertEqual(intake.series("app.time.count")[0][5][0][1], 0.2)
            sketch = intake.sketches("app.dist")[0]
            dog = sketch.dogsketches[0]
            self.assertEqual((list(sketch.tags), dog.cnt, dog.min, dog.max, dog.sum), (["a:b"], 2, 1, 10, 11))
            self.assertEqual((list(dog.k), list(dog.n)), ([1338, 1487], [1, 1]))
            self.assertEqual(intake.series("app.old")[0][5], [(1700000000, 3)])
            self.assertEqual(intake.series("app.hits")[0][1], "rate")
            self.assertEqual(intake.series("app.hits")[0][5], [(1700000000, 2)])
            event = intake.events()[0]
            self.assertEqual({k: event[k] for k in ("msg_title", "msg_text", "timestamp", "host", "priority",
                                                    "alert_type", "aggregation_key", "source_type_name", "tags")},
                             {"msg_title": "title", "msg_text": "line1\nend", "timestamp": 1700000001,
                              "host": "evt", "priority": "low", "alert_type": "error", "aggregation_key": "key",
                              "source_type_name": "src", "tags": ["a:b"]})
            check = intake.checks("app.up")[0]
            self.assertEqual((check["status"], check["timestamp"], check["host_name"], check["message"],
                              check["tags"]), (2, 1700000002, "chk", "it is down", ["x:y"]))
            self.assertTrue(intake.checks("datadog.agent.up"))
            self.assertTrue(intake.series("datadog.agent.running"))
            self.assertTrue(intake.host_metadata())
            for p in intake.payloads:
                self.assertEqual(p.headers["DD-Api-Key"], "0123456789abcdef0123456789abcdef")
                self.assertIn("DD-Agent-Version", p.headers)
                self.assertTrue(p.headers["User-Agent"].startswith("datadog-agent/"))
            self.assertEqual(intake.errors, [])
            doc, _ = troupe.ledger()
            balanced(doc)


if __name__ == "__main__":
    unittest.main()
