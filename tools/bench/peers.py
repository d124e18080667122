"""The same load for other statsd servers, where Debian's packages are there.

They know no tags (or drop them), so they get plain StatsD of the same size.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time

from measure import Load, Program, cpu_seconds, free_port, peak_mib, udp_drops

FLAT = ["--types", "c:208,g:66,ms:72,s:9", "--contexts"]
LOADS = {
    "60 B": FLAT + ["1000", "--line-bytes", "60", "--packing", "1",
                    "--packet-bytes", "60"],
    "1400 B": FLAT + ["10000", "--line-bytes", "67", "--packet-bytes", "1400"],
}

COLLECTD = """
Hostname "bench"
FQDNLookup false
BaseDir "{folder}"
PIDFile "{folder}/pid"
Interval 10
LoadPlugin statsd
<Plugin statsd>
  Host "127.0.0.1"
  Port "{port}"
  DeleteSets true
</Plugin>
LoadPlugin csv
<Plugin csv>
  DataDir "/dev/null"
</Plugin>
"""

NETDATA = """
[directories]
  cache = {folder}
  lib = {folder}
  log = {folder}
[db]
  mode = ram
  update every = 1
[web]
  mode = none
[ml]
  enabled = no
[plugins]
  proc = no
  diskspace = no
  cgroups = no
  tc = no
  timex = no
  idlejitter = no
  apps = no
  python.d = no
  charts.d = no
  go.d = no
  perf = no
  ioping = no
  ebpf = no
  statsd = yes
[health]
  enabled = no
[statsd]
  default port = {port}
  bind to = udp:127.0.0.1:{port}
"""


def installed(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Status} ${Version}",
                           package], capture_output=True, text=True)
    return done.returncode == 0 and "install ok installed" in done.stdout


def start(name, folder, port):
    path = f"{folder}/{name}.conf"
    text = {"collectd": COLLECTD, "netdata": NETDATA}[name]
    with open(path, "w") as file:
        file.write(text.format(folder=folder, port=port))
    binary = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    argv = {"collectd": [binary, "-f", "-C", path],
            "netdata": [binary, "-D", "-c", path]}[name]
    return Program(argv, {0}, log=f"{folder}/log", stdout=subprocess.DEVNULL)


def probe(options, name, args, rate, seconds):
    with tempfile.TemporaryDirectory(prefix="troupe-bench-") as folder:
        port = free_port(socket.SOCK_DGRAM)
        with start(name, folder, port) as server:
            time.sleep(3)
            started = cpu_seconds(server.pid)
            sent = Load(options.tools, f"udp:127.0.0.1:{port}", args, seconds,
                        {1}, rate).result()
            cpu = cpu_seconds(server.pid) - started
            share = udp_drops(port) / max(1, sent["packets"])
            return sent, cpu, share, peak_mib(server.pid)


def measure(options, row):
    for name, package in (("collectd", "collectd-core"),
                          ("netdata", "netdata-core")):
        if not installed(package):
            print(f"| {name} | - | - | - | - | not installed: skipped |",
                  flush=True)
            continue
        for label, args in LOADS.items():
            low, high, best = 20_000.0, 1_600_000.0, None
            for _ in range(3 if options.quick else 6):
                middle = (low * high) ** 0.5
                result = probe(options, name, args, middle,
                               6 if options.quick else 12)
                if result[2] <= 0.01:
                    low, best = middle, result
                else:
                    high = middle
            if best is None:
                print(f"| {name}, {label} | - | - | - | - | loses more than "
                      "1 % at every rate tried |", flush=True)
                continue
            sent, cpu, share, rss = best
            row(f"{name}, udp {label} (no tags)",
                f"{sent['samples'] / sent['seconds']:,.0f}",
                cpu / (sent["samples"] / 1e6), rss, f"lost {share:.2%}")
