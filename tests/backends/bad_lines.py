"""What every backend is put through on bad days: lines that break, that are long, servers that die or hang, disks that fill up.

What can succeed when it is tried again must succeed. The rest ends with a clear error, soon. Nothing is ever damaged. No
test waits for a time to pass: the line holds all bytes at a place in the middle of an upload until the server is spoilt.
"""
import os
import signal
import threading
import time
import unittest

import bad_line
import delay_proxy
import http_fault_proxy as faults
from other_clock import clock_off
from programs import IS_ROOT, TL
from remote_repository import MAKES_SMALL_PACKS
from tree_facts import differences, tree_facts

INTERRUPTED = 130
MIDDLE = 3_000_000
SECONDS_MAX = 300
BACKUP = ("backup", *MAKES_SMALL_PACKS, "source")


class BadLines:
    """For a RemoteTest that says how to start a server, by `start_server(**options)`, and what the repository is to tl when
    it is reached `by_port`, by `repository_on(server, by_port)`."""

    def begin(self, **options):
        """A new repository, and files to save in it."""
        self.server = self.start_server(**options)
        self.direct = self.make_in(self.repository_on(self.server))
        self.make_files(6)
        self.line = self.enterContext(bad_line.BadLine(self.server.port))
        self.by_line = self.repository_on(self.server, self.line.port)

    def begin_a_backup(self, *options):
        """A backup that is held in the middle of an upload."""
        self.line.hold_upload(MIDDLE)
        backup = self.by_line.start(TL, *options, *BACKUP, cwd=self.scratch)
        watchdog = threading.Timer(SECONDS_MAX, backup.kill)
        watchdog.start()
        self.addCleanup(end, backup)
        self.addCleanup(watchdog.cancel)
        self.assertTrue(self.line.held.wait(SECONDS_MAX), "the backup does not come to its middle")
        return backup

    def expect_success(self, backup):
        out, error = backup.communicate(timeout=SECONDS_MAX)
        self.assertEqual(backup.returncode, 0, (out + error).decode())
        self.expect_whole(self.direct)

    def test_a_connection_that_breaks_in_an_upload(self):
        self.begin()
        self.line.cut_upload(MIDDLE)
        code, said = self.by_line.outcome(*BACKUP)
        self.assertEqual(self.line.cuts, 1)
        self.assertEqual(code, 0, said)
        self.expect_whole(self.direct)

    def test_a_connection_that_breaks_in_a_download(self):
        self.begin()
        self.direct.backup(TL, "source", cwd=self.scratch)
        self.line.cut_download(MIDDLE)
        target = self.scratch / "restored by a bad line"
        code, said = self.by_line.outcome("restore", "latest", "--target", target)
        self.assertEqual(self.line.cuts, 1)
        self.assertEqual(code, 0, said)
        self.assertEqual(differences(tree_facts(self.source), tree_facts(target / "source")), [])

    def test_a_server_that_dies_and_comes_back(self):
        self.begin()
        backup = self.begin_a_backup()
        self.server.crash()
        self.line.reset_all()
        self.line.flow()
        self.server.run()
        self.expect_success(backup)

    def test_a_server_that_hangs_is_given_up_and_asked_again(self):
        self.begin()
        backup = self.begin_a_backup("--stuck-request-timeout", "2s")
        self.server.pause()
        self.line.flow()
        try:
            said = wait_for_line(backup, b"trying again")
        finally:
            self.server.resume()
        self.assertTrue(said, "the server was not given up")
        self.expect_success(backup)

    def test_ctrl_c_while_the_server_hangs(self):
        self.begin()
        backup = self.begin_a_backup()
        self.server.pause()
        self.line.flow()
        try:
            backup.send_signal(signal.SIGINT)
            begin = time.monotonic()
            _, said = backup.communicate(timeout=SECONDS_MAX)
            self.assertEqual(backup.returncode, INTERRUPTED, said)
            self.assertLess(time.monotonic() - begin, 60)
        finally:
            self.server.resume()
        self.expect_sound(self.direct)

    def test_a_long_way(self):
        """25 ms there and 25 back."""
        self.begin()
        with delay_proxy.Line(self.server.port, delay=0.025) as line:
            far = self.repository_on(self.server, line.port)
            far.backup(TL, "source", cwd=self.scratch)
            self.expect_restored(far)
        self.expect_whole(self.direct)

    def test_a_clock_that_is_an_hour_off(self):
        if any(name.endswith("SAN_OPTIONS") for name in os.environ):
            self.skipTest("sanitizers want to be the first library")
        self.begin()
        self.expect_outcome_with_clock_off(
            *self.direct.outcome("backup", "source", environment=clock_off(self.scratch, 3600)))

    def expect_outcome_with_clock_off(self, code, said):
        """Nothing but dates depends on the clock."""
        self.assertEqual(code, 0, said)
        self.expect_whole(self.direct)


class BadAnswers:
    """As BadLines, for backends that speak HTTP; `saves` is the method that stores a file."""

    saves = "PUT"

    def begin_with_proxy(self):
        self.begin()
        self.proxy = self.enterContext(faults.FaultProxy(self.server.port))
        return self.repository_on(self.server, self.proxy.port)

    def expect_success_after(self, *happening):
        by_proxy = self.begin_with_proxy()
        for fault in happening:
            self.proxy.expect(fault)
        by_proxy.tl(*BACKUP, cwd=self.scratch)
        self.assertEqual([fault.happened for fault in happening], [fault.times for fault in happening])
        self.expect_whole(self.direct)

    def test_a_busy_server(self):
        self.expect_success_after(*(
            faults.Refusal(method, status, reason, path=path) for method, status, reason, path in (
                (self.saves, 503, "SlowDown", "/data/"), (self.saves, 500, "InternalError", "/index/"),
                (self.saves, 503, "ServiceUnavailable", "/snapshots/"), ("GET", 500, "InternalError", "/keys/"))))

    def test_an_answer_that_is_lost(self):
        """The server has stored the file, and nobody knows."""
        self.expect_success_after(faults.ResetInDownload(self.saves, 0, path="/data/"),
                                  faults.ResetInDownload(self.saves, 0, path="/snapshots/"))

    def test_an_answer_that_breaks_off(self):
        by_proxy = self.begin_with_proxy()
        self.direct.backup(TL, "source", cwd=self.scratch)
        fault = self.proxy.expect(faults.ResetInDownload("GET", 100_000, path="/data/"))
        self.expect_restored(by_proxy)
        self.assertEqual(fault.happened, 1)


class BadDisks:
    """As BadLines, for servers that have the repository on a disk of this machine."""

    full = "full|room"

    @unittest.skipUnless(IS_ROOT, "only root may mount")
    def test_a_full_disk(self):
        self.begin(size="12m")
        for path in self.source.glob("* [3-5]"):
            path.unlink()
        self.direct.backup(TL, "source", cwd=self.scratch)
        self.make_files(20, seed=2)
        code, said = self.direct.outcome("--retry-for", "3s", *BACKUP)
        self.assertEqual(code, 1, said)
        self.assertRegex(said, self.full)
        self.direct.tl("--no-lock", "check", "--read-data")
        self.server.remount("size=100m")
        self.expect_sound(self.direct)

    @unittest.skipUnless(IS_ROOT, "only root may mount")
    def test_a_disk_that_may_only_be_read(self):
        self.begin(size="50m")
        self.direct.backup(TL, "source", cwd=self.scratch)
        self.server.remount("ro")
        self.expect_read_only()
        target = self.scratch / "restored without a lock"
        self.direct.tl("--no-lock", "restore", "latest", "--target", target)
        self.assertEqual(differences(tree_facts(self.source), tree_facts(target / "source")), [])

    def expect_read_only(self):
        self.expect_refused(self.direct, "read-only", "--retry-for", "20s", *BACKUP)


def wait_for_line(process, wanted):
    """The next line of a program's standard error that holds `wanted`; nothing when there is none before its end."""
    for line in process.stderr:
        if wanted in line:
            return line
    return b""


def end(process):
    if process.poll() is None:
        process.kill()
        process.communicate()
