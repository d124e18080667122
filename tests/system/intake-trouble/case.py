"""The intake is down, slow, or refuses: retried or dropped by the table,
counted, and delivered when it heals."""
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced

FAST = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 1\nforwarder_timeout: 3\n"


class IntakeTrouble(unittest.TestCase):
    def test_errors_are_retried_and_nothing_is_lost(self):
        intake = Intake()
        with Runtime(intake, config=FAST) as troupe:
            for status in (500, 503, 429, 404, 302, None):
                name = f"retry.{status}"
                intake.answer = lambda path, payload: (status, {"Location": "http://127.0.0.1:1/"})
                troupe.udp(f"{name}:1|c|T1700000000")
                troupe.wait(lambda: len([a for a in intake.attempts if a[1] == "/api/v2/series" and a[2] == status])
                            >= 2, 20, f"a second attempt after {status}")
                self.assertEqual(intake.series(name), [])
                healed = time.time()
                intake.answer = lambda path, payload: (202, {})
                intake.wait(lambda x: x.series(name), 8, f"{name} after healing")
                self.assertLess(time.time() - healed, 1 + 3)
            doc, stages = troupe.ledger()
            balanced(doc)
            self.assertEqual(stages["payloads"]["dropped"], {})

    def test_final_answers_drop_and_count(self):
        intake = Intake()
        with Runtime(intake, config=FAST) as troupe:
            for status, reason in ((400, "http_400"), (413, "http_413")):
                intake.answer = lambda path, payload: (status if path.startswith("/api/v2/series") else 202, {})
                troupe.udp("final:1|c|T1700000000")
                troupe.wait(lambda: troupe.ledger()[1]["payloads"]["dropped"].get(reason), 15, reason)
            balanced(troupe.ledger()[0])

    def test_a_dead_endpoint_slows_no_other(self):
        live, hung = Intake(), Intake()
        hung.answer = lambda path, payload: (None, {})
        # Whoever waits for the hung endpoint waits longer than the test does.
        hung.delay_s = 25
        slow = FAST.replace("forwarder_timeout: 3", "forwarder_timeout: 22")
        extra = f"additional_endpoints:\n  http://127.0.0.1:1: ['{'d' * 32}']\n  {hung.url}: ['{'e' * 32}']\n"
        with Runtime(live, config=slow + extra) as troupe:
            for i in range(3):
                troupe.udp(f"dual.{i}:1|c|T1700000000")
                live.wait(lambda x: x.series(f"dual.{i}"), 18, "the live endpoint's copy")
            hung.delay_s = 0
            hung.answer = lambda path, payload: (202, {})
            hung.wait(lambda x: x.series("dual.0"), 45, "the healed endpoint's copy")
            self.assertEqual([p.headers["DD-Api-Key"] for p in hung.payloads][0], "e" * 32)
            balanced(troupe.ledger()[0])

    def test_a_bad_key_makes_the_runtime_unready_and_no_hot_loop(self):
        intake = Intake()
        intake.answer = lambda path, payload: (403, {})
        with Runtime(intake, config=FAST, start=False) as troupe:
            troupe.start(wait=False)
            body = troupe.wait(lambda: (lambda r: r[1] if r[0] == 503 and "refuses key" in r[1] else None)(
                troupe.http("/ready")), 20, "unreadiness that names the key")
            self.assertIn("cdef", body)
            troupe.udp("forbidden:1|c|T1700000000")
            troupe.wait(lambda: [a for a in intake.attempts if a[2] == 403], 15, "an attempt")
            self.assertNotIn("0123456789abcdef0123456789abcdef", troupe.logged())
            endpoints = troupe.wait(lambda: [e for e in troupe.json("status")["endpoints"]
                                             if "403" in str(e)], 10, "the endpoint's trouble in status")
            self.assertNotIn("0123456789abcdef0123456789abcdef", str(endpoints))
            start = len(intake.attempts)
            time.sleep(3)
            self.assertLess(len(intake.attempts) - start, 12)

    def test_the_queue_is_bounded_in_bytes(self):
        intake = Intake()
        intake.answer = lambda path, payload: (500, {})
        with Runtime(intake, config=FAST + "forwarder_retry_queue_payloads_max_size: 2000\n") as troupe:
            def fill():
                troupe.udp(*[f"fill.{i}:{i}|c|T1700000000|#a:{i}" for i in range(50)])
                return troupe.ledger()[1]["payloads"]["dropped"].get("evicted_mem")
            troupe.wait(fill, 60, "an eviction")
            balanced(troupe.ledger()[0])


if __name__ == "__main__":
    unittest.main()
