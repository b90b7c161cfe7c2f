"""A web server that behaves well, slowly, or not at all, as the path says: for the tests of the HTTP client.

It listens in the clear, on a socket in the file system, as a proxy, and with several certificates, good and bad.
"""
import contextlib
import hashlib
import http.server
import json
import re
import socket
import socketserver
import ssl
import struct
import threading
import time

import certificates
import servers

PIECE = bytes(range(256)) * 256


def pattern(first, count):
    """The bytes of every body: a byte's value is its place, modulo 256."""
    whole = PIECE * (count // len(PIECE) + 2)
    return whole[first % 256:first % 256 + count]


def linger(connection):
    """Reads on before a close: what is unread then makes a reset, which may overtake the answer."""
    connection.settimeout(1)
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0
    timeout = 60

    def log_message(self, *_):
        pass

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()

    def setup(self):
        self.server.owner.connections += 1
        super().setup()

    def handle_one_request(self):
        with contextlib.suppress(OSError):
            super().handle_one_request()
            return
        self.close_connection = True

    def parse_request(self):
        if not super().parse_request():
            return False
        if self.path.startswith("http://"):  # As a proxy: answer for every host.
            self.path = "/proxied/" + self.path
        words = [word for word in self.path.split("?")[0].split("/") if word]
        self.word = words[0] if words else ""
        self.number = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        setattr(self, "do_" + self.command, self.answer)
        return True

    def handle_expect_100(self):
        if self.path.startswith("/refuse-expect"):
            self.answer_with(b"", status=403)
            self.close_connection = True
            return False
        return super().handle_expect_100()

    def read_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer_with(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self):
        """Hangs up so that the client sees a reset, not an end."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if isinstance(self.request, ssl.SSLSocket):
            socket.socket(fileno=self.request.detach()).close()
        else:
            self.request.close()
        self.close_connection = True
        raise ConnectionAbortedError

    def hang(self):
        self.server.owner.ended.wait(30)
        self.close_connection = True

    def answer(self):
        if self.word in UNREAD:
            UNREAD[self.word](self)
            return
        self.body = self.read_body()
        READ.get(self.word, not_found)(self)


def not_found(handler):
    handler.answer_with(b"nothing here", 404)


def echo(handler):
    handler.answer_with(json.dumps({
        "method": handler.command, "path": handler.path, "headers": handler.headers.items(),
        "bytes": len(handler.body), "sha256": hashlib.sha256(handler.body).hexdigest()}).encode(),
        headers=[("X-Two", "first"), ("x-two", "second"), ("X-Empty", "")])


def some_bytes(handler):
    wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", handler.headers.get("Range", ""))
    if wanted:
        first, last = int(wanted[1]), min(int(wanted[2]), handler.number - 1)
        handler.answer_with(pattern(first, last - first + 1), 206)
    else:
        handler.answer_with(pattern(0, handler.number))


def chunked(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for first in range(0, handler.number, 1000):
        piece = pattern(first, min(1000, handler.number - first))
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\nX-Trailer: late\r\n\r\n")


def half(handler, end):
    handler.send_response(200)
    handler.send_header("Content-Length", str(handler.number))
    handler.end_headers()
    handler.wfile.write(pattern(0, handler.number // 2))
    end()


def hang_up(handler):
    handler.close_connection = True


def longer_than_said(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(handler.number))
    handler.end_headers()
    handler.wfile.write(pattern(0, handler.number + 100))


def unending(handler):
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while True:
        handler.wfile.write(PIECE)


def many_headers(handler):
    handler.answer_with(b"x", headers=[(f"X-{i}", "y" * 1000) for i in range(handler.number)])


def unending_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"y" * 1000 + b"\r\n")


def unending_line(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b"y" * 1000)


def unending_interim(handler):
    while True:
        handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 100)


def interim(handler):
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
    handler.answer_with(b"done")


def slow(handler, wait=0.1):
    """A byte at a time, by default ten a second."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(handler.number))
    handler.end_headers()
    for place in range(handler.number):
        handler.wfile.write(pattern(place, 1))
        time.sleep(wait)


def rubbish(handler):
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n" * 3)
    handler.close_connection = True


def raw_status(handler):
    handler.wfile.write(b"HTTP/1.1 %d Odd\r\nContent-Length: 2\r\n\r\nok" % handler.number)


def redirect(handler):
    handler.answer_with(b"", 302, [("Location", "/echo")])


def closes_later(handler):
    """Promises to keep the connection, and does not."""
    handler.answer_with(b"kept?")
    handler.close_connection = True


def connections(handler):
    handler.answer_with(str(handler.server.owner.connections).encode())


def read_some(handler, end):
    handler.rfile.read(handler.number)
    end()


def early_refusal(handler):
    handler.rfile.read(handler.number)
    handler.answer_with(b"no", 403)
    handler.close_connection = True
    linger(handler.request)


UNREAD = {
    "reset-upload": lambda handler: read_some(handler, handler.reset),
    "hang-upload": lambda handler: read_some(handler, handler.hang),
    "early-refusal": early_refusal,
}
READ = {
    "echo": echo, "bytes": some_bytes, "chunked": chunked, "connections": connections, "slow": slow,
    "status": lambda handler: handler.answer_with(b"told", handler.number), "raw-status": raw_status,
    "drip": lambda handler: slow(handler, 0.5), "redirect": redirect, "interim": interim, "closes-later": closes_later, "proxied": echo,
    "reset": lambda handler: half(handler, handler.reset), "cut": lambda handler: half(handler, lambda: hang_up(handler)),
    "hang-body": lambda handler: half(handler, handler.hang), "hang": lambda handler: handler.hang(),
    "nothing": hang_up, "longer": longer_than_said, "unending": unending, "headers": many_headers,
    "unending-headers": unending_headers, "unending-line": unending_line, "unending-interim": unending_interim,
    "rubbish": rubbish,
}


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address, owner, tls=None):
        self.owner = owner
        self.tls = tls
        super().__init__(address, Handler)

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own looks up the host's name.

    def handle_error(self, *_):
        pass

    def finish_request(self, request, client_address):
        with contextlib.suppress(OSError):
            if not self.tls:
                super().finish_request(request, client_address)
                return
            request.settimeout(60)
            with self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as encrypted:
                try:
                    encrypted.do_handshake()
                except ssl.SSLError:
                    linger(encrypted)
                    raise
                super().finish_request(encrypted, client_address)

    def shutdown_request(self, request):
        with contextlib.suppress(OSError):
            super().shutdown_request(request)


class SocketListener(Listener):
    address_family = socket.AF_UNIX

    def get_request(self):
        request, _ = super().get_request()
        return request, ("socket", 0)


class OddHttp(servers.Server):
    """Runs in threads of this process."""

    def start(self):
        self.connections = 0
        self.ended = threading.Event()
        self.listeners = []
        authority = certificates.Authority(self.folder / "good")
        stranger = certificates.Authority(self.folder / "stranger")
        self.root, self.other_root = authority.root, stranger.root
        self.client, self.wrong_client = authority.issue("client"), stranger.issue("client")
        good = authority.issue("server")
        self.found = {
            "TL_HTTP": self.listen(),
            "TL_HTTPS": self.listen(good),
            "TL_HTTPS_OTHER_NAME": self.listen(authority.issue("other", ["DNS:elsewhere.example"])),
            "TL_HTTPS_EXPIRED": self.listen(authority.issue("old", is_expired=True)),
            "TL_HTTPS_STRANGER": self.listen(stranger.issue("server")),
            "TL_HTTPS_OLD_PROTOCOL": self.listen(good, maximum=ssl.TLSVersion.TLSv1_1),
            "TL_HTTPS_CLIENT": self.listen(good, clients=authority.root),
            "TL_HTTPS_CLIENT_12": self.listen(good, clients=authority.root, maximum=ssl.TLSVersion.TLSv1_2),
        }
        self.socket = self.folder / "socket"
        self.serve(SocketListener(str(self.socket), self))
        silent = socket.create_server(("127.0.0.1", 0))  # Takes connections into its queue, says nothing.
        self.silent = silent
        self.found["TL_HTTP_SILENT"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        self.found["TL_HTTPS_SILENT"] = f"https://127.0.0.1:{silent.getsockname()[1]}"
        self.found["TL_HTTP_NOBODY"] = f"http://127.0.0.1:{servers.free_ports(1)}"

    def listen(self, certificate=None, clients=None, maximum=None):
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            if clients:
                context.load_verify_locations(clients)
                context.verify_mode = ssl.CERT_REQUIRED
            if maximum:
                context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
                context.maximum_version = maximum
                context.set_ciphers("DEFAULT@SECLEVEL=0")
        listener = Listener(("127.0.0.1", 0), self, context)
        self.serve(listener)
        return f"http{'s' if context else ''}://127.0.0.1:{listener.server_address[1]}"

    def serve(self, listener):
        self.listeners.append(listener)
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def environment(self):
        return {**self.found, "TL_HTTP_SOCKET": str(self.socket), "TL_HTTP_ROOT": str(self.root),
                "TL_HTTP_OTHER_ROOT": str(self.other_root), "TL_HTTP_CLIENT": str(self.client),
                "TL_HTTP_WRONG_CLIENT": str(self.wrong_client),
                "TL_HTTP_NO_KEY": str(self.root)}

    def kill(self, *_):
        self.ended.set()
        self.silent.close()
        for listener in self.listeners:
            listener.shutdown()
            listener.server_close()


def make():
    return OddHttp()
