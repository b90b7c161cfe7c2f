#!/usr/bin/env python3
"""A server that speaks SFTP on its standard input and output and breaks one rule: lying_sftp.py LIE. For tests of what a
client believes. It knows one file, of 1000 bytes, by every name, and no folder's end."""
import struct
import sys
import time

SIZE = 1000
INIT, VERSION, OPEN, CLOSE, READ, STAT, OPEN_FOLDER, READ_FOLDER = 1, 2, 3, 4, 5, 17, 11, 12
STATUS, HANDLE, DATA, NAME, ATTRIBUTES = 101, 102, 103, 104, 105


def text(value):
    return struct.pack(">I", len(value)) + value


def send(kind, fields, length=None):
    body = bytes([kind]) + fields
    sys.stdout.buffer.write(struct.pack(">I", len(body) if length is None else length) + body)
    sys.stdout.buffer.flush()


def receive():
    length = struct.unpack(">I", sys.stdin.buffer.read(4) or sys.exit(0))[0]
    body = sys.stdin.buffer.read(length)
    return body[0], body[1:5], body[5:]


def attributes(size):
    return struct.pack(">IQI", 0x05, size, 0o100400)


def answer(lie, kind, number, fields):
    if kind == OPEN or kind == OPEN_FOLDER:
        return HANDLE, number + text(b"h" * (100_000 if lie == "long handle" else 1))
    if kind == STAT:
        return ATTRIBUTES, number + attributes(1 << 62 if lie == "huge size" else SIZE)
    if kind == READ:
        wanted = struct.unpack(">I", fields[-4:])[0]
        return DATA, number + text({"too much": b"x" * (wanted + 1), "nothing": b""}.get(lie, b"x" * wanted))
    if kind == READ_FOLDER:
        return NAME, number + struct.pack(">I", 0 if lie == "no names" else 0xFFFFFFFF)
    return STATUS, number + struct.pack(">I", 0) + text(b"fine") + text(b"en")


def main():
    lie = sys.argv[1]
    if lie == "babble":
        print("Welcome to this machine. You have new mail.", flush=True)
    if lie == "deaf":
        time.sleep(1000)
    receive()
    if lie == "not version":
        send(STATUS, struct.pack(">II", 3, 0))
    send(VERSION, struct.pack(">I", 2 if lie == "old" else 3))
    while True:
        kind, number, fields = receive()
        if lie == "ends":
            print("this is the end", file=sys.stderr)
            sys.exit(7)
        if lie == "silent":
            time.sleep(1000)
        if lie == "other number":
            number = struct.pack(">I", struct.unpack(">I", number)[0] + 77)
        kind, fields = answer(lie, kind, number, fields)
        if lie == "twice":
            send(kind, fields)
        if lie == "short":
            fields = fields[:6]
        if lie == "other type":
            kind = VERSION
        send(kind, fields, {"huge packet": 0xFFFFFFFF, "empty packet": 0}.get(lie))


main()
