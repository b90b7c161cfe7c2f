"""Backblaze B2's native API over HTTP, by the rules of b2_store.py: for tests, on loopback, in threads of this process.

A test may spoil it: `fail()` answers the next calls with an error, the store's expire_…() end tokens, `store.cap` limits it.
"""
import base64
import contextlib
import http.server
import json
import re
import socketserver
import ssl
import threading
import urllib.parse

import servers
from b2_store import Refused, Store


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    @property
    def base(self):
        return f"{self.server.scheme}://{self.headers['Host']}"

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()

    def send_json(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer(self):
        owner = self.server.owner
        path = urllib.parse.urlsplit(self.path)
        try:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if self.command == "POST" else b""
            call = re.fullmatch(r"/b2api/v[12]/(b2_\w+)", path.path)
            name = call[1] if call else path.path.split("/")[1]
            owner.seen.append((name, self.headers.get("User-Agent", "")))
            owner.refuse_if_told(name)
            if path.path.startswith("/file/"):
                _, _, bucket, file = path.path.split("/", 3)
                with owner.store.lock:
                    version = owner.store.download(self.token, urllib.parse.unquote(bucket), urllib.parse.unquote_plus(file))
                self.send_file(version)
            elif name == "b2_download_file_by_id":
                with owner.store.lock:
                    key = owner.store.key_of(self.token, "readFiles")
                    _, version = owner.store.find_version(key, urllib.parse.parse_qs(path.query)["fileId"][0])
                self.send_file(version)
            elif path.path.startswith("/upload/"):
                self.send_json(200, self.upload(content))
            elif name == "b2_authorize_account":
                self.send_json(200, self.authorize())
            elif call and hasattr(owner.store, name):
                with owner.store.lock:
                    answer = getattr(owner.store, name)(self.token, json.loads(content))
                if name.startswith("b2_get_upload"):
                    answer["uploadUrl"] = f"{self.base}/upload/{answer['authorizationToken'][2:]}"
                self.send_json(200, answer)
            else:
                raise Refused(400, "bad_request", "no such call")
        except Refused as error:
            self.send_json(error.status, {"status": error.status, "code": error.code, "message": error.message})
        except (KeyError, ValueError, TypeError, IndexError) as error:
            self.send_json(400, {"status": 400, "code": "bad_request", "message": repr(error)})

    do_GET = do_POST = do_HEAD = answer

    @property
    def token(self):
        return self.headers.get("Authorization") or ""

    def authorize(self):
        store = self.server.owner.store
        scheme, _, encoded = self.token.partition(" ")
        if scheme != "Basic":
            raise Refused(401, "bad_auth_token")
        key_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        with store.lock:
            token, allowed = store.authorize(key_id, secret)
        return {"accountId": store.account_id, "authorizationToken": token, "apiUrl": self.base, "downloadUrl": self.base,
                "recommendedPartSize": store.part_size, "minimumPartSize": store.part_size,
                "absoluteMinimumPartSize": 5_000_000, "allowed": allowed, "s3ApiUrl": self.server.owner.s3_api_url or self.base}

    def upload(self, content):
        store = self.server.owner.store
        if self.path != f"/upload/{self.token[2:]}":
            raise Refused(401, "bad_auth_token")
        bucket, large = store.begin_upload(self.token)
        try:
            claimed = self.headers.get("X-Bz-Content-Sha1")
            if large:
                return store.upload_part(large, int(self.headers["X-Bz-Part-Number"]), content, claimed)
            info = {name[10:].lower(): urllib.parse.unquote(value) for name, value in self.headers.items()
                    if name.lower().startswith("x-bz-info-")}
            name = urllib.parse.unquote_plus(self.headers["X-Bz-File-Name"])
            return store.upload_file(bucket, name, content, claimed, self.headers["Content-Type"], info)
        finally:
            store.end_upload(self.token)

    def send_file(self, version):
        body, status = version.content, 200
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if wanted:
            first = int(wanted[1])
            if first >= len(body):
                raise Refused(416, "range_not_satisfiable")
            last = min(int(wanted[2] or len(body)), len(body) - 1)
            body, status = body[first:last + 1], 206
        self.send_response(status)
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(version.content)}")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", version.kind)
        self.send_header("X-Bz-File-Id", version.file_id)
        self.send_header("X-Bz-File-Name", urllib.parse.quote(version.name))
        self.send_header("X-Bz-Content-Sha1", version.sha1 or "none")
        self.send_header("X-Bz-Upload-Timestamp", str(version.stamp // 1000))
        for name, value in version.info.items():
            self.send_header(f"X-Bz-Info-{name}", urllib.parse.quote(str(value)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, owner, certificate):
        self.owner, self.scheme = owner, "https" if certificate else "http"
        super().__init__(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, *_):
        pass


class B2Server(servers.Server):
    def __init__(self, certificate=None, **settings):
        super().__init__()
        self.certificate = certificate
        self.store = Store(**settings)
        self.seen = []
        self.s3_api_url = None  # Its host tells the region of the account; ours tells none.
        self.spoil_every = None  # Requests, after which all tokens end and an upload is refused.
        self._failures = []

    def start(self):
        self.listener = Listener(self, self.certificate)
        self.port = self.listener.server_address[1]
        self.url = f"{self.listener.scheme}://127.0.0.1:{self.port}"
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def fail(self, call, status, code, times=1):
        """`call` is that of the API, or "upload", or "file" for downloads."""
        with self.store.lock:
            self._failures += [(call, status, code)] * times

    def failures_left(self):
        """Those that have not happened yet."""
        with self.store.lock:
            return list(self._failures)

    def refuse_if_told(self, call):
        with self.store.lock:
            if self.spoil_every and len(self.seen) % self.spoil_every == 0:
                self.store.expire_tokens()
                self.store.expire_upload_tokens()
                self._failures.append(("upload", 503, "service_unavailable"))
            for failure in self._failures:
                if failure[0] == call:
                    self._failures.remove(failure)
                    raise Refused(*failure[1:])

    def environment(self):
        return {"TL_B2_ENDPOINT": self.url, "B2_ACCOUNT_ID": "master", "B2_ACCOUNT_KEY": "master secret"}

    def kill(self, *_):
        self.listener.shutdown()
        self.listener.server_close()


def make():
    return B2Server()
