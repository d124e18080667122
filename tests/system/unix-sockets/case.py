"""Both UNIX sockets: modes, frames, stale and foreign files, a removed file."""
import os
import socket
import stat
import struct
import unittest

from intake import Intake
from runtime import Runtime, balanced


class UnixSockets(unittest.TestCase):
    def test_both_take_data_with_the_agents_mode(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            for path in (troupe.socket, troupe.stream_socket):
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o722)
            troupe.next_window()
            troupe.uds("sock.gram:1|c\nsock.gram:2|c")
            troupe.stream("sock.stream:1|c", "sock.stream:4|c\nsock.stream:5|c\n")
            troupe.settle()
            intake.wait(lambda i: i.series("sock.gram") and i.series("sock.stream"), 10, "both")
            self.assertAlmostEqual(intake.count_of("sock.gram"), 3)
            self.assertAlmostEqual(intake.count_of("sock.stream"), 10)
        self.assertFalse(os.path.exists(troupe.socket))

    def test_a_frame_that_is_too_big_closes_only_its_connection(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            with socket.socket(socket.AF_UNIX) as bad, socket.socket(socket.AF_UNIX) as good:
                bad.connect(troupe.stream_socket)
                good.connect(troupe.stream_socket)
                bad.sendall(struct.pack("<I", 0xFFFFFFFF) + b"x" * 10)
                bad.settimeout(10)
                try:
                    self.assertEqual(bad.recv(1), b"")
                except ConnectionResetError:
                    pass
                frame = b"still.here:1|c"
                good.sendall(struct.pack("<I", len(frame)) + frame)
                row = troupe.wait(lambda: troupe.ledger()[1]["packets"]["dropped"].get("frame_too_big"), 10, "the drop")
                self.assertEqual(row, 1)
                troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] == 1, 10, "the good frame")
            balanced(troupe.ledger()[0])

    def test_a_stale_socket_is_replaced_and_a_file_is_not(self):
        intake = Intake()
        troupe = Runtime(intake, start=False)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.bind(troupe.socket)
        with open(troupe.stream_socket, "w") as f:
            f.write("precious")
        with troupe:
            troupe.start(wait=False)
            troupe.wait(lambda: troupe.http("/live")[0] == 200, 20, "life")
            code, body = troupe.wait(lambda: (lambda r: r if r[0] == 503 and "uds_stream" in r[1] else None)(
                troupe.http("/ready")), 10, "unreadiness that names the listener")
            self.assertIn(troupe.stream_socket, body + troupe.logged())
            with open(troupe.stream_socket) as f:
                self.assertEqual(f.read(), "precious")
            troupe.wait(lambda: troupe.uds("stale.ok:1|c") is None, 5, "the datagram socket")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] >= 1, 10, "the sample")
            os.unlink(troupe.stream_socket)
            troupe.wait(lambda: troupe.http("/ready")[0] == 200, 20, "readiness once the file is gone")

    def test_a_removed_socket_file_comes_back(self):
        intake = Intake()
        with Runtime(intake) as troupe:
            os.unlink(troupe.socket)
            troupe.wait(lambda: os.path.exists(troupe.socket), 12, "the socket file")
            troupe.wait(lambda: troupe.uds("back.again:1|c") is None, 5, "the socket")
            troupe.wait(lambda: troupe.ledger()[1]["values"]["in"] >= 1, 10, "the sample")


if __name__ == "__main__":
    unittest.main()
