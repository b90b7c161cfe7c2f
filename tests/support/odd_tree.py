"""Makes folders of odd things: whatever a file system lets one have.

What only root can make (devices, other owners) is left out for others.
"""
import os
import pathlib
import random
import socket
import struct
import subprocess

IS_ROOT = os.geteuid() == 0
SECOND = 1_000_000_000

# Names beyond the single bytes: what quoting, sorting and Unicode make difficult.
NAMES = [
    b"plain", b"with space", b" leading", b"trailing ", b"-dash", b"--help", b"~", b"*", b"?", b"[a-z]", b"$HOME", b"${x}", b"%s%n",
    b'quo"te', b"apos'trophe", b"back\\slash", b"\\n", b"\\x00", b"\\u2028", b"<tag>&amp;", b"new\nline", b"tab\tbell\aesc\x1b[0m",
    b"...", b"..a", b".hidden", b"a.", b"CON", b"a:b", b"x" * 255, "é".encode(), "e\u0301".encode(), "\u212b".encode(),
    "שלום".encode(), "\u202eesrever".encode(), "a\u200db".encode(), "\u00a0nbsp".encode(), "\u00adshy".encode(),
    "line\u2028paragraph\u2029".encode(), "\ufeffbom".encode(), "\ufffd".encode(), "\ue000private".encode(), "\ufdd0".encode(),
    "\U0001f600 \U0001f9d1\u200d\U0001f680".encode(), "\U0001fad6".encode(), "\U000e0041tag".encode(), "\U0010ffff".encode(),
    "日本語".encode(), "ǆ ǅ ﬃ ß ſ K".encode(), "\u0378unassigned".encode(),
    b"\xff\xfe", b"\xc3", b"\xc3(", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xf0\x82\x82\xac", b"ok\xffok",
    "é".encode() * 127, b"a", b"a\x01", b"a\x7f", b"a0", b"A", b"\x80", b"\xbf",
]

# Seconds since 1970: before, after and around what 32 bits and zones' tables hold.
TIMES = [
    -5_000_000_000, -2_208_988_800, -2_147_483_649, -2_147_483_648, -1_000_000_000, -1, 0, 1, 946_684_799, 1_111_885_199,
    1_111_885_200, 1_130_633_999, 1_130_634_000, 1_711_846_799, 1_711_846_800, 1_729_990_799, 1_729_990_800, 2_147_483_647,
    2_147_483_648, 4_102_444_800, 4_118_000_000, 4_294_967_295, 4_294_967_296, 9_000_000_000, 15_032_385_535,
]


def write(path, content=b""):
    with open(path, "wb") as file:
        file.write(content)


def random_bytes(size, seed):
    return random.Random(seed).randbytes(size)


def make_names(folder):
    """A file for every byte that a name may hold, and for every one of NAMES."""
    os.mkdir(folder)
    for value in range(1, 256):
        byte = bytes([value])
        if byte not in b"/":
            write(folder + b"/mid" + byte + b"dle", byte)
            if byte != b".":
                write(folder + b"/" + byte)
    for name in NAMES:
        write(folder + b"/" + name, name)


def make_times(folder):
    os.mkdir(folder)
    for seconds in TIMES:
        for nanoseconds in (0, 1, 500_000_000, 120_000_000, 999_999_999):
            path = folder + b"/%d.%09d" % (seconds, nanoseconds)
            write(path)
            os.utime(path, ns=(0, seconds * SECOND + nanoseconds))


def make_links(folder):
    os.makedirs(folder + b"/elsewhere")
    write(folder + b"/linked", b"linked")
    os.link(folder + b"/linked", folder + b"/linked again")
    os.link(folder + b"/linked", folder + b"/elsewhere/linked")
    targets = [b"linked", b"nowhere", b"elsewhere", b"/", b".", b"..", b"/no/such/" + b"long/" * 700, b"<&>\"\\", b"a\tb\nc\x01d",
               "\u2028é\U0001f600".encode()]
    for number, target in enumerate(targets):
        os.symlink(target, folder + b"/link %d" % number)
    os.link(folder + b"/link 1", folder + b"/link 1 again", follow_symlinks=False)


def make_contents(folder, large=100_000_000):
    """Files of all sizes; `large` is that of the largest."""
    os.mkdir(folder)
    min_chunk, max_chunk = 512 << 10, 8 << 20
    for size in (0, 1, 2, 63, 64, 4095, 4096, 4097, min_chunk - 1, min_chunk, min_chunk + 1, max_chunk, max_chunk + 1):
        write(folder + b"/random %d" % size, random_bytes(size, size))
    write(folder + b"/zeros", bytes(5_000_000))
    write(folder + b"/ones", b"\xff" * (2 * max_chunk + 12345))
    write(folder + b"/low entropy", b"The same words again and again. " * 200_000)
    write(folder + b"/twice", random_bytes(3_000_000, 7) * 2)
    with open(folder + b"/large", "wb") as file:
        for seed in range(large // 1_000_000):
            file.write(random_bytes(1_000_000, seed))
    with open(folder + b"/sparse", "wb") as file:
        file.seek(20_000_000)
        file.write(b"an island")
        file.truncate(40_000_000)


def make_modes(folder):
    os.mkdir(folder)
    for mode in (0o000, 0o001, 0o400, 0o644, 0o777, 0o1644, 0o2755, 0o4755, 0o7777, 0o6111):
        write(folder + b"/file %o" % mode, b"mode")
        os.chmod(folder + b"/file %o" % mode, mode)
        if mode & 0o500 == 0o500:
            os.mkdir(folder + b"/folder %o" % mode)
            os.chmod(folder + b"/folder %o" % mode, mode)
    os.mkfifo(folder + b"/fifo", 0o640)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fsencode(os.path.relpath(folder + b"/socket")))
    if not IS_ROOT:
        for path in pathlib.Path(os.fsdecode(folder)).iterdir():
            if path.is_file() and not os.access(path, os.R_OK):
                path.chmod(0o400)  # Its owner cannot read it: that is another test.
        return
    for number, (major, minor) in enumerate([(1, 3), (7, 200), (4095, 1048575), (300, 70000)]):
        os.mknod(folder + b"/char %d" % number, 0o020600, os.makedev(major, minor))
        os.mknod(folder + b"/block %d" % number, 0o060660, os.makedev(major, minor))
    for number, (user, group) in enumerate([(1, 2), (65534, 65534), (4_000_000_000, 4_294_967_294), (0, 12345)]):
        write(folder + b"/owner %d" % number)
        os.chown(folder + b"/owner %d" % number, user, group)


def make_attributes(folder):
    os.mkdir(folder)
    for name in (b"file", b"folder"):
        path = folder + b"/" + name
        write(path) if name == b"file" else os.mkdir(path)
        for attribute, value in {
                b"user.z": b"last made first", b"user.empty": b"", b"user.binary": bytes(range(256)), b"user.long": b"v" * 2000,
                b"user.a": b"first", b"user." + b"n" * 250: b"a long name", b"user.\xc3\xa9<&>\"": b"odd name"}.items():
            os.setxattr(path, attribute, value)
    for name, entries in {b"acl": "u:1:rw,g:2:r,u:4000000000:x,m::rwx", b"acl folder": "d:u:1:rwx,d:g::r,u:65534:rwx"}.items():
        path = folder + b"/" + name
        os.mkdir(path) if b"folder" in name else write(path)
        subprocess.run(["setfacl", "-m", entries, path], check=True)
    if IS_ROOT:
        write(folder + b"/trusted")
        os.setxattr(folder + b"/trusted", b"trusted.secret", b"for root")
        write(folder + b"/capable", b"#!/bin/true")
        os.setxattr(folder + b"/capable", b"security.capability", struct.pack("<5I", 0x02000001, 1 << 13, 0, 0, 0))


def make_folders(folder, many):
    os.mkdir(folder)
    os.mkdir(folder + b"/empty")
    deep = folder + b"/" + b"/".join(b"level %d" % level for level in range(100))
    os.makedirs(deep)
    write(deep + b"/bottom", b"deep")
    long = folder + b"/" + b"/".join([b"n" * 255] * 12)
    os.makedirs(long)
    write(long + b"/bottom", b"long")
    os.mkdir(folder + b"/many")
    for number in range(many):
        write(folder + b"/many/%d" % (number * 7919 % many), b"%d" % number)


def make_odd_tree(root, large=100_000_000, many=5000):
    """Everything above in one folder; the largest file has `large` bytes, the largest folder `many` entries."""
    root = os.fsencode(root)
    os.mkdir(root)
    make_names(root + b"/names")
    make_times(root + b"/times")
    make_links(root + b"/links")
    make_contents(root + b"/contents", large)
    make_modes(root + b"/modes")
    make_attributes(root + b"/attributes")
    make_folders(root + b"/folders", many)
    os.utime(root, ns=(0, -12345678987654321))
