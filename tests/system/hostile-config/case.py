"""Configurations that are broken on purpose: each is refused at once, with the
place and without what is secret, and none costs time or memory."""
import os
import resource
import subprocess
import time
import unittest

from intake import Intake
from runtime import BINARY, Runtime, sanitised

BOMB = "tags: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"k{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))

# name -> (text below the case's own, what the refusal has to say)
REFUSED = {
    "a tab": ("troupe:\n\tlocal_intake:\n\t\tport: 1\n", r"datadog\.yaml:\d+.*tab"),
    "a key twice": ("site: a.com\nsite: b.com\n", r"datadog\.yaml:\d+.*site"),
    "a list that does not end": ("tags: [a\n", r"datadog\.yaml:\d+"),
    "a text that does not end": ("env: 'a\nsite: b.com\n", r"datadog\.yaml:\d+"),
    "a map for a number": ("forwarder_timeout: {a: 1}\n", r"datadog\.yaml:\d+.*forwarder_timeout"),
    "a list for a text": ("site: [a, b]\n", r"datadog\.yaml:\d+.*site"),
    "a bomb of aliases": (BOMB, r"datadog\.yaml"),
    "an anchor in itself": ("tags: &a [*a]\n", r"datadog\.yaml"),
    "deep nesting": ("tags: " + "[" * 5000 + "]" * 5000 + "\n", r"datadog\.yaml"),
    "deep nesting of maps": ("troupe: " + "{a: " * 5000 + "1" + "}" * 5000 + "\n", r"datadog\.yaml"),
    "a huge text": ("env: " + "x" * (10 << 20) + "\n", r"datadog\.yaml.*larger"),
    "a nul": ("env: a\0b\n", r"datadog\.yaml"),
    "two documents": ("---\nsite: a.com\n", r"datadog\.yaml"),
    "a negative size": ("forwarder_retry_queue_payloads_max_size: -1\n", "forwarder_retry_queue_payloads_max_size"),
}


class HostileConfig(unittest.TestCase):
    def check(self, troupe, env=None, args=("run",), cwd=None):
        base = {k: v for k, v in os.environ.items() if not k.startswith(("DD_", "TROUPE_"))}
        began = time.time()
        done = subprocess.run([BINARY, *args, "--config", troupe.config, "--run-dir", troupe.run_dir],
                              capture_output=True, errors="replace", timeout=60, env={**base, **(env or {})}, cwd=cwd)
        self.assertLess(time.time() - began, 30 if sanitised() else 5)
        return done

    def folder(self, **options):
        troupe = Runtime(Intake(), start=False, **options)
        self.addCleanup(troupe.close)
        return troupe

    def test_each_is_refused_with_its_place(self):
        for name, (text, says) in REFUSED.items():
            with self.subTest(name):
                troupe = self.folder(config=text)
                done = self.check(troupe)
                self.assertEqual(done.returncode, 78, done.stderr[-500:])
                self.assertRegex(done.stderr, says)
                self.assertLess(len(done.stderr), 4000)
                self.assertEqual(os.listdir(troupe.run_dir), [])
        if not sanitised():
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            self.assertLess(peak, 200)

    def test_a_file_of_no_bytes(self):
        troupe = self.folder()
        open(troupe.config, "w").close()
        done = self.check(troupe)
        self.assertEqual(done.returncode, 78)
        self.assertIn("0 bytes", done.stderr)

    def test_a_folder_for_a_file(self):
        troupe = self.folder()
        os.remove(troupe.config)
        os.mkdir(troupe.config)
        done = self.check(troupe)
        self.assertEqual(done.returncode, 78)
        self.assertIn(troupe.config, done.stderr)

    def test_variables_are_named_and_secrets_not_shown(self):
        for name, value, says in (("DD_DOGSTATSD_PORT", "eighty", "dogstatsd_port"),
                                  ("DD_API_KEY", "canary key\nwith a line", "api_key"),
                                  ("DD_API_KEY", "canary/key", "api_key"),
                                  ("DD_ADDITIONAL_ENDPOINTS", '{"http://a.b": ["canary key"', "additional_endpoints"),
                                  ("DD_PROXY_HTTPS", "canary://u:canary@h", "proxy.https"),
                                  ("DD_URL", "http://canary:canary@host", "dd_url")):
            with self.subTest(name=name, value=value):
                troupe = self.folder(own={"api_key": None, "dd_url": None} if name != "DD_URL" else {"dd_url": None})
                done = self.check(troupe, env={name: value})
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertRegex(done.stderr.lower(), f"{says}|{name.lower()}")
                self.assertNotIn("canary", done.stderr + done.stdout)

    def test_modes_of_the_file(self):
        for mode, code, says in ((0o666, 78, "chmod o-w"), (0o660, 0, "chmod g-w"), (0o644, 0, "chmod"),
                                 (0o600, 0, "")):
            with self.subTest(mode=oct(mode)):
                troupe = self.folder()
                os.chmod(troupe.config, mode)
                done = self.check(troupe, args=("run", "--check"))
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(says, done.stderr)
                if not says:
                    self.assertEqual(done.stderr, "")

    def test_a_backend_that_others_may_run_is_refused(self):
        troupe = self.folder(own={"api_key": "ENC[k]"})
        backend = os.path.join(troupe.dir, "backend")
        with open(backend, "w") as f:
            f.write("#!/bin/sh\necho '{\"k\": {\"value\": \"" + "c" * 32 + "\"}}'\n")
        with open(troupe.config, "a") as f:
            f.write(f"secret_backend_command: {backend}\n")
        for mode, code in ((0o755, 78), (0o700, 0)):
            os.chmod(backend, mode)
            done = self.check(troupe, args=("run", "--check"))
            self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn("c" * 32, done.stdout + done.stderr)

    def test_files_of_the_actor_library_in_the_working_folder_are_ignored(self):
        intake = Intake()
        self.addCleanup(intake.close)
        troupe = self.folder()
        for name in ("caf-application.ini", "caf-application.conf"):
            with open(os.path.join(troupe.dir, name), "w") as f:
                f.write("[scheduler]\npolicy='no such policy'\nmax-threads=17\n[logger]\nverbosity='trace'\n"
                        f"file-name='{troupe.dir}/caf.log'\n[middleman]\nthis is no file of that kind\n")
        before = os.getcwd()
        os.chdir(troupe.dir)
        try:
            troupe.start()
        finally:
            os.chdir(before)
        try:
            names = []
            for task in os.listdir(f"/proc/{troupe.process.pid}/task"):
                with open(f"/proc/{troupe.process.pid}/task/{task}/comm") as f:
                    names.append(f.read().strip())
            self.assertLess(names.count("caf.multiplexer") + names.count("caf.worker"), 17, names)
            self.assertNotIn("caf", troupe.logged().lower())
            self.assertFalse(os.path.exists(os.path.join(troupe.dir, "caf.log")))
            troupe.stop()
        finally:
            troupe.close()


if __name__ == "__main__":
    unittest.main()
