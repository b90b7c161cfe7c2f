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

    def reply(self, status, body=b"", length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def place(self):
        """The file that the request means; None when there is no such kind. The name is its SHA-256, but need not be."""
        if self.path == "/config":
            return ROOT / "config"
        found = re.fullmatch(r"/(%s)/([\w-]{2,100})" % "|".join(FOLDERS), self.path)
        return found and ROOT / found[1] / (found[2][:2] if found[1] == "data" else "") / found[2]

    def do_HEAD(self):
        place = self.place()
        there = place and place.is_file()
        self.reply(200 if there else 404, length=place.stat().st_size if there else 0)

    def do_GET(self):
        place, folder = self.place(), self.path.strip("/")
        if folder in FOLDERS:
            files = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
            return self.reply(200, json.dumps([{"name": f.name, "size": f.stat().st_size} for f in files]).encode())
        if not place or not place.is_file():
            return self.reply(404)
        content = place.read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            return self.reply(200, content)
        first, last = int(wanted[1]), int(wanted[2] or len(content))
        self.reply(206 if first < len(content) else 416, content[first:last + 1])

    def do_POST(self):
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/?create=true":
            for folder in FOLDERS:
                (ROOT / folder).mkdir(parents=True, exist_ok=True)
            return self.reply(200)
        place = self.place()
        if not place or place.exists():
            return self.reply(403 if place else 400)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent) as file:  # Whole and flushed before it has its name.
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, place)
        folder = os.open(place.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self.reply(200)

    def do_DELETE(self):
        place = self.place()
        there = place and place.is_file()
        if there:
            place.unlink()
        self.reply(200 if there else 404)

    def log_message(self, text, *values):
        """Says nothing: what stands on standard error is shown when the plugin fails."""


Handler(socket.socket(fileno=0), "TimeLocker", None)
