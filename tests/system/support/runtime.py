"""Starts the real binary with ports and folders of its own and talks to it as
a person does: files, sockets, HTTP and its command line."""
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

BINARY = os.environ["TROUPE_BINARY"]
SOURCE = os.environ["TROUPE_SOURCE"]
KEY = "0123456789abcdef0123456789abcdef"


def sanitised():
    with open(os.path.join(os.environ["TROUPE_BUILD"], "CMakeCache.txt")) as f:
        return any(x.startswith("TROUPE_SANITIZE:") and not x.endswith("=\n") for x in f)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Runtime:
    """`config` is YAML text added below the case's own; `intake` an Intake or
    None for the local one; `args` go to `troupe run`."""

    def __init__(self, intake=None, config="", args=(), env=None, start=True, own=None):
        self.dir = tempfile.mkdtemp(prefix="troupe-")
        self.run_dir = os.path.join(self.dir, "run")
        os.mkdir(self.run_dir, 0o700)
        self.udp_port = free_port(socket.SOCK_DGRAM)
        self.expvar_port, self.intake_port = free_port(), free_port()
        self.socket = os.path.join(self.dir, "dsd.socket")
        self.stream_socket = os.path.join(self.dir, "stream.socket")
        self.config = os.path.join(self.dir, "datadog.yaml")
        lines = {
            "hostname": "test-host",
            "dogstatsd_port": self.udp_port,
            "dogstatsd_socket": self.socket,
            "dogstatsd_stream_socket": self.stream_socket,
            "expvar_port": self.expvar_port,
        }
        if intake is not None:
            lines["api_key"] = KEY
            lines["dd_url"] = intake.url
        lines.update(own or {})
        local = {"port": self.intake_port}
        if intake is not None:
            local["enabled"] = "false"
        text = "".join(f"{k}: {v}\n" for k, v in lines.items() if v is not None)
        if "\ntroupe:" not in "\n" + config:
            text += "troupe:\n  local_intake:\n" + "".join(f"    {k}: {v}\n" for k, v in local.items())
        with open(self.config, "w") as f:
            f.write(text + config)
        os.chmod(self.config, 0o600)
        self.args, self.env = list(args), env or {}
        self.process = None
        if start:
            self.start()

    # -- life -----------------------------------------------------------------

    def start(self, wait=True):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("DD_", "TROUPE_", "HTTP_PROXY", "http_proxy"))}
        env.update(self.env)
        self.log = open(os.path.join(self.dir, "log"), "ab")
        self.process = subprocess.Popen(
            [BINARY, "run", "--config", self.config, "--run-dir", self.run_dir, *self.args],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=env)
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds=30):
        deadline = time.time() + seconds
        while time.time() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.logged()}")
            if os.path.exists(os.path.join(self.run_dir, "troupe.sock")):
                code, _ = self.http("/ready")
                if code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"not ready after {seconds} s: {self.http('/ready')}\n{self.logged()}")

    def stop(self, expect=0, seconds=20):
        self.process.send_signal(signal.SIGTERM)
        return self.ended(expect, seconds)

    def ended(self, expect=0, seconds=20):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"did not end within {seconds} s:\n{self.logged()}")
        assert expect is None or code == expect, f"ended with {code}, not {expect}:\n{self.logged()}"
        return code

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process:
            self.log.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            print(f"--- log of the runtime\n{self.logged()[-8000:]}")
        elif self.process and self.process.poll() is None:
            try:
                self.stop()
            finally:
                self.close()
        self.close()

    def logged(self):
        with open(os.path.join(self.dir, "log"), errors="replace") as f:
            return f.read()

    # -- looking in -----------------------------------------------------------

    def cli(self, *args, expect=0, seconds=30):
        done = subprocess.run([BINARY, *args, "--run-dir", self.run_dir], capture_output=True, text=True,
                              timeout=seconds)
        assert expect is None or done.returncode == expect, \
            f"troupe {' '.join(args)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def json(self, *args):
        return json.loads(self.cli(*args, "--json").stdout)

    def nodes(self):
        return {n["id"]: n for n in self.json("tree")["nodes"]}

    def ledger(self, barrier=True):
        doc = self.json("ledger", *(["--barrier"] if barrier else []))
        return doc, {s["stage"]: s for s in doc["stages"]}

    def flush(self):
        return self.cli("flush")

    def http(self, path, port=None):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port or self.expvar_port}{path}", timeout=5) as r:
                return r.status, r.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except OSError as e:
            return 0, str(e)

    def wait(self, predicate, seconds, what):
        deadline = time.time() + seconds
        last = None
        while time.time() < deadline:
            try:
                last = predicate()
                if last:
                    return last
            except (AssertionError, KeyError, OSError, ValueError) as e:
                last = e
            time.sleep(0.1)
        raise AssertionError(f"no {what} within {seconds} s; last: {last!r}\n{self.logged()[-4000:]}")

    # -- sending --------------------------------------------------------------

    def udp(self, *packets):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            for p in packets:
                s.sendto(p.encode() if isinstance(p, str) else p, ("127.0.0.1", self.udp_port))

    def uds(self, *packets):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.connect(self.socket)
            for p in packets:
                s.send(p.encode() if isinstance(p, str) else p)

    def stream(self, *frames):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
            s.connect(self.stream_socket)
            for f in frames:
                f = f.encode() if isinstance(f, str) else f
                s.sendall(struct.pack("<I", len(f)) + f)

    def next_window(self):
        """Waits until the open ten-second window is over, so that a flush
        carries what was sent before."""
        time.sleep(10.2 - time.time() % 10)

    def settle(self):
        """What was sent so far is at the intake when this returns."""
        self.next_window()
        self.flush()


def balanced(doc):
    assert doc["balance"] == 0, doc
    for stage in doc["stages"]:
        assert stage["balance"] == 0, stage
