"""Runs a server under the generator and reads its cost from /proc.

One core a side: what is measured runs on CPU 0, the generator and the sink on
CPU 1. CPU time is utime + stime of the whole process, read from outside.
"""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

TICK = os.sysconf("SC_CLK_TCK")


def pin(cpus):
    """For Popen: the child runs on these CPUs (all when None), in a session
    of its own that the scheduler prefers, so that other work on the machine
    disturbs less."""
    def child():
        os.setsid()
        try:
            with open("/proc/self/autogroup", "w") as file:
                file.write("-20")
        except OSError:
            pass
        if cpus is not None:
            os.sched_setaffinity(0, cpus)
    return child


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """utime and stime of all threads of a process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def peak_mib(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+) kB", file.read())[1]) / 1024


def busy_seconds():
    """CPU seconds that the whole machine spent on anything but idling."""
    with open("/proc/stat") as file:
        x = [int(n) for n in file.readline().split()[1:9]]
    return (sum(x) - x[3] - x[4]) / TICK


def udp_drops(port):
    """The kernel's drop column of the sockets at a UDP port."""
    total = 0
    for name in ("/proc/net/udp", "/proc/net/udp6"):
        with open(name) as file:
            for line in file.readlines()[1:]:
                fields = line.split()
                if int(fields[1].rpartition(":")[2], 16) == port:
                    total += int(fields[-1])
    return total


class Program:
    """A child process that ends with its block."""

    def __init__(self, argv, cpus, log=None, **more):
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.child = subprocess.Popen(
            argv, preexec_fn=pin(cpus), stderr=self.log, **more)
        self.pid = self.child.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, within=20):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(within)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        return self.child.returncode


class Sink(Program):
    def __init__(self, tools, count, cpus):
        argv = [f"{tools}/troupe-sink"] + (["--count"] if count else [])
        super().__init__(argv, cpus, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.child.stdout.readline())["port"]

    def totals(self):
        self.child.send_signal(signal.SIGTERM)
        text = self.child.stdout.readline()
        self.child.wait(120)
        return json.loads(text)


class Load:
    """The generator, started; `result` waits for its line."""

    def __init__(self, tools, target, args, seconds, cpus, rate=0, mib=0):
        argv = [f"{tools}/troupe-load", "--to", target, "--seconds",
                str(seconds)] + args
        if rate:
            argv += ["--rate", str(rate)]
        if mib:
            argv += ["--mib", str(mib)]
        self.child = subprocess.Popen(
            argv, stdout=subprocess.PIPE, preexec_fn=pin(cpus), text=True)

    def result(self):
        text, _ = self.child.communicate()
        if self.child.returncode:
            raise RuntimeError("the generator failed")
        return json.loads(text)


class Troupe(Program):
    """The release binary with a configuration of its own."""

    def __init__(self, binary, folder, dd_url, cpus, settings=None,
                 local_intake=False):
        os.makedirs(folder, exist_ok=True)
        self.binary = binary
        self.folder = folder
        self.udp_port = free_port(socket.SOCK_DGRAM)
        self.http_port = free_port()
        self.uds = f"{folder}/dsd.socket"
        self.stream = f"{folder}/stream.socket"
        lines = {
            "hostname": "bench",
            "dogstatsd_port": self.udp_port,
            "dogstatsd_socket": self.uds,
            "dogstatsd_stream_socket": self.stream,
            "dogstatsd_flush_incomplete_buckets": "true",
            "expvar_port": self.http_port,
            "log_file": f"{folder}/troupe.log",
        }
        if dd_url:
            lines["api_key"] = "0123456789abcdef" * 2
            lines["dd_url"] = dd_url
        lines.update(settings or {})
        with open(f"{folder}/datadog.yaml", "w") as file:
            for key, value in lines.items():
                file.write(f"{key}: {value}\n")
            file.write("troupe:\n  local_intake:\n"
                       f"    enabled: {str(local_intake).lower()}\n"
                       f"    port: {free_port()}\n")
        super().__init__(
            [binary, "run", "--config", f"{folder}/datadog.yaml", "--run-dir",
             folder], cpus, log=f"{folder}/stderr.log",
            stdout=subprocess.DEVNULL)
        self.wait_ready()

    def wait_ready(self):
        end = time.monotonic() + 20
        while True:
            if self.child.poll() is not None:
                with open(f"{self.folder}/stderr.log") as file:
                    raise RuntimeError("troupe ended:\n" + file.read()[-2000:])
            if self.ask("status", check=False):
                return
            if time.monotonic() > end:
                raise RuntimeError("troupe does not answer")
            time.sleep(0.1)

    def ask(self, *command, check=True):
        """One of the one-shot commands, as JSON; on the generator's core."""
        done = subprocess.run(
            [self.binary, *command, "--json", "--run-dir", self.folder,
             "--timeout", "60000"],
            capture_output=True, text=True, preexec_fn=pin({1}))
        if done.returncode and check:
            raise RuntimeError(f"troupe {command}: {done.stderr}")
        return json.loads(done.stdout) if not done.returncode else None

    def kernel_drops(self):
        return udp_drops(self.udp_port)

    def metric(self, name):
        """{labels: value} of one name at /telemetry."""
        url = f"http://127.0.0.1:{self.http_port}/telemetry"
        with urllib.request.urlopen(url, timeout=5) as answer:
            text = answer.read().decode()
        found = re.findall(rf"^{name}({{[^}}]*}})? (\S+)$", text, re.M)
        return {labels: float(value) for labels, value in found}
