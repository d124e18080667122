"""With nothing to do the runtime costs next to nothing."""
import os
import time
import unittest

from runtime import Runtime


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Idle(unittest.TestCase):
    def test_it_takes_little_of_a_core_and_32_mib(self):
        # The local intake is on, as for somebody who looks at it first.
        with Runtime() as troupe:
            time.sleep(2)
            pid = troupe.process.pid
            used, began = cpu_seconds(pid), time.time()
            time.sleep(30)
            used, took = cpu_seconds(pid) - used, time.time() - began
            self.assertLess(used / took, 0.005)
            with open(f"/proc/{pid}/status") as f:
                peak = next(int(x.split()[1]) for x in f if x.startswith("VmHWM"))
            self.assertLessEqual(peak, 32 << 10)
            began = time.time()
            troupe.stop()
            self.assertLess(time.time() - began, 1)


if __name__ == "__main__":
    unittest.main()
