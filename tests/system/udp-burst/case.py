"""On loopback every datagram is either read or counted as dropped by the
kernel: also when the runtime stands still under a burst."""
import signal
import socket
import time
import unittest

from intake import Intake
from runtime import Runtime, balanced


class UdpBurst(unittest.TestCase):
    def seen(self, troupe):
        udp = next(x for x in troupe.json("status")["listeners"] if x["transport"] == "udp")
        return udp["packets"], udp["kernel_drops"]

    def test_what_was_sent_was_read_or_dropped_by_the_kernel(self):
        # A small buffer, so that a burst passes it.
        with Runtime(Intake(), config="dogstatsd_so_rcvbuf: 65536\n") as troupe:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.connect(("127.0.0.1", troupe.udp_port))
                troupe.process.send_signal(signal.SIGSTOP)
                for i in range(5000):
                    s.send(b"burst:1|c|#i:%d" % i)
                troupe.process.send_signal(signal.SIGCONT)
                sent = 5000
                # The kernel tells of its drops with the next datagram it
                # lets in; at full speed more may be lost meanwhile.
                for _ in range(5):
                    for i in range(2000):
                        s.send(b"burst:1|c|#i:%d" % i)
                    sent += 2000

                    def settled():
                        nonlocal sent
                        s.send(b"probe:1|c")
                        sent += 1
                        time.sleep(0.05)
                        return sum(self.seen(troupe)) == sent
                    troupe.wait(settled, 15, f"an account of each of {sent} datagrams")
                packets, dropped = self.seen(troupe)
            self.assertEqual(packets + dropped, sent)
            self.assertGreater(dropped, 0)
            self.assertGreater(packets, 0)
            text = troupe.http("/telemetry")[1]
            self.assertIn(f'troupe_listener_kernel_dropped_packets_total{{listener="udp"}} {dropped}\n', text)
            doc, stages = troupe.ledger()
            balanced(doc)
            self.assertEqual(stages["packets"]["in"], packets)
            self.assertEqual(stages["packets"]["dropped"], {})


if __name__ == "__main__":
    unittest.main()
