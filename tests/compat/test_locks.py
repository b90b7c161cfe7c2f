"""Each program honours the other's locks, and removes those that nobody holds any more."""
import os
import signal
import socket
import subprocess
import sys
import time

import repository_files
from odd_tree import random_bytes, write
from programs import PASSWORD, RESTIC, TL, ProgramTest

LOCKED = 11
RESTIC_LOCKED = 1  # Later versions than 0.14 say 11, too.


class Locks(ProgramTest):
    def setUp(self):
        super().setUp()
        self.path = self.scratch / "repository"
        self.master = repository_files.create(self.path, PASSWORD)
        self.repository = self.repository_at("repository")
        self.source = self.scratch / "source"
        write(self.source, b"content")

    def wait_for_lock(self, process):
        """The name of the one lock, as soon as there is one."""
        for _ in range(20_000):
            names = self.repository.files("locks")
            if names:
                return names[0]
            if process.poll() is not None:
                self.fail(f"ended without a lock: {process.stderr.read()}")
            time.sleep(0.001)
        self.fail("no lock was written")

    def start_backup(self, program):
        """A backup that waits for its standard input, and holds a lock that others may share."""
        process = self.repository.start(program, "backup", "--stdin", stdin=subprocess.PIPE)
        self.wait_for_lock(process)
        return process

    def finish(self, process):
        output, errors = process.communicate(b"input")
        self.assertEqual(process.returncode, 0, (output, errors))
        self.assertEqual(self.repository.files("locks"), [])

    def forge_lock(self, **changes):
        """A lock as restic writes it; returns its name."""
        fields = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "exclusive": False,
                  "hostname": "elsewhere", "username": "somebody", "pid": 4242} | changes
        return repository_files.store_json(self.path, "locks", self.master, fields)

    def expect_all_refused(self):
        self.repository.tl("backup", self.source, exit_code=LOCKED)
        self.repository.tl("ls", "latest", exit_code=LOCKED)
        self.repository.tl("check", exit_code=LOCKED)
        self.repository.restic("backup", self.source, exit_code=RESTIC_LOCKED)
        self.repository.restic("check", exit_code=RESTIC_LOCKED)

    def test_shared_lock_of_a_running_backup(self):
        for holder in (TL, RESTIC):
            with self.subTest(holder=holder):
                process = self.start_backup(holder)
                for program, exit_code in ((TL, LOCKED), (RESTIC, RESTIC_LOCKED)):
                    self.repository.run(program, "check", exit_code=exit_code)
                    self.repository.run(program, "backup", self.source)
                    self.repository.run(program, "snapshots")
                    self.repository.run(program, "unlock")
                    self.assertEqual(len(self.repository.files("locks")), 1, "the lock of a running program is gone")
                self.repository.tl("key", "remove", "0" * 8, exit_code=LOCKED)
                self.repository.restic("prune", exit_code=RESTIC_LOCKED)
                self.finish(process)
        self.repository.check()

    def test_exclusive_lock_of_a_running_program(self):
        write(self.source, random_bytes(20_000_000, 1))
        self.repository.tl("backup", self.source)
        for holder, command in ((TL, ["check", "--read-data"]), (RESTIC, ["check", "--read-data"])):
            with self.subTest(holder=holder):
                process = self.repository.start(holder, *command)
                self.wait_for_lock(process)
                process.send_signal(signal.SIGSTOP)
                try:
                    self.expect_all_refused()
                    # restic looks whether the holder is alive by a signal that may not hurt it.
                    self.repository.restic("unlock")
                    self.repository.tl("unlock")
                    self.assertEqual(len(self.repository.files("locks")), 1)
                finally:
                    process.send_signal(signal.SIGCONT)
                self.finish(process)

    def test_lock_of_another_host(self):
        name = self.forge_lock(exclusive=True)
        self.expect_all_refused()
        self.repository.tl("unlock")
        self.assertEqual(self.repository.files("locks"), [name], "it may be alive")
        self.repository.tl("unlock", "--remove-all")
        self.assertEqual(self.repository.files("locks"), [])
        self.repository.tl("backup", self.source)

    def test_shared_lock_of_another_host(self):
        self.forge_lock()
        self.repository.tl("backup", self.source)
        self.repository.tl("ls", "latest")
        self.repository.tl("check", exit_code=LOCKED)

    def test_reading_without_a_lock(self):
        self.repository.tl("backup", self.source)
        name = self.forge_lock(exclusive=True)
        self.repository.tl("--no-lock", "snapshots")
        self.repository.tl("--no-lock", "check")
        self.repository.tl("--no-lock", "backup", self.source, exit_code=LOCKED)
        self.assertEqual(self.repository.files("locks"), [name])

    def test_stale_locks_hinder_until_they_are_removed(self):
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        stale = [{"time": "2020-01-01T00:00:00+01:00"}, {"hostname": socket.gethostname(), "pid": dead.pid}]
        for fields in stale:
            for program in (TL, RESTIC):
                with self.subTest(fields=fields, program=program):
                    self.forge_lock(exclusive=True, **fields)
                    self.repository.tl("backup", self.source, exit_code=LOCKED)
                    self.repository.run(program, "unlock")
                    self.assertEqual(self.repository.files("locks"), [])
                    self.repository.tl("backup", self.source)

    def test_lock_of_a_killed_program(self):
        for killed, other in ((TL, RESTIC), (RESTIC, TL)):
            with self.subTest(killed=killed):
                process = self.start_backup(killed)
                process.kill()
                process.communicate()
                self.assertEqual(len(self.repository.files("locks")), 1)
                self.repository.run(other, "unlock")
                self.repository.run(other, "check")

    def test_waiting_for_a_lock(self):
        name = self.forge_lock(exclusive=True)
        process = self.repository.start(TL, "backup", "--retry-lock", "2s", self.source)
        time.sleep(0.5)
        self.assertIsNone(process.poll())
        os.remove(self.path / "locks" / name)
        self.finish(process)
        self.forge_lock(exclusive=True)
        begin = time.monotonic()
        self.repository.tl("backup", "--retry-lock", "1s", self.source, exit_code=LOCKED)
        self.assertGreaterEqual(time.monotonic() - begin, 1)

    def test_empty_lock(self):
        write(self.path / "locks" / ("0" * 64))
        self.repository.tl("backup", self.source)
        self.repository.tl("check")

    def test_signals_that_probe(self):
        process = self.start_backup(TL)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        self.finish(process)
