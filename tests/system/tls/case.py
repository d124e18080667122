"""Nothing is sent to an intake whose certificate does not prove who it is, and
nothing falls back to plain text."""
import os
import shutil
import ssl
import subprocess
import tempfile
import unittest

from peer import OK, Peer
from runtime import KEY, Runtime, balanced

FAST = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 0.5\n"


def certificate(folder, name, days=2, subject="/CN=127.0.0.1", names="IP:127.0.0.1"):
    key, request, cert = (os.path.join(folder, f"{name}.{x}") for x in ("key", "csr", "crt"))
    for command in (["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                     "-out", request, "-subj", subject, "-addext", f"subjectAltName={names}"],
                    ["x509", "-req", "-in", request, "-signkey", key, "-days", str(days), "-copy_extensions", "copy",
                     "-out", cert]):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def accept(request):
    request.read_body()
    request.send(OK)
    return True


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="troupe-tls-")
        cls.self_signed = certificate(cls.folder, "self")
        cls.expired = certificate(cls.folder, "expired", days=-1)
        cls.other_name = certificate(cls.folder, "other", subject="/CN=intake.example", names="DNS:intake.example")
        cls.old = certificate(cls.folder, "old")
        cls.old.minimum_version = ssl.TLSVersion.TLSv1
        cls.old.maximum_version = ssl.TLSVersion.TLSv1_1
        cls.old.set_ciphers("DEFAULT@SECLEVEL=0")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def reason(self, troupe, url):
        return [e["reason"] for e in troupe.json("status")["endpoints"] if e["url"] == url and "tls" in e["reason"]]

    def refused(self, context, config=FAST):
        peer = Peer(accept, context=context)
        self.addCleanup(peer.close)
        with Runtime(peer, config=config) as troupe:
            troupe.udp("unproven.peer:1|c|T1700000000")
            reason = troupe.wait(lambda: self.reason(troupe, peer.url), 20, "the reason")
            troupe.wait(lambda: peer.failed_handshakes >= 3, 20, "further attempts")
            self.assertEqual(peer.requests, [])
            doc, stages = troupe.ledger()
            balanced(doc)
            self.assertGreaterEqual(stages["payloads"]["queued"], 1)
            failed = [x for x in troupe.http("/telemetry")[1].splitlines() if "tls_handshake_failure" in x]
            self.assertGreater(sum(float(x.split()[-1]) for x in failed), 0, failed)
            self.assertNotIn(KEY, troupe.logged() + str(reason))

    def test_a_self_signed_certificate(self):
        self.refused(self.self_signed)

    def test_an_expired_certificate(self):
        self.refused(self.expired)

    def test_a_certificate_of_somebody_else(self):
        self.refused(self.other_name)

    def test_a_protocol_that_is_too_old_even_without_validation(self):
        self.refused(self.old, FAST + "skip_ssl_validation: true\n")

    def test_plain_text_where_tls_was_asked_for(self):
        peer = Peer(accept)
        self.addCleanup(peer.close)

        class Https:
            url = peer.url.replace("http:", "https:")

        with Runtime(Https, config=FAST) as troupe:
            troupe.udp("plain.peer:1|c|T1700000000")
            troupe.wait(lambda: self.reason(troupe, Https.url), 20, "the reason")
            self.assertGreater(peer.failed_handshakes, 0)
            self.assertEqual(peer.requests, [])

    def test_validation_can_be_switched_off(self):
        peer = Peer(accept, context=self.self_signed)
        self.addCleanup(peer.close)
        with Runtime(peer, config=FAST + "skip_ssl_validation: true\n") as troupe:
            troupe.udp("trusted.peer:1|c|T1700000000")
            troupe.wait(lambda: peer.posts(), 20, "a payload")
            self.assertEqual(peer.posts()[0].headers["dd-api-key"], KEY)


if __name__ == "__main__":
    unittest.main()
