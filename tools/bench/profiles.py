"""The rows of the table: what is sent, and the bounds."""

from dataclasses import dataclass, field


@dataclass
class Profile:
    name: str
    transport: str
    args: list
    # CPU seconds per million samples, and MiB.
    cpu: float = 0.0
    rss: float = 0.0
    # Packets/s; 0 searches (UDP) or sends as fast as it goes.
    rate: float = 0
    mib: float = 0
    seconds: int = 46
    lossless: bool = False
    # Receive buffers to try; 0 is the kernel's default.
    buffers: list = field(default_factory=lambda: [0])


DEFAULT_AND_LARGE = [0, 8 * 1024 * 1024]
ONE_METRIC = ["--contexts", "1000", "--line-bytes", "60", "--packing", "1",
              "--packet-bytes", "60"]
TAGGED = ["--contexts", "10000", "--tags", "5:10"]

PROFILES = [
    Profile("udp 60 B, 1k contexts", "udp", ONE_METRIC, cpu=0.60, rss=35,
            buffers=DEFAULT_AND_LARGE),
    Profile("udp 1400 B, 10k contexts", "udp",
            TAGGED + ["--packet-bytes", "1400"], cpu=0.16, rss=50,
            buffers=DEFAULT_AND_LARGE),
    Profile("uds stream 8 KiB", "stream", TAGGED + ["--packet-bytes", "8192"],
            cpu=0.11, rss=50, lossless=True),
    Profile("uds 100 MiB/s, 250k contexts", "uds",
            ["--contexts", "250000", "--tags", "2:5", "--key-bytes", "100:150",
             "--packet-bytes", "8192"],
            rss=150, mib=100, seconds=60, lossless=True),
    Profile("udp 200k packets/s", "udp", ONE_METRIC, cpu=0.90, rate=200_000,
            buffers=DEFAULT_AND_LARGE),
]
