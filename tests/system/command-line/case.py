"""The commands, their JSON shapes and exit codes: scripts depend on them."""
import json
import os
import stat
import subprocess
import tempfile
import unittest

from intake import Intake
from runtime import BINARY, KEY, Runtime


def run(*args, **kw):
    return subprocess.run([BINARY, *args], capture_output=True, text=True, timeout=30, **kw)


class CommandLine(unittest.TestCase):
    def test_shapes(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            status = troupe.json("status")
            for key in ("schema", "version", "pid", "uptime_s", "hostname", "listeners", "endpoints", "intake_url"):
                self.assertIn(key, status)
            self.assertEqual((status["pid"], status["hostname"], status["version"]),
                             (troupe.process.pid, "test-host", "0.1.0"))
            self.assertEqual(len(status["listeners"]), 3)
            # The orchestrator has a host of its own.
            self.assertEqual([e["url"] for e in status["endpoints"]],
                             [intake.url, "https://orchestrator.datadoghq.com."])
            tree = troupe.json("tree")
            self.assertIn("schema", tree)
            for node in tree["nodes"]:
                for key in ("id", "parent", "kind", "state", "restarts", "handled", "queue", "last_reason"):
                    self.assertIn(key, node)
            ledger = troupe.json("ledger", "--barrier")
            self.assertEqual(ledger["balance"], 0)
            for stage in ledger["stages"]:
                self.assertEqual(set(stage) & {"stage", "in", "out", "dropped", "queued", "inflight", "disk", "balance"},
                                 {"stage", "in", "out", "dropped", "queued", "inflight", "disk", "balance"})
            for command in ("version", "config", "topology", "health", "flush"):
                self.assertIn("schema", troupe.json(command), command)
                self.assertTrue(troupe.cli(command).stdout.strip(), command)
            self.assertNotIn(KEY, troupe.cli("config").stdout + troupe.cli("config", "--json").stdout)
            mode = os.stat(os.path.join(troupe.run_dir, "troupe.sock")).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600)
            self.assertIn("aggregator", troupe.cli("tree").stdout)

    def test_exit_codes(self):
        self.assertEqual(run("version").returncode, 0)
        self.assertIn("0.1.0", run("version").stdout)
        self.assertEqual(run("no-such-command").returncode, 2)
        self.assertEqual(run("status", "--no-such-flag").returncode, 2)
        with tempfile.TemporaryDirectory() as empty:
            done = run("status", "--run-dir", empty)
            self.assertEqual(done.returncode, 3)
            self.assertIn("troupe run", done.stderr)

    def test_an_unknown_actor_is_an_error_that_names_it(self):
        with Runtime(Intake(), args=["--enable-debug"]) as troupe:
            done = troupe.cli("debug", "kill", "agregator", expect=1)
            self.assertIn("agregator", done.stderr)

    def test_a_stalled_path_times_out_with_five(self):
        with Runtime(Intake(), args=["--enable-debug"]) as troupe:
            troupe.cli("debug", "stall", "aggregator", "--for", "4000")
            done = troupe.cli("flush", "--timeout", "1", expect=5)
            self.assertTrue(done.stderr.strip())
            self.assertEqual(troupe.cli("tree").returncode, 0)


if __name__ == "__main__":
    unittest.main()
