#!/usr/bin/env python3
"""Runs a program while a server is up: with_server.py SERVER PROGRAM [ARGUMENT]...

SERVER is a module of this folder, such as `sftp`, that has a function make() which returns a servers.Server. The program
finds the server by the variables of its environment().
"""
import importlib
import os
import subprocess
import sys


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with importlib.import_module(sys.argv[1]).make() as server:
        sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, **server.environment()}, check=False).returncode)


if __name__ == "__main__":
    main()
