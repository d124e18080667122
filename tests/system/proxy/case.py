"""A proxy that is down, refuses or is not meant: never bypassed, never given
what was not for it, and its password is nowhere."""
import base64
import unittest

from peer import OK, Peer
from runtime import Runtime, balanced, free_port

FAST = "forwarder_backoff_base: 0.2\nforwarder_backoff_max: 0.5\n"
PASSWORD = "canaryproxypw"


def accept(request):
    request.read_body()
    request.send(OK)
    return True


class Proxy(unittest.TestCase):
    def runtime(self, dd_url, proxy_port, config=FAST, extra=""):
        class Url:
            url = dd_url

        text = config + (f"proxy:\n  http: http://user:{PASSWORD}@127.0.0.1:{proxy_port}\n"
                         f"  https: http://user:{PASSWORD}@127.0.0.1:{proxy_port}\n{extra}")
        return Runtime(Url, config=text)

    def peer(self, serve=accept):
        result = Peer(serve)
        self.addCleanup(result.close)
        return result

    def endpoint(self, troupe, url):
        return next(e for e in troupe.json("status")["endpoints"] if e["url"] == url)

    def nothing_was_lost(self, troupe):
        doc, stages = troupe.ledger()
        balanced(doc)
        self.assertEqual(stages["payloads"]["dropped"], {})
        self.assertNotIn(PASSWORD, troupe.logged() + str(troupe.json("status")) + troupe.cli("config").stdout)

    # shows: proxy.http
    def test_a_proxy_gets_everything_with_its_credentials(self):
        proxy = self.peer()
        with self.runtime("http://intake.invalid", proxy.port) as troupe:
            troupe.udp("by.proxy:1|c|T1700000000")
            troupe.wait(lambda: proxy.posts(), 20, "a payload through the proxy")
            got = proxy.posts()[0]
            self.assertTrue(got.target.startswith("http://intake.invalid/"), got.target)
            self.assertEqual(got.headers["proxy-authorization"],
                             "Basic " + base64.b64encode(f"user:{PASSWORD}".encode()).decode())
            self.nothing_was_lost(troupe)

    def test_a_proxy_that_is_down_is_waited_for(self):
        with self.runtime("http://intake.invalid", free_port()) as troupe:
            troupe.udp("proxy.down:1|c|T1700000000")
            troupe.wait(lambda: "connect" in self.endpoint(troupe, "http://intake.invalid")["reason"], 20,
                        "a refused connection, not an unknown name")
            self.nothing_was_lost(troupe)

    def test_a_proxy_that_asks_for_another_login_is_an_error_to_retry(self):
        def refuse(request):
            request.read_body()
            request.send(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                         b"Proxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
            return True

        proxy = self.peer(refuse)
        with self.runtime("http://intake.invalid", proxy.port) as troupe:
            troupe.udp("proxy.407:1|c|T1700000000")
            troupe.wait(lambda: len(proxy.posts("")) >= 3, 20, "several attempts")
            self.nothing_was_lost(troupe)
            proxy.serve = accept
            troupe.wait(lambda: self.endpoint(troupe, "http://intake.invalid")["delivered"] >= 1, 20, "the delivery")

    # shows: proxy.https
    def test_a_tunnel_that_is_refused_sends_no_key(self):
        def refuse(request):
            request.send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        proxy = self.peer(refuse)
        with self.runtime("https://intake.invalid", proxy.port) as troupe:
            troupe.udp("tunnel.407:1|c|T1700000000")
            troupe.wait(lambda: len(proxy.requests) >= 3, 20, "several attempts")
            for x in proxy.requests:
                self.assertEqual(x.method, "CONNECT")
                self.assertNotIn("dd-api-key", x.headers)
            self.nothing_was_lost(troupe)

    # shows: proxy.no_proxy
    def test_a_listed_host_is_reached_directly(self):
        proxy = self.peer()
        with self.runtime("http://intake.invalid", proxy.port, extra="  no_proxy: [intake.invalid]\n") as troupe:
            troupe.udp("no.proxy:1|c|T1700000000")
            troupe.wait(lambda: "dns" in self.endpoint(troupe, "http://intake.invalid")["reason"], 30,
                        "an unknown name")
            self.assertEqual([x.target for x in proxy.requests if "intake.invalid" in x.target], [])
            self.nothing_was_lost(troupe)


if __name__ == "__main__":
    unittest.main()
