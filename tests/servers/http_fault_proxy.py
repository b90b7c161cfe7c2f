"""Stands between a client and an HTTP server and does what bad lines and busy servers do, when a test says so."""
import contextlib
import http.client
import http.server
import re
import socket
import struct
import threading

_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive"}


class Fault:
    """Something that goes wrong with the next `times` requests of `method` whose path matches. Passes over the first `skipped`."""

    def __init__(self, method, path=".", times=1, skipped=0):
        self.method, self.path, self.times, self.skipped = method, re.compile(path), times, skipped
        self.seen = 0

    def applies(self, method, path):
        if method != self.method or not self.path.search(path):
            return False
        self.seen += 1
        return self.skipped < self.seen <= self.skipped + self.times

    @property
    def happened(self):
        return max(0, min(self.seen - self.skipped, self.times))


class Refusal(Fault):
    """The server answers with an error of S3."""

    def __init__(self, method, status, code, **options):
        super().__init__(method, **options)
        self.status = status
        self.body = f"<Error><Code>{code}</Code><Message>as the test wants it</Message></Error>".encode()


class ResetInUpload(Fault):
    """The connection breaks when so many bytes of the request's body have come."""

    def __init__(self, method, after_bytes, **options):
        super().__init__(method, **options)
        self.after_bytes = after_bytes


class ResetInDownload(ResetInUpload):
    """The connection breaks when so many bytes of the answer's body have gone; the server did what it was asked."""


class Hang(Fault):
    """Nothing is heard of the request any more."""


class FaultProxy:
    """Listens on `port` while its block runs, and passes all on to `server_port`, but for the faults of its list."""

    def __init__(self, server_port):
        self.server_port = server_port
        self.faults = []
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def expect(self, fault):
        with self.lock:
            self.faults.append(fault)
        return fault

    def fault_for(self, method, path):
        with self.lock:
            return next((fault for fault in self.faults if fault.applies(method, path)), None)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy = None

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.pass_on
        raise AttributeError(name)

    def log_message(self, *_):
        pass

    def reset(self):
        """Closes the connection so that the client gets a reset, not an end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()

    def pass_on(self):
        with contextlib.suppress(ConnectionError, OSError, http.client.HTTPException, ValueError):
            self._pass_on()
            return
        self.close_connection = True

    def _pass_on(self):
        fault = self.proxy.fault_for(self.command, self.path)
        size = int(self.headers.get("Content-Length", 0))
        if isinstance(fault, Hang):
            self.proxy.is_over.wait(120)
            self.close_connection = True
            return
        if type(fault) is ResetInUpload:
            self.rfile.read(min(size, fault.after_bytes))
            self.reset()
            return
        body = self.rfile.read(size)
        if isinstance(fault, Refusal):
            self.answer(fault.status, [("Content-Type", "application/xml")], fault.body)
            return
        upstream = http.client.HTTPConnection("127.0.0.1", self.proxy.server_port, timeout=120)
        with contextlib.closing(upstream):
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            response = upstream.getresponse()
            headers = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP]
            content = response.read()
        if type(fault) is ResetInDownload:
            self.answer(response.status, headers, content[:fault.after_bytes], announced=len(content))
            self.wfile.flush()
            self.reset()
            return
        self.answer(response.status, headers, content)

    def answer(self, status, headers, content, announced=None):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length" or self.command == "HEAD":
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content) if announced is None else announced))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
