#!/usr/bin/env python3
"""A storage plugin: restic's REST protocol (version 2) over the socket that is standard input and output.

The files lie in the folder that is the first argument, as restic itself keeps a repository in a local folder.
"""
import http.server
import json
import os
import pathlib
import re
import socket
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1]).absolute()
FOLDERS = ("data", "index", "keys", "locks", "snapshots")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # One connection serves all requests.

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (FileNotFoundError, FileExistsError) as error:
            self.reply(404 if isinstance(error, FileNotFoundError) else 403)

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def place(self):
        """The file that the request means, whether it is there or not."""
        if not re.fullmatch(r"/(config|(%s)/[\w-]+)" % "|".join(FOLDERS), self.path):
            raise FileNotFoundError(self.path)
        return ROOT / re.sub(r"^data/(..)", r"data/\1/\1", self.path[1:])

    def do_GET(self):
        if self.path.strip("/") in FOLDERS:
            files = [file for file in (ROOT / self.path.strip("/")).rglob("*") if file.is_file()]
            return self.reply(200, json.dumps([{"name": f.name, "size": f.stat().st_size} for f in files]).encode())
        content = self.place().read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            return self.reply(200, content)
        first, last = int(wanted[1]), int(wanted[2] or len(content))
        self.reply(206 if first < len(content) else 416, content[first:last + 1])

    do_HEAD = do_GET

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/?create=true":
            for folder in FOLDERS:
                (ROOT / folder).mkdir(parents=True, exist_ok=True)
            return self.reply(200)
        folder = self.place().parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, self.place())  # Whole and on the disk before it has its name, which must be free.
        names = os.open(folder, os.O_RDONLY)
        os.fsync(names)
        os.close(names)
        self.reply(200)

    def do_DELETE(self):
        self.place().unlink()
        self.reply(200)

    def log_message(self, text, *values):
        """Says nothing: what stands on standard error is shown when the plugin fails."""


Handler(socket.socket(fileno=0), "TimeLocker", None)
