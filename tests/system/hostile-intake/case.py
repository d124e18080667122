"""An intake that answers with anything but HTTP, or with too much of it: every
payload arrives in the end, memory stays flat, nobody hangs."""
import threading
import time
import unittest

from intake import decompress
from peer import OK, Peer
from runtime import Runtime, balanced, sanitised

FAST = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 0.5\nforwarder_timeout: 1\n"
HEAD = b"HTTP/1.1 202 Accepted\r\n"


def empty_reply(request):
    request.read_body()


def garbage_status_line(request):
    request.read_body()
    request.send(b"\x00\xffSMTP 220 hello\r\n\r\n")


def only_continue(request):
    request.read_body()
    request.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def no_answer(request):
    request.read_body()
    request.conn.settimeout(10)
    request.conn.recv(1)  # until the client gives up


def reset_inside_the_body(request):
    request.reset()


def end_inside_the_header(request):
    request.read_body()
    request.send(HEAD + b"Content-Le")


def endless_header(request):
    request.read_body()
    request.send(HEAD)
    line = b"X-Filler: " + b"x" * 1000 + b"\r\n"
    for _ in range(50_000):
        request.send(line)


def trickling_header(request):
    request.read_body()
    for byte in HEAD * 10:
        request.send(bytes([byte]))
        time.sleep(0.2)


def endless_body(request):
    request.read_body()
    request.send(HEAD + b"Content-Length: 10000000000\r\n\r\n")
    for _ in range(10_000):
        request.send(b"x" * 1_000_000)


def trickling_body(request):
    request.read_body()
    request.send(HEAD + b"Content-Length: 1000\r\n\r\n")
    for _ in range(1000):
        request.send(b"x")
        time.sleep(0.2)


class HostileIntake(unittest.TestCase):
    def setUp(self):
        self.lock, self.trick, self.tricked, self.arrived = threading.Lock(), None, 0, []
        self.peer = Peer(self.serve)
        self.addCleanup(self.peer.close)

    def serve(self, request):
        series = request.target.endswith("/series")
        with self.lock:
            trick = self.trick if series else None
            self.tricked += trick is not None
        if trick:
            return trick(request)
        body = request.read_body()
        if series:
            self.arrived.append(decompress(body, request.headers.get("content-encoding", "")))
        request.send(OK)
        return True

    def runtime(self, config=FAST):
        return Runtime(self.peer, config=config)

    def send_until_tricked(self, troupe, trick, name):
        with self.lock:
            self.trick, self.tricked = trick, 0
        troupe.udp(f"{name}:1|c|T1700000000")
        troupe.wait(lambda: self.tricked > 0, 20, f"an attempt that met {name}")

    def has_arrived(self, name):
        return any(name.encode() in x for x in self.arrived)

    def test_no_answer_at_all_is_an_attempt_that_is_made_again(self):
        with self.runtime() as troupe:
            for trick in (empty_reply, garbage_status_line, only_continue, no_answer, reset_inside_the_body,
                          end_inside_the_header, endless_header, trickling_header):
                name = f"hostile.{trick.__name__}"
                self.send_until_tricked(troupe, trick, name)
                with self.lock:
                    self.trick = None
                healed = time.time()
                troupe.wait(lambda: self.has_arrived(name), 10, f"{name} after healing")
                # A request that was under way may take its time first.
                self.assertLess(time.time() - healed, 1 + 3)
            self.assertLess(peak_rss_mib(troupe), limit_mib())
            self.check_books(troupe)

    def test_a_status_stands_whatever_becomes_of_the_body(self):
        with self.runtime() as troupe:
            for trick in (endless_body, trickling_body):
                name = f"hostile.{trick.__name__}"
                self.send_until_tricked(troupe, trick, name)
                # The next ones go out too, and this one is not sent again.
                with self.lock:
                    self.trick = None
                troupe.udp(f"next.{trick.__name__}:1|c|T1700000000")
                troupe.wait(lambda: self.has_arrived(f"next.{trick.__name__}"), 15, "what came after it")
                self.assertFalse(self.has_arrived(name))
                troupe.wait(lambda: troupe.ledger()[1]["payloads"]["queued"] == 0, 20, "the end of the request")
                self.assertFalse(self.has_arrived(name))
            self.assertLess(peak_rss_mib(troupe), limit_mib())
            self.check_books(troupe)

    def test_an_answer_that_is_lost_is_a_duplicate_and_no_loss(self):
        def lose(request):
            body = request.read_body()
            with self.lock:
                self.trick = None
            self.arrived.append(decompress(body, request.headers.get("content-encoding", "")))

        with self.runtime("forwarder_backoff_base: 0.2\nforwarder_backoff_max: 0.5\n") as troupe:
            self.trick = lose
            troupe.udp("lost.answer:1|c|T1700000000")
            twice = lambda: sum(b"lost.answer" in x for x in self.arrived) == 2
            troupe.wait(twice, 10, "the second copy")
            troupe.udp("after.it:1|c|T1700000000")
            troupe.wait(lambda: self.has_arrived("after.it"), 10, "the next one")
            self.assertTrue(twice())
            doubts = [x for x in troupe.http("/telemetry")[1].splitlines()
                      if x.startswith("troupe_forwarder_in_doubt_attempts_total")]
            self.assertEqual(sum(float(x.split()[-1]) for x in doubts), 1, doubts)
            self.check_books(troupe)

    def check_books(self, troupe):
        troupe.wait(lambda: troupe.ledger()[1]["payloads"]["queued"] == 0, 20, "an empty queue")
        doc, stages = troupe.ledger()
        balanced(doc)
        self.assertEqual(stages["payloads"]["dropped"], {})


def peak_rss_mib(troupe):
    with open(f"/proc/{troupe.process.pid}/status") as f:
        return next(int(x.split()[1]) for x in f if x.startswith("VmHWM")) / 1024


def limit_mib():
    """A sanitised binary has a shadow and a quarantine of its own."""
    return 1500 if sanitised() else 64


if __name__ == "__main__":
    unittest.main()
