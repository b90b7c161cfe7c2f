"""Storage by plugins that crash, hang, flood and lie; how they end; where their secrets are seen."""
import pathlib
import signal
import time

import repository_files
from plugin_tests import SECRET, PluginTest
from programs import PASSWORD, TL

# The example, which does once (or each time) what no server should. What it is to do is in an option.
MISBEHAVING = """#!/usr/bin/env python3
import os, signal, sys, threading, time
source = open(os.environ["EXAMPLE"]).read()
exec(source[:source.rindex("Handler(socket")])
fault, once = os.environ["TIMELOCKER_OPTION_FAULT"], os.environ.get("TIMELOCKER_OPTION_ONCE")
if fault == "start":
    sys.exit("wrongly set up, as " + os.environ["TIMELOCKER_OPTION_WORD"])
class Bad(Handler):
    def do_POST(self):
        due = self.path.startswith("/data/") and not (once and os.path.exists(once))
        if not due:
            return super().do_POST()
        if once:
            open(once, "w").close()
        if fault == "crash":
            self.rfile.read(1000)
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "exit":
            sys.exit("out of " + os.environ["TIMELOCKER_OPTION_WORD"])
        if fault == "hang":
            time.sleep(1000)
        if fault == "rubbish":
            self.wfile.write(b"rubbish " * 1000)
            os._exit(0)
        if fault == "flood":
            while True:
                self.wfile.write(b"HTTP/1.1 200 OK\\r\\n" + b"X: y\\r\\n" * 10000)
        if fault == "long":
            super().do_POST()
            self.wfile.write(b"more than was announced" * 1000)
    def do_GET(self):
        # Half a pack, announced as a whole one, to whoever reads it.
        if fault != "short" or not self.path.startswith("/data/") or self.path == "/data/" or (once and os.path.exists(once)):
            return super().do_GET()
        if once:
            open(once, "w").close()
        self.wfile.write(b"HTTP/1.1 206 Partial Content\\r\\nContent-Length: 100000\\r\\n\\r\\n" + b"x" * 50)
        os._exit(0)
if fault == "chatter":
    def chatter():
        while True:
            os.write(2, b"x" * 60000)
    threading.Thread(target=chatter, daemon=True).start()
Bad(socket.socket(fileno=0), "TimeLocker", None)
"""

FAULT_OPTIONS = """
arguments = ["{path}"]
environment = ["EXAMPLE"]
[storage]
connections = 1
[limits]
start = 10
restarts = {restarts}
[options.fault]
required = true
[options.once]
[options.word]
secret = true
"""


class MisbehavingPlugins(PluginTest):
    def test_what_fails_once_is_done_again(self):
        self.add("bad", FAULT_OPTIONS.replace("{restarts}", "3"), MISBEHAVING)
        self.make_files(2)
        for fault in ("crash", "exit", "hang", "rubbish", "long", "short", "chatter"):
            with self.subTest(fault=fault):
                store, once = self.scratch / f"store {fault}", self.scratch / f"once {fault}"
                options = ["-o", f"plugin.bad.fault={fault}", "-o", f"plugin.bad.once={once}", "--stuck-request-timeout", "1s"]
                repository = self.repository_on(f"plugin:bad:{store}", for_restic=str(store), options=options, restic_options=[])
                repository_files.create(store, PASSWORD, 2)
                summary = repository.backup(TL, "source", cwd=self.scratch)
                self.assertEqual(summary["files_new"], 2)
                self.expect_restored(repository)
                self.assertTrue(once.exists() or fault == "chatter")
                repository.tl("check", "--read-data")

    def test_what_always_fails_is_given_up_with_a_clear_error(self):
        self.add("bad", FAULT_OPTIONS.replace("{restarts}", "0"), MISBEHAVING)
        self.make_files(1)
        for fault, word in {"crash": "killed by signal 9", "exit": "out of ***", "hang": "sent and taken nothing",
                            "rubbish": "no HTTP server", "flood": "no HTTP server", "start": "wrongly set up, as ***"}.items():
            with self.subTest(fault=fault):
                store = self.scratch / f"store {fault}"
                repository_files.create(store, PASSWORD, 2)
                options = ["-o", f"plugin.bad.fault={fault}", "--stuck-request-timeout", "1s", "-vv"]
                repository = self.repository_on(f"plugin:bad:{store}", options=options)
                start = time.monotonic()
                process = repository.start(TL, "backup", "source", cwd=self.scratch)
                out, error = process.communicate(timeout=60)
                said = (out + error).decode()
                self.assertEqual(process.returncode, 1, said)
                self.assertIn(word, said)
                self.assertNotIn(SECRET, said)
                self.assertLess(time.monotonic() - start, 30, "the restarts are counted")
                if fault != "start":
                    self.assertIn("times in a row", said)

    def test_a_plugin_ends_with_us_however_we_end(self):
        self.add_shipped("folder")
        store = self.scratch / "store"
        repository = self.repository_on(f"plugin:folder:{store}")
        repository.tl("init")
        self.make_files(10)
        for ending in (signal.SIGINT, signal.SIGKILL):
            backup = repository.start(TL, "--limit-upload", "1000", "backup", "source", cwd=self.scratch)
            self.wait_until(lambda: self.command_lines(str(store), "folder.py"))
            backup.send_signal(ending)
            backup.communicate(timeout=20)
            self.wait_until(lambda: not self.command_lines(str(store), "folder.py"))

    def test_secrets_are_in_no_command_line(self):
        """While a plugin runs that has one."""
        self.add("bad", FAULT_OPTIONS.replace("{restarts}", "3"), MISBEHAVING)
        store = self.scratch / "store"
        options = ["-o", "plugin.bad.fault=none"]
        repository = self.repository_on(f"plugin:bad:{store}", options=options)
        repository.tl("init")
        self.make_files(5)
        backup = repository.start(TL, "--limit-upload", "1000", "backup", "source", cwd=self.scratch)
        self.wait_until(lambda: self.command_lines(str(store), "run"))
        self.assertEqual(self.command_lines(SECRET), [])
        [line] = self.command_lines(str(store), "bad/./run")
        environment = pathlib.Path(f"/proc/{line[0]}/environ").read_bytes().split(b"\0")
        names = {entry.split(b"=")[0] for entry in environment if entry}
        self.assertIn(f"TIMELOCKER_OPTION_WORD={SECRET}".encode(), environment)
        self.assertFalse([name for name in names if name.startswith(b"RESTIC_")], "the repository's password is not its business")
        backup.send_signal(signal.SIGINT)
        backup.communicate(timeout=20)
        code, said = self.repository_on(f"plugin:bad:{store}", options=[*options, "-o", f"plugin.bad.word={SECRET}"]).outcome("snapshots")
        self.assertEqual(code, 1)
        self.assertIn("TIMELOCKER_PLUGIN_BAD_WORD", said)
        self.assertNotIn(SECRET, said)
