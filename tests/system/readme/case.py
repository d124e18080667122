"""Every command of the README, as it stands there, on the release binary."""
import json
import os
import re
import signal
import subprocess
import time
import unittest
import urllib.request

SOURCE = os.environ["TROUPE_SOURCE"]


def blocks():
    with open(os.path.join(SOURCE, "README.md")) as f:
        return [b.strip().splitlines() for b in re.findall(r"```sh\n(.*?)```", f.read(), re.S)]


def get(url):
    with urllib.request.urlopen(url, timeout=5) as r:
        return r.read().decode()


def wait(predicate, seconds, what):
    deadline = time.time() + seconds
    while time.time() < deadline:
        try:
            if x := predicate():
                return x
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"no {what} within {seconds} s")


class Readme(unittest.TestCase):
    def test_its_commands_do_what_it_says(self):
        (start,), *others = blocks()
        began = int(time.time())
        self.assertEqual(start, "tools/run")
        env = {k: v for k, v in os.environ.items() if not k.startswith("DD_")}
        runtime = subprocess.Popen(["bash", "-c", "exec " + start], cwd=SOURCE, env=env, stderr=subprocess.PIPE,
                                   text=True)
        try:
            # The first start builds what changed since.
            wait(lambda: "troupe" in get("http://127.0.0.1:8228/").lower(), 120, "page")
            for line in (x for block in others for x in block):
                done = subprocess.run(["bash", "-c", line], cwd=SOURCE, env=env, capture_output=True, text=True,
                                      timeout=60)
                self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
            # What an earlier run left in the store does not count.
            query = f"http://127.0.0.1:8228/api/v1/query?metric=page.views&from={began - began % 10}"
            wait(lambda: [s for s in json.loads(get(query))["series"] if s["points"]], 30, "page.views")
        finally:
            runtime.send_signal(signal.SIGTERM)
            try:
                _, said = runtime.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                runtime.kill()
                raise
        self.assertEqual(runtime.returncode, 0, said)
        self.assertIn("http://127.0.0.1:8228", said)

    def test_every_command_it_names_exists(self):
        with open(os.path.join(SOURCE, "README.md")) as f:
            text = f.read()
        for path in re.findall(r"`(tools/[a-z/]+)`", text):
            self.assertTrue(os.path.exists(os.path.join(SOURCE, path)), path)


if __name__ == "__main__":
    unittest.main()
