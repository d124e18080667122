"""Bad lines stop no neighbour, are counted by reason, and print nothing."""
import unittest

from intake import Intake
from runtime import Runtime, balanced

BAD = {
    "parse_nopipe": [b"no.pipe:1", b"nothing"],
    "parse_nocolon": [b"no.colon|c"],
    "parse_type": [b"bad.type:1|q"],
    "parse_value": [b"bad.value:x|g", b"bad.pack:1:x:3|c"],
    "parse_rate": [b"bad.rate:1|c|@x"],
    "parse_ts": [b"bad.ts:1|c|T0", b"bad.ts:1|c|Tx"],
    "bad_name": [b":1|c", b"bin.\xff\xfe:1|c|#a:b"],
    "nonfinite": [b"bad.nan:nan|g", b"bad.inf:+inf|g"],
    "parse_event": [b"_e{0,3}:|abc", b"_e{99,99}:a|b"],
    "parse_service_check": [b"_sc|x|9"],
}


class BadInput(unittest.TestCase):
    def test_each_is_counted_and_its_neighbours_live(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            troupe.next_window()
            lines = [x for group in BAD.values() for x in group]
            for line in lines:
                troupe.udp(b"good.one:1|c\n" + line + b"\ngood.one:1|c\n")
            troupe.udp(b"", b"\n\n", b"x" * 9000, b"odd.tag:1|c|#t\xff:\x00v\n")
            troupe.settle()
            intake.wait(lambda i: abs(i.count_of("good.one") - 2 * len(lines)) < 0.01, 10, "the neighbours")
            doc, stages = troupe.ledger()
            balanced(doc)
            dropped = {}
            for stage in ("packets", "values", "events", "service_checks"):
                for reason, n in stages[stage]["dropped"].items():
                    dropped[reason] = dropped.get(reason, 0) + n
            for reason, group in BAD.items():
                self.assertEqual(dropped.get(reason), len(group), (reason, dropped))
            self.assertEqual(dropped.get("truncated"), 1, dropped)
            self.assertEqual(len(intake.series("odd.tag")[0][2]), 1)
            self.assertEqual(intake.errors, [])


if __name__ == "__main__":
    unittest.main()
