"""A network for this process and those that it starts, with nothing but loopback: its rules concern no other test."""
import ctypes
import os
import pathlib
import subprocess
import unittest

NEW_NETWORK = 0x40000000  # CLONE_NEWNET


def enter():
    """To be called before any thread is started. **Errors:** SkipTest for who may not make networks."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root makes networks")
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(NEW_NETWORK) != 0:
        raise unittest.SkipTest(f"no network of our own: {os.strerror(ctypes.get_errno())}")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # Where all addresses are 127.0.0.1, getaddrinfo() takes it that there is no IPv4 (AI_ADDRCONFIG), and ganesha finds no address.
    subprocess.run(["ip", "address", "add", "192.0.2.1/32", "dev", "lo"], check=True)


def keep_buffers_small():
    """A program that reads slowly soon slows down who sends: next to nothing waits in between."""
    for name in ("tcp_rmem", "tcp_wmem"):
        pathlib.Path("/proc/sys/net/ipv4", name).write_text("4096 32768 32768")
