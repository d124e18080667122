"""A Datadog intake in another language: decodes what arrives by
protoc-generated code and standard JSON, and answers as it is told to."""
import gzip
import json
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import zstandard
from google.protobuf.json_format import MessageToDict


def _messages():
    import importlib
    import os
    import pkgutil
    found = {}
    for root in os.environ["PYTHONPATH"].split(":"):
        folder = os.path.join(root, "proto", "intake")
        for info in pkgutil.iter_modules([folder]):
            module = importlib.import_module(f"proto.intake.{info.name}")
            for name in ("MetricPayload", "SketchPayload"):
                if hasattr(module, name):
                    found[name] = getattr(module, name)
    return found


class Payload:
    def __init__(self, path, headers, raw, body):
        self.path, self.headers, self.raw, self.body = path, headers, raw, body
        self.at = time.time()


def decompress(raw, encoding):
    if encoding in ("zstd", "zstd1"):
        return zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    if encoding == "deflate":
        return zlib.decompress(raw)
    if encoding == "gzip":
        return gzip.decompress(raw)
    return raw


class Intake:
    """`answer(path, payload) -> (status, headers)` may be replaced by a test;
    `delay_s` holds answers back."""

    def __init__(self, port=0):
        self.payloads, self.attempts, self.errors = [], [], []
        self.lock = threading.Condition()
        self.answer = lambda path, payload: (202, {})
        self.delay_s = 0
        self.types = _messages()
        intake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def reply(self, status, headers, body=b"{}"):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                status, headers = intake.answer(self.path, None)
                if status is None:
                    self.close_connection = True
                    return
                self.reply(200 if status == 202 else status, headers, b'{"valid":true}')

            def do_POST(self):
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    payload = intake.decode(self.path, self.headers, raw)
                except Exception as e:  # a wrong body is a finding, not a crash
                    intake.errors.append(f"{self.path}: {e!r}")
                    self.reply(400, {})
                    return
                status, headers = intake.answer(self.path, payload)
                if intake.delay_s:
                    time.sleep(intake.delay_s)
                if status:
                    try:
                        self.reply(status, headers)
                    except OSError:
                        pass
                with intake.lock:
                    intake.attempts.append((time.time(), self.path, status))
                    if status and 200 <= status < 300:
                        intake.payloads.append(payload)
                    intake.lock.notify_all()
                if not status:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def decode(self, path, headers, raw):
        data = decompress(raw, headers.get("Content-Encoding", ""))
        path = path.split("?")[0]
        if path == "/api/v2/series":
            body = self.types["MetricPayload"].FromString(data)
        elif path == "/api/beta/sketches":
            body = self.types["SketchPayload"].FromString(data)
        elif headers.get("Content-Type", "").startswith("application/json"):
            body = json.loads(data)
        else:
            body = data
        return Payload(path, dict(headers), raw, body)

    # -- what arrived ---------------------------------------------------------

    def series(self, name=None):
        """[(metric, type, sorted tags, host, interval, [(ts, value)])]"""
        types = {0: "unspecified", 1: "count", 2: "rate", 3: "gauge"}
        out = []
        with self.lock:
            payloads = list(self.payloads)
        for p in payloads:
            if p.path == "/api/v2/series":
                for s in p.body.series:
                    host = next((r.name for r in s.resources if r.type == "host"), "")
                    out.append((s.metric, types[s.type], sorted(s.tags), host, s.interval,
                                [(x.timestamp, x.value) for x in s.points]))
            elif p.path == "/api/v1/series":
                for s in p.body["series"]:
                    out.append((s["metric"], s["type"], sorted(s.get("tags") or []), s.get("host"),
                                s.get("interval", 0), [tuple(x) for x in s["points"]]))
        return [s for s in out if name is None or s[0] == name]

    def sketches(self, name=None):
        with self.lock:
            payloads = list(self.payloads)
        return [s for p in payloads if p.path == "/api/beta/sketches" for s in p.body.sketches
                if name is None or s.metric == name]

    def count_of(self, name):
        """What a counter summed up to: rates times their interval."""
        return sum(v * (s[4] or 1) if s[1] == "rate" else v for s in self.series(name) for _, v in s[5])

    def events(self):
        with self.lock:
            payloads = list(self.payloads)
        return [e for p in payloads if p.path == "/intake/" and "events" in p.body
                for group in p.body["events"].values() for e in group]

    def host_metadata(self):
        with self.lock:
            return [p.body for p in self.payloads if p.path == "/intake/" and "systemStats" in p.body]

    def checks(self, name=None):
        with self.lock:
            payloads = list(self.payloads)
        return [c for p in payloads if p.path == "/api/v1/check_run" for c in p.body
                if name is None or c["check"] == name]

    def wait(self, predicate, seconds, what="what was expected"):
        deadline = time.time() + seconds
        with self.lock:
            while time.time() < deadline:
                self.lock.release()
                try:
                    if predicate(self):
                        return
                finally:
                    self.lock.acquire()
                self.lock.wait(min(0.5, max(0.01, deadline - time.time())))
        raise AssertionError(f"no {what} within {seconds} s; errors: {self.errors}; "
                             f"paths: {[p.path for p in self.payloads][-20:]}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
