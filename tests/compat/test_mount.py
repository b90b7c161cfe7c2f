"""A mounted repository shows what was saved: `diff -r` finds nothing."""
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from odd_tree import make_odd_tree, random_bytes, write
from programs import IS_ROOT, RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

CAN_MOUNT = os.access("/dev/fuse", os.R_OK | os.W_OK) and (IS_ROOT or shutil.which("fusermount3"))


@unittest.skipUnless(CAN_MOUNT, "this system has no FUSE")
class Mount(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.repository = self.new_repository()
        self.point = self.scratch / "mount"
        self.point.mkdir()

    def mount(self, *options):
        """Mounts the repository; the process is at work."""
        process = self.repository.start(TL, "mount", *options, self.point)
        self.addCleanup(self.end, process)
        self.assertTrue(process.stdout.readline().startswith(b"Now serving"))
        self.assertTrue(os.path.ismount(self.point))
        return process

    def end(self, process, signal_number=signal.SIGINT):
        if process.poll() is None:
            process.send_signal(signal_number)
        try:
            code = process.wait(30)
        finally:
            process.kill()
            process.stdout.close()
            process.stderr.close()
            if os.path.ismount(self.point):
                subprocess.run(["umount", "-l", self.point], check=False)
        return code

    def names(self, folder="."):
        return sorted(os.listdir(self.point / folder))

    def test_shows_what_was_saved(self):
        make_odd_tree(self.source, large=30_000_000, many=300)
        self.repository.backup(TL, "source", cwd=self.scratch)
        expected = tree_facts(self.source)
        self.mount()
        shown = self.point / "snapshots" / "latest" / "source"
        subprocess.run(["diff", "-r", "--no-dereference", self.source / "contents", shown / "contents"], check=True)
        subprocess.run(["diff", "-r", "--no-dereference", self.source / "names", shown / "names"], check=True)
        found = differences(expected, tree_facts(shown), ignore=lambda path, fact: fact == "linked with")
        # The kernel gives nobody security attributes and access lists of a read-only FUSE mount but by name.
        found = [line for line in found if b"attributes/" not in line.encode() or "attributes is" not in line]
        self.assertEqual(found, [])
        self.assertEqual(os.getxattr(shown / "attributes" / "file", "user.binary"), bytes(range(256)))

    def test_has_restics_folders(self):
        self.source.mkdir()
        write(self.source / "file", b"content")
        self.repository.backup(RESTIC, "--tag", "one,two", "--host", "here", self.source)
        snapshot, = self.repository.snapshots()
        self.mount()
        self.assertEqual(self.names(), ["hosts", "ids", "snapshots", "tags"])
        self.assertEqual(self.names("ids"), [snapshot["short_id"]])
        self.assertEqual(self.names("tags"), ["one", "two"])
        self.assertIn("latest", self.names("hosts/here"))
        for folder in ("ids/" + snapshot["short_id"], "tags/two/latest", "hosts/here/latest", "snapshots/latest"):
            path = pathlib.Path(f"{self.point}/{folder}{self.source}/file")
            self.assertEqual(path.read_bytes(), b"content")
        with self.assertRaises(OSError):
            write(self.point / "ids" / "new")

    def test_shows_new_snapshots(self):
        self.source.mkdir()
        write(self.source / "file", b"first")
        self.repository.backup(TL, self.source)
        self.mount()
        self.assertEqual(len(self.names("ids")), 1)
        write(self.source / "file", b"second")
        self.repository.backup(TL, self.source)
        deadline = time.monotonic() + 30
        while len(self.names("ids")) < 2 and time.monotonic() < deadline:
            time.sleep(0.5)
        newest = self.repository.snapshots()[-1]["short_id"]
        self.assertEqual(pathlib.Path(f"{self.point}/ids/{newest}{self.source}/file").read_bytes(), b"second")

    def test_templates_and_filters(self):
        self.source.mkdir()
        write(self.source / "file", b"content")
        for host in ("a", "b"):
            self.repository.backup(TL, "--host", host, "--time", "2020-01-02 03:04:05", self.source)
        self.mount("--path-template", "%h at/%T", "--time-template", "2006_01", "--host", "b", "--owner-root")
        self.assertEqual(self.names(), ["b at"])
        self.assertEqual(self.names("b at"), ["2020_01", "latest"])
        self.assertEqual(os.stat(self.point / "b at").st_uid, 0)

    def test_ends_cleanly(self):
        self.source.mkdir()
        self.repository.backup(TL, self.source)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.mount()
            self.names("ids")
            self.assertEqual(self.end(process, number), 0)
            self.assertFalse(os.path.ismount(self.point))
            self.assertEqual(self.repository.files("locks"), [])
        process = self.mount()
        subprocess.run(["fusermount3", "-u", self.point], check=True)
        self.assertEqual(process.wait(30), 0)
        self.assertEqual(self.repository.files("locks"), [])

    def test_wrong_input(self):
        write(self.source)
        for arguments in ((self.scratch / "nowhere",), (self.source,), ("--path-template", "%x", self.point),
                          ("--time-template", "a/b", self.point)):
            self.repository.tl("mount", *arguments, exit_code=1)
