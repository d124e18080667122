"""The README's promise: with no key, a metric sent by nc is on the page within
half a minute."""
import json
import subprocess
import unittest

from runtime import Runtime


class FirstMetric(unittest.TestCase):
    def test_a_metric_sent_by_nc_is_on_the_page(self):
        with Runtime() as troupe:
            status = troupe.json("status")
            self.assertEqual(status["intake_url"], f"http://127.0.0.1:{troupe.intake_port}")
            self.assertIn(status["intake_url"], troupe.logged())
            # In a shell, as a person does. On a busy machine nc may leave before
            # its input is there; a person then sends again.
            line = f"printf 'page.views:1|c|#env:dev' | nc -u -w0 127.0.0.1 {troupe.udp_port}"

            def sent():
                subprocess.run(["bash", "-c", line], check=True)
                return troupe.wait(lambda: troupe.ledger()[1]["values"]["in"], 1, "arrival")
            troupe.wait(sent, 20, "a packet from nc")
            base = "/api/v1/query?metric=page.views"

            def shown():
                code, body = troupe.http(base, troupe.intake_port)
                series = json.loads(body)["series"] if code == 200 else []
                return [s for s in series if s["points"]]
            series = troupe.wait(shown, 30, "page.views on the page")
            self.assertEqual(series[0]["tags"], ["env:dev"])
            self.assertEqual(series[0]["type"], "rate")
            self.assertAlmostEqual(series[0]["points"][-1][1] * 10 % 1, 0)
            self.assertGreater(sum(v for _, v in series[0]["points"]), 0)
            code, body = troupe.http("/api/v1/metrics", troupe.intake_port)
            self.assertEqual(code, 200)
            self.assertIn("page.views", json.loads(body)["metrics"])
            code, page = troupe.http("/", troupe.intake_port)
            self.assertEqual(code, 200)
            self.assertNotIn("https://", page)
            _, stages = troupe.ledger()
            self.assertEqual(stages["values"]["dropped"], {})


if __name__ == "__main__":
    unittest.main()
