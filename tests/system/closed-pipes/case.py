"""Where the log goes is not the runtime's business: a pipe that nobody reads or
that is gone costs log lines and nothing else."""
import os
import subprocess
import time
import unittest

from intake import Intake
from runtime import BINARY, Runtime, balanced


class ClosedPipes(unittest.TestCase):
    def setUp(self):
        self.intake = Intake()
        self.addCleanup(self.intake.close)
        self.troupe = Runtime(self.intake, config="log_level: debug\n", start=False)
        self.troupe.log = open(os.path.join(self.troupe.dir, "log"), "ab")

    def start(self, **pipes):
        t = self.troupe
        t.process = subprocess.Popen([BINARY, "run", "--config", t.config, "--run-dir", t.run_dir],
                                     env={"PATH": os.environ["PATH"]}, **pipes)
        t.wait_ready()

    def goes_on(self):
        """Enough bad lines that the log has much to say, and a good one."""
        t = self.troupe
        for i in range(2):
            if i > 0:
                time.sleep(1.1)  # the log lets ten lines pass each second
            for _ in range(200):
                t.udp(b"bad line \x1b[31m" + b"x" * 800)
            t.udp(f"still.here.{i}:1|c|T1700000000")
            self.intake.wait(lambda x: x.series(f"still.here.{i}"), 20, "a sample")
        self.assertEqual(t.http("/live")[0], 200)
        balanced(t.ledger()[0])
        self.assertEqual({n: x["restarts"] for n, x in t.nodes().items() if x["restarts"]}, {})

    def test_pipes_that_nobody_reads(self):
        with self.troupe:
            read, write = os.pipe()
            # As small as a pipe can be.
            import fcntl
            fcntl.fcntl(write, 1031, 4096)  # F_SETPIPE_SZ
            self.start(stdin=subprocess.DEVNULL, stdout=write, stderr=write)
            os.close(write)
            self.goes_on()
            self.troupe.stop()
            os.close(read)

    def test_pipes_whose_reader_is_gone(self):
        with self.troupe:
            read, write = os.pipe()
            self.start(stdin=subprocess.DEVNULL, stdout=write, stderr=write)
            os.close(write)
            os.close(read)
            self.goes_on()
            self.troupe.stop()

    def test_no_standard_descriptors_at_all(self):
        def close_all():
            for fd in (0, 1, 2):
                os.close(fd)

        with self.troupe:
            self.start(preexec_fn=close_all)
            self.goes_on()
            # Nothing of ours may have become the descriptor of "stderr".
            for fd in (1, 2):
                path = f"/proc/{self.troupe.process.pid}/fd/{fd}"
                where = os.readlink(path) if os.path.exists(path) else ""
                self.assertNotRegex(where, r"socket:|eventpoll|intake\.db|troupe\.log", f"descriptor {fd}")
            self.troupe.stop()

    def test_a_log_file_on_a_full_device(self):
        with self.troupe:
            with open(self.troupe.config, "a") as f:
                f.write("log_file: /dev/full\n")
            self.start(stdin=subprocess.DEVNULL, stdout=self.troupe.log, stderr=self.troupe.log)
            self.goes_on()
            self.troupe.stop()


if __name__ == "__main__":
    unittest.main()
