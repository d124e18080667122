"""Secrets that are planted in the configuration go to the intake they belong to
and nowhere else, whatever goes wrong, at the most talkative log level."""
import os
import subprocess
import unittest

from intake import Intake
from peer import Peer
from runtime import BINARY, Runtime

CANARIES = {
    "the main key": "canaa01" + "a1" * 12 + "1",
    "a further key": "canbb02" + "b2" * 12 + "2",
    "another key of the same": "cancc03" + "c3" * 12 + "3",
    "a key of the backend": "candd04" + "d4" * 12 + "4",
    "a key of the orchestrator": "canee05" + "e5" * 12 + "5",
    "the password of the http proxy": "canff06proxyhttppw",
    "the password of the https proxy": "cangg07proxyhttpspw",
}

FAST = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 0.5\nforwarder_timeout: 2\nlog_level: trace\n"


class CanarySecrets(unittest.TestCase):
    def config(self, refusing, proxy):
        key = CANARIES
        return (FAST + f"""additional_endpoints:
  {refusing.url}: ['{key["a further key"]}', '{key["another key of the same"]}']
  http://127.0.0.1:1: ['ENC[backend_key]']
  http://by.proxy.invalid: ['{key["a further key"]}']
  https://by.tunnel.invalid: ['{key["a further key"]}']
orchestrator_explorer:
  orchestrator_dd_url: {refusing.url}
  orchestrator_additional_endpoints:
    {refusing.url}: ['{key["a key of the orchestrator"]}']
proxy:
  http: http://user:{key["the password of the http proxy"]}@127.0.0.1:{proxy.port}
  https: http://user:{key["the password of the https proxy"]}@127.0.0.1:{proxy.port}
""")

    def setUp(self):
        self.good, self.refusing = Intake(), Intake()
        self.refusing.answer = lambda path, payload: (403, {})

        def deny(request):
            request.send(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")

        self.proxy = Peer(deny)
        for x in (self.good, self.refusing, self.proxy):
            self.addCleanup(x.close)

    def runtime(self, **options):
        troupe = Runtime(self.good, own={"api_key": CANARIES["the main key"]},
                         config=self.config(self.refusing, self.proxy), start=False, **options)
        self.addCleanup(troupe.close)
        backend = os.path.join(troupe.dir, "backend")
        with open(backend, "w") as f:
            f.write("#!/bin/sh\necho '{\"backend_key\": {\"value\": \"" + CANARIES["a key of the backend"] + "\"}}'\n")
        os.chmod(backend, 0o700)
        with open(troupe.config, "a") as f:
            f.write(f"secret_backend_command: {backend}\n")
        return troupe

    def search(self, where, text):
        if isinstance(text, str):
            text = text.encode(errors="replace")
        for name, value in CANARIES.items():
            self.assertNotIn(value.encode(), text, f"{name} in {where}")
        self.searched.append((where, len(text)))

    def shown(self, troupe):
        for command in ("status", "health", "tree", "ledger", "topology", "config", "version"):
            for args in ((command,), (command, "--json")):
                done = troupe.cli(*args, expect=None)
                self.search(" ".join(args), done.stdout + done.stderr)
        for path in ("/telemetry", "/metrics", "/debug/vars", "/live", "/ready", "/", "/status"):
            self.search(path, troupe.http(path)[1])

    def kept(self, troupe):
        for folder, _, names in os.walk(troupe.run_dir):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as f:
                        self.search(path, f.read())
        for name in ("cmdline", "comm", "environ"):
            with open(f"/proc/{troupe.process.pid}/{name}", "rb") as f:
                self.search(f"/proc/PID/{name}", f.read())

    def test_errors_at_trace_level_show_none(self):
        self.searched = []
        troupe = self.runtime(args=["--enable-debug"])
        with troupe:
            troupe.start(wait=False)
            troupe.wait(lambda: troupe.http("/live")[0] == 200, 30, "the start")
            troupe.udp("canary.n:1|c|T1700000000")
            self.good.wait(lambda x: x.series("canary.n"), 20, "the payload at the right intake")
            self.assertEqual(self.good.payloads[0].headers["DD-Api-Key"], CANARIES["the main key"])

            def all_failed():
                by_url = {}
                for e in troupe.json("status")["endpoints"]:
                    by_url.setdefault(e["url"], []).append(e["reason"])
                # Each key of the refusing one; its two of the orchestrator have no data.
                return (len([x for x in by_url[self.refusing.url] if x]) == 2
                        and all(by_url[u][0] for u in ("http://127.0.0.1:1", "http://by.proxy.invalid",
                                                       "https://by.tunnel.invalid")))
            troupe.wait(all_failed, 30, "an error at each other endpoint")
            troupe.cli("debug", "throw", "forwarder")
            troupe.cli("debug", "kill", "dogstatsd/0")
            troupe.cli("debug", "stall", "aggregator", "--for", "10")
            troupe.wait(lambda: troupe.nodes()["forwarder"]["restarts"] == 1, 10, "the restart")
            troupe.wait(lambda: self.shown(troupe) is None, 20, "all documents")
            self.kept(troupe)
            troupe.stop(expect=None)
            self.search("standard output and error", troupe.logged())
            self.assertGreater(len(troupe.logged()), 500)
            self.assertTrue([x for x in self.searched if x[0].endswith("troupe.log") and x[1] > 500], self.searched)
            # Each key was at work, and each only where it belongs.
            self.assertEqual({p.headers["DD-Api-Key"] for p in self.good.payloads}, {CANARIES["the main key"]})

    def test_what_the_local_intake_stores_holds_none(self):
        self.searched = []
        troupe = self.runtime()
        with open(troupe.config) as f:
            text = f.read().replace("enabled: false", "enabled: true")
        with open(troupe.config, "w") as f:
            f.write(text)
        with troupe:
            troupe.start(wait=False)
            troupe.wait(lambda: troupe.http("/live")[0] == 200, 30, "the start")
            troupe.udp("canary.n:1|c|T1700000000", "_e{6,4}:canary|text", "_sc|canary|0")
            troupe.settle()
            troupe.wait(lambda: "canary.n" in troupe.http("/api/v1/metrics", troupe.intake_port)[1], 20, "stored data")
            for path in ("/", "/api/v1/metrics", "/api/v1/hosts", "/api/v1/events", "/api/v1/check_runs"):
                self.search("local intake " + path, troupe.http(path, troupe.intake_port)[1])
            self.kept(troupe)
            self.assertTrue([x for x in self.searched if "intake.db" in x[0]], self.searched)
            troupe.stop(expect=None)
            self.search("standard output and error", troupe.logged())

    def test_a_check_of_the_configuration_shows_none(self):
        self.searched = []
        troupe = self.runtime()
        for flags in (["--check"], ["--check", "--log-level", "trace"]):
            done = subprocess.run([BINARY, "run", *flags, "--config", troupe.config, "--run-dir", troupe.run_dir],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.search("--check", done.stdout + done.stderr)
            # They are there, by their last four characters.
            self.assertIn("*" + CANARIES["the main key"][-4:], done.stdout)


if __name__ == "__main__":
    unittest.main()
