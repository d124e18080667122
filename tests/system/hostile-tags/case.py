"""Text from outside forges no log line, and what is too much of anything is cut
and counted: values, tags, contexts of one message."""
import unittest

from intake import Intake
from runtime import Runtime, balanced

FORGED = "2026-01-01 00:00:00 UTC | TROUPE | CRITICAL | (run.cpp:1 in serve) | all is lost"


class HostileTags(unittest.TestCase):
    def test_text_from_outside_forges_no_line(self):
        with Runtime(Intake()) as troupe:
            # No separator: it is refused and shown to people.
            troupe.udp(b"no sep \r" + FORGED.encode() + b"\x1b[2J\x1b[31m\x00\x07\xe2\x80\xae\xff" + b"A" * 3000)
            line = troupe.wait(lambda: [x for x in troupe.logged().split("\n") if "dropped a message" in x], 10,
                               "a line about it")[0]
            with open(troupe.run_dir + "/troupe.log", "rb") as f:
                raw = f.read()
            for bad in (b"\x1b", b"\r", b"\x00", b"\x07", b"\xff", "\u202e".encode()):
                self.assertNotIn(bad, raw)
            self.assertFalse([x for x in raw.decode().split("\n") if x.startswith("2026-01-01")])
            self.assertIn("all is lost", line)
            self.assertLess(len(line), 700)

    def test_too_much_of_anything_is_cut_and_counted(self):
        intake = Intake()
        self.addCleanup(intake.close)
        # Streams carry what no datagram holds.
        with Runtime(intake, config="dogstatsd_buffer_size: 1048576\n") as troupe:
            many = ",".join(f"t{i}:v" for i in range(10_000))
            troupe.stream(f"tags.many:1|c|#{many}", "tags.same:1|c|#" + ",".join(["a:b"] * 10_000),
                          "tags.long:1|c|#k:" + "x" * 900_000, "values.many:" + ":".join(["1"] * 10_000) + "|c",
                          "\n".join(["lines.many:1|c"] * 50_000))
            troupe.wait(lambda: troupe.ledger()[1]["samples"]["in"] > 50_000, 30, "all samples")
            troupe.settle()
            for name in ("tags.many", "tags.same", "tags.long", "values.many", "lines.many"):
                intake.wait(lambda x: x.series(name), 20, name)
            tags = intake.series("tags.many")[0][2]
            self.assertLess(len(tags), 10_000)
            self.assertLessEqual(sum(map(len, tags)), 100 << 10)
            self.assertEqual(intake.series("tags.same")[0][2], ["a:b"])
            self.assertLessEqual(max(map(len, intake.series("tags.long")[0][2])), 200)
            self.assertAlmostEqual(intake.count_of("lines.many"), 50_000)
            doc, stages = troupe.ledger()
            balanced(doc)
            cut = stages["values"]["dropped"].get("value_limit", 0)
            self.assertAlmostEqual(intake.count_of("values.many"), 10_000 - cut)
            self.assertEqual(intake.errors, [])
            noted = [x for x in troupe.http("/telemetry")[1].splitlines()
                     if "tags_truncated" in x and not x.startswith("#")]
            self.assertGreaterEqual(max(float(x.split()[-1]) for x in noted), 2, noted)


if __name__ == "__main__":
    unittest.main()
