"""A mounted repository shows what was saved: `diff -r` finds nothing."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from odd_tree import make_odd_tree, random_bytes, write
from own_mounts import own_mounts
from programs import IS_ROOT, RESTIC, TL, ProgramTest, copy_for_everybody
from tree_facts import differences, tree_facts

CAN_MOUNT = os.access("/dev/fuse", os.R_OK | os.W_OK) and (IS_ROOT or shutil.which("fusermount3"))


class MountTest(ProgramTest):
    """A repository and a folder to mount it at."""
    program = TL

    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.repository = self.new_repository()
        self.point = self.scratch / "mount"
        self.point.mkdir()

    def mount(self, *options, **process_options):
        """Mounts the repository; the process is at work."""
        process = self.repository.start(self.program, "mount", *options, self.point, **process_options)
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        self.assertTrue(line.startswith(b"Now serving"), line or process.stderr.read())
        self.assertTrue(self.is_mounted())
        return process

    def is_mounted(self):
        with open("/proc/self/mountinfo", "rb") as mounts:
            return any(line.split()[4] == os.fsencode(self.point) for line in mounts)

    def end(self, process, signal_number=signal.SIGINT):
        if process.poll() is None:
            process.send_signal(signal_number)
        try:
            code = process.wait(30)
        finally:
            process.kill()
            process.stdout.close()
            process.stderr.close()
            if self.is_mounted():
                subprocess.run(["umount", "-l", self.point], check=False)
        return code

    def failure(self, *arguments, prefix=(), **options):
        """What a mount that is refused says."""
        locks = self.repository.files("locks")
        command = [*prefix, *self.repository.command(self.program, "mount", *arguments)]
        environment = self.repository.environment(**options.pop("environment", {}))
        result = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, env=environment,
                                **options)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(self.repository.files("locks"), locks)
        return result.stderr


@unittest.skipUnless(CAN_MOUNT, "this system has no FUSE")
class Mount(MountTest):
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
        found = differences(expected, tree_facts(shown))
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
            self.assertFalse(self.is_mounted())
            self.assertEqual(self.repository.files("locks"), [])
        process = self.mount()
        subprocess.run(["fusermount3", "-u", self.point], check=True)
        self.assertEqual(process.wait(30), 0)
        self.assertEqual(self.repository.files("locks"), [])

    def test_ends_though_somebody_is_in_it(self):
        self.source.mkdir()
        write(self.source / "file", b"content")
        self.repository.backup(TL, self.source)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.mount()
            inside = self.point / "snapshots" / "latest"
            opened = os.open(f"{inside}{self.source}/file", os.O_RDONLY)
            guest = subprocess.Popen(["sleep", "1000"], cwd=inside)
            try:
                self.assertEqual(self.end(process, number), 0)
            finally:
                guest.kill()
                guest.wait()
            with contextlib.suppress(OSError):  # There is nobody any more whom it could be told.
                os.close(opened)
            self.assertFalse(self.is_mounted())
            self.assertEqual(self.repository.files("locks"), [])

    def test_a_second_mount_leaves_the_first_alone(self):
        self.source.mkdir()
        self.repository.backup(TL, self.source)
        first = self.mount()
        self.assertIn("mounted already", self.failure(self.point))
        self.assertEqual(len(self.names("ids")), 1)
        self.assertEqual(self.end(first), 0)
        self.assertFalse(self.is_mounted())

    def test_a_dead_mount_is_named(self):
        self.source.mkdir()
        self.repository.backup(TL, self.source)
        process = self.mount()
        process.kill()
        process.wait(30)
        self.assertIn("fusermount3 -u", self.failure(self.point))
        subprocess.run(["fusermount3", "-u", self.point], check=True)
        self.repository.tl("unlock")
        self.assertEqual(self.end(self.mount()), 0)

    def test_wrong_input(self):
        write(self.source)
        for arguments, message in (((self.scratch / "nowhere",), "nowhere"), ((self.source,), "is no folder"),
                                   (("--path-template", "%x", self.point), "%x"),
                                   (("--time-template", "a/b", self.point), "time"), ((), "one folder")):
            self.assertIn(message, self.failure(*arguments))

    @unittest.skipUnless(IS_ROOT, "only root can hide a device")
    def test_a_system_without_fuse_is_told_what_to_install(self):
        hidden = [*own_mounts(), "sh", "-c", 'mount -t tmpfs none /dev && exec "$@"', "sh"]
        self.assertIn("fuse3", self.failure(self.point, prefix=hidden))


def anybody_may_mount():
    return IS_ROOT and CAN_MOUNT and os.stat("/dev/fuse").st_mode & 0o006 == 0o006 and shutil.which("fusermount3")


@unittest.skipUnless(anybody_may_mount(), "needs root, to become somebody else, and a FUSE that all may use")
class OrdinaryUser(MountTest):
    NOBODY = 65534

    def setUp(self):
        super().setUp()
        self.user = {"user": self.NOBODY, "group": self.NOBODY, "extra_groups": []}
        make_odd_tree(self.source, large=3_000_000, many=20)
        self.repository.backup(TL, self.source / "contents")
        self.scratch.chmod(0o755)
        self.program = copy_for_everybody(self.scratch)
        for path in (self.repository.path, self.point, self.source / "contents", self.scratch / "home"):
            subprocess.run(["chown", "-hR", f"{self.NOBODY}:{self.NOBODY}", path], check=True)

    def test_mounts_reads_and_unmounts(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.mount(**self.user)
            saved = self.source / "contents"
            subprocess.run(["diff", "-r", saved, f"{self.point}/snapshots/latest{saved}"], check=True, **self.user)
            self.assertEqual(self.end(process, number), 0)
            self.assertFalse(self.is_mounted())
            self.assertEqual(self.repository.files("locks"), [])

    def test_others_may_look_only_where_the_system_says_so(self):
        with open("/etc/fuse.conf", encoding="utf-8") as settings:
            if "user_allow_other" in [line.strip() for line in settings]:
                self.skipTest("this system lets everybody do so")
        self.assertIn("user_allow_other", self.failure("--allow-other", self.point, **self.user))

    def test_a_folder_of_somebody_else(self):
        os.chown(self.point, 0, 0)
        self.assertIn("a folder of your own", self.failure(self.point, **self.user))

    def test_a_missing_helper_is_told_what_to_install(self):
        self.assertIn("fusermount3", self.failure(self.point, environment={"PATH": "/nowhere"}, **self.user))

    def test_a_device_that_may_not_be_opened(self):
        closed = [*own_mounts(), "sh", "-c", CLOSE_FUSE, "sh", "setpriv", f"--reuid={self.NOBODY}", f"--regid={self.NOBODY}",
                  "--clear-groups"]
        self.assertIn("may not open /dev/fuse", self.failure(self.point, prefix=closed))


# Puts a device that only root may open in the place of /dev/fuse, for one process.
CLOSE_FUSE = """
folder=$(mktemp -d) && mount -t tmpfs -o mode=755 none "$folder" && mknod -m 600 "$folder/fuse" c 10 229 &&
    mount --bind "$folder/fuse" /dev/fuse && umount -l "$folder" && rmdir "$folder" && exec "$@"
"""


if __name__ == "__main__":
    unittest.main()
