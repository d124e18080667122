"""Clients that this project did not write: Debian's python3-statsd and the npm
client hot-shots."""
import json
import os
import subprocess
import unittest

import statsd

from intake import Intake
from runtime import Runtime, SOURCE

SCRIPT = """
const StatsD = require('hot-shots');
const c = new StatsD({host: '127.0.0.1', port: +process.argv[2], prefix: 'hs.', globalTags: {env: 'test'}});
c.increment('jobs', 3, ['q:a']);
c.gauge('depth', 42.5);
c.set('users', 'u1');
c.distribution('lat', 12);
c.timing('took', 8);
c.event('deploy', 'went out', {alert_type: 'success'});
c.check('db', c.CHECKS.WARNING, {message: 'slow'});
c.close(() => {});
"""


def hot_shots():
    """Where the npm package is; installed once below build/."""
    folder = os.path.join(os.environ["TROUPE_BUILD"], "npm")
    if not os.path.isdir(os.path.join(folder, "node_modules", "hot-shots")):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "package.json"), "w") as f:
            json.dump({"name": "clients", "version": "1.0.0", "private": True}, f)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-optional", "--silent",
                        "hot-shots@10"], cwd=folder, check=True, timeout=120)
    return folder


class ForeignClients(unittest.TestCase):
    def test_python_statsd_arrives(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            troupe.next_window()
            client = statsd.StatsClient("127.0.0.1", troupe.udp_port, prefix="py")
            client.incr("requests", 5)
            client.gauge("workers", 4)
            client.timing("took", 320)
            client.set("who", "me")
            troupe.settle()
            intake.wait(lambda i: i.series("py.took.max"), 10, "the timer")
            self.assertAlmostEqual(intake.count_of("py.requests"), 5)
            self.assertEqual(intake.series("py.workers")[0][5][0][1], 4)
            self.assertEqual(intake.series("py.took.max")[0][5][0][1], 320)
            self.assertEqual(intake.series("py.who")[0][5][0][1], 1)

    def test_hot_shots_arrives(self):
        folder = hot_shots()
        intake = Intake()
        with Runtime(intake) as troupe:
            troupe.next_window()
            subprocess.run(["node", "-e", SCRIPT, "x", str(troupe.udp_port)], cwd=folder, check=True, timeout=30)
            troupe.settle()
            intake.wait(lambda i: i.sketches("hs.lat") and i.events() and i.checks("hs.db"), 10, "hot-shots' data")
            self.assertAlmostEqual(intake.count_of("hs.jobs"), 3)
            self.assertEqual(intake.series("hs.jobs")[0][2], ["env:test", "q:a"])
            self.assertEqual(intake.series("hs.depth")[0][5][0][1], 42.5)
            self.assertEqual(intake.sketches("hs.lat")[0].dogsketches[0].sum, 12)
            self.assertEqual(intake.events()[0]["alert_type"], "success")
            check = intake.checks("hs.db")[0]
            self.assertEqual((check["status"], check["message"]), (1, "slow"))


if __name__ == "__main__":
    unittest.main()
