"""A TCP peer that misbehaves as a test tells it to: below HTTP, where a proper
server would not go."""
import socket
import ssl
import struct
import threading

OK = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"
VALID = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"valid":true}'


class Request:
    def __init__(self, conn, head, rest):
        self.conn, self.head = conn, head
        self.line = head.split(b"\r\n", 1)[0].decode()
        self.method, self.target = self.line.split(" ")[:2]
        self.headers = {k.strip().lower(): v.strip() for k, _, v in
                        (x.partition(":") for x in head.decode("latin-1").split("\r\n")[1:])}
        self.rest = rest
        self.body = None

    def read_body(self):
        want = int(self.headers.get("content-length", 0))
        while len(self.rest) < want:
            got = self.conn.recv(65536)
            if not got:
                raise OSError("the client left")
            self.rest += got
        self.body, self.rest = self.rest[:want], self.rest[want:]
        return self.body

    def send(self, data):
        self.conn.sendall(data)

    def reset(self):
        """Ends the connection by RST instead of FIN."""
        self.conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.conn.close()


class Peer:
    """`serve(request)` answers one request and returns True to keep the
    connection. Key checks are answered for it."""

    def __init__(self, serve, context=None):
        self.serve, self.context = serve, context
        self.requests, self.failed_handshakes, self.closed = [], 0, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return f"http{'s' if self.context else ''}://127.0.0.1:{self.port}"

    def accept(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(conn,), daemon=True).start()

    def talk(self, conn):
        try:
            if self.context:
                try:
                    conn = self.context.wrap_socket(conn, server_side=True)
                except (ssl.SSLError, OSError):
                    self.failed_handshakes += 1
                    conn.close()
                    return
            rest = b""
            while True:
                while b"\r\n\r\n" not in rest:
                    got = conn.recv(65536)
                    if not got:
                        return
                    rest += got
                    if rest.startswith(b"\x16\x03"):  # a TLS hello, as any plain server sees it
                        self.failed_handshakes += 1
                        conn.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                        return
                head, _, rest = rest.partition(b"\r\n\r\n")
                request = Request(conn, head, rest)
                self.requests.append(request)
                if request.method == "GET":
                    request.send(VALID)
                    keep = True
                else:
                    keep = self.serve(request)
                if not keep:
                    return
                rest = request.rest
        except OSError:
            pass
        finally:
            try:
                conn.close()
            except OSError:
                pass

    def close(self):
        self.closed.set()
        self.listener.close()

    def posts(self, path="/api/v2/series"):
        return [r for r in list(self.requests) if r.method == "POST" and r.target.endswith(path)]
