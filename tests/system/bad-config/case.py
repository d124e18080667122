"""A configuration that cannot be used ends the start with 78, the key, the
place and what is accepted; nothing is left behind."""
import os
import subprocess
import unittest

from intake import Intake
from runtime import BINARY, KEY, Runtime


def refused(own=None, config="", intake=None, env=None):
    troupe = Runtime(intake, config=config, own=own, env=env, start=False)
    try:
        troupe.start(wait=False)
        troupe.ended(78)
        return troupe.logged(), troupe
    finally:
        troupe.close()


class BadConfig(unittest.TestCase):
    def test_a_bad_value_names_key_place_and_range(self):
        log, troupe = refused(own={"dogstatsd_port": "eighty"})
        self.assertIn("dogstatsd_port", log)
        self.assertRegex(log, r"datadog\.yaml:2")
        self.assertIn("65535", log)

    def test_duplicate_keys_and_broken_yaml_are_refused(self):
        self.assertIn("site", refused(config="site: a.com\nsite: b.com\n")[0])
        self.assertRegex(refused(config="tags: [a\n")[0], r"datadog\.yaml:\d+")

    def test_no_key_without_local_intake_is_refused(self):
        log, _ = refused(config="troupe:\n  local_intake:\n    enabled: false\n")
        self.assertIn("api_key", log)

    def test_a_key_that_is_no_key_is_refused_without_being_shown(self):
        log, _ = refused(own={"api_key": "'hello there my key'"})
        self.assertIn("api_key", log)
        self.assertNotIn("hello there", log)

    def test_an_unresolved_secret_is_refused(self):
        log, _ = refused(own={"api_key": "ENC[my_key]"})
        self.assertIn("secret_backend_command", log)

    def test_a_missing_file_is_refused(self):
        done = subprocess.run([BINARY, "run", "--config", "/nonexistent/x.yaml"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 78)
        self.assertIn("/nonexistent/x.yaml", done.stderr)

    def test_unknown_keys_warn_with_the_nearest_one(self):
        troupe = Runtime(Intake(), config="dogstatsd_prot: 1\nlogs_enabled: true\napm_config:\n  enabled: true\n")
        with troupe:
            log = troupe.logged()
            self.assertRegex(log, r"dogstatsd_prot.*dogstatsd_port")
            line = [x for x in log.splitlines() if "logs_enabled" in x]
            self.assertEqual(len(line), 1)
            self.assertIn("apm_config", line[0])

    def test_check_prints_the_config_and_masks_secrets(self):
        troupe = Runtime(Intake(), start=False, config="proxy:\n  https: http://u:canarypw@127.0.0.1:1\n")
        done = subprocess.run([BINARY, "run", "--check", "--config", troupe.config, "--run-dir", troupe.run_dir],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"dogstatsd_port: {troupe.udp_port}", done.stdout)
        self.assertNotIn(KEY, done.stdout + done.stderr)
        self.assertNotIn("canarypw", done.stdout + done.stderr)
        self.assertIn(KEY[-4:], done.stdout)
        self.assertEqual(os.listdir(troupe.run_dir), [])
        troupe.close()

    def test_environment_wins_over_the_file(self):
        troupe = Runtime(Intake(), start=False)
        env = dict(os.environ, DD_HOSTNAME="from-env")
        done = subprocess.run([BINARY, "run", "--check", "--config", troupe.config, "--run-dir", troupe.run_dir],
                              capture_output=True, text=True, env=env)
        self.assertIn("hostname: from-env", done.stdout)
        troupe.close()


if __name__ == "__main__":
    unittest.main()
