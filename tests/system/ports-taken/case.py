"""A taken port is retried and named; the rest runs."""
import socket
import unittest

from intake import Intake
from runtime import Runtime, free_port


class PortsTaken(unittest.TestCase):
    def test_a_taken_dogstatsd_port_is_named_and_retried(self):
        intake = Intake()
        troupe = Runtime(intake, start=False)
        holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        holder.bind(("127.0.0.1", troupe.udp_port))
        with troupe:
            troupe.start(wait=False)
            body = troupe.wait(lambda: (lambda r: r[1] if r[0] == 503 and "listener/udp" in r[1] else None)(
                troupe.http("/ready")), 20, "unreadiness that names the listener")
            self.assertIn(str(troupe.udp_port), body)
            troupe.uds("rest.runs:1|c")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] == 1, 10, "the other listener")
            holder.close()
            troupe.wait(lambda: troupe.http("/ready")[0] == 200, 40, "readiness")
            troupe.udp("now.too:1|c")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] == 2, 10, "the sample")

    def test_taken_ports_of_intake_and_telemetry_are_retried(self):
        troupe = Runtime(start=False)
        holders = []
        for port in (troupe.expvar_port, troupe.intake_port):
            holder = socket.socket()
            holder.bind(("127.0.0.1", port))
            holder.listen()
            holders.append(holder)
        with troupe:
            troupe.start(wait=False)
            health = troupe.wait(lambda: (lambda d: d if "telemetry" in d and "intake" in d else None)(
                troupe.cli("health", expect=None).stdout), 20, "health that names both")
            self.assertIn(str(troupe.expvar_port), health)
            for holder in holders:
                holder.close()
            troupe.wait(lambda: troupe.http("/ready")[0] == 200, 40, "readiness")

    def test_a_second_runtime_on_the_same_run_dir_is_refused(self):
        with Runtime(Intake()) as troupe:
            log = open("/dev/null", "w")
            import subprocess
            from runtime import BINARY
            done = subprocess.run([BINARY, "run", "--config", troupe.config, "--run-dir", troupe.run_dir],
                                  capture_output=True, text=True, timeout=20)
            log.close()
            self.assertEqual(done.returncode, 1)
            self.assertIn("another troupe", done.stderr)
            self.assertIn(str(troupe.process.pid), done.stderr)
            self.assertEqual(troupe.json("status")["pid"], troupe.process.pid)


if __name__ == "__main__":
    unittest.main()
