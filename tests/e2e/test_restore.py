"""Restores under bad luck and bad will: ordinary users, interrupts, full disks, forged trees, folders not to be deleted in."""
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

import repository_files
from odd_tree import make_odd_tree, random_bytes, write
from programs import IS_ROOT, PASSWORD, TL, ProgramTest, copy_for_everybody
from tree_facts import differences, tree_facts

NOBODY = 65534
SETUID = 0o4000


class RestoreTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.repository = self.new_repository()
        self.source = self.scratch / "source"
        self.target = self.scratch / "target"
        self.source.mkdir()

    def backup(self):
        self.repository.backup(TL, ".", cwd=self.source)

    def restore(self, *arguments, **options):
        """The summary of a restore to the target."""
        output = self.repository.tl("restore", "latest", "--target", self.target, "--json", *arguments, **options)
        return json.loads(output.splitlines()[-1])

    def assert_same(self):
        self.assertEqual(differences(tree_facts(self.source), tree_facts(self.target)), [])


class Everything(RestoreTest):
    def test_odd_tree_comes_back_and_a_second_restore_writes_nothing(self):
        self.source.rmdir()
        make_odd_tree(self.source, large=3_000_000, many=100)
        self.backup()
        self.restore("--verify")
        self.assert_same()
        self.assertEqual(self.restore().get("bytes_restored", 0), 0)
        self.assert_same()

    def test_repairs_what_was_changed(self):
        for number in range(5):
            write(self.source / f"large {number}", random_bytes(4_000_000, number))
        write(self.source / "small", b"small")
        self.backup()
        self.restore()
        with open(self.target / "large 2", "r+b") as file:
            file.seek(3_000_000)
            file.write(b"damage")
        os.truncate(self.target / "large 3", 100)
        os.unlink(self.target / "small")
        os.mkdir(self.target / "extra")
        write(self.target / "extra" / "file")
        self.restore("--delete")
        self.assert_same()


@unittest.skipUnless(IS_ROOT, "needs root to make what an ordinary user cannot")
class OrdinaryUser(RestoreTest):
    def restore_as_nobody(self, *arguments):
        """Returns the finished process."""
        for folder in (self.scratch, self.scratch / "home", self.scratch / "tmp"):
            folder.chmod(0o777)
        subprocess.run(["chmod", "-R", "a+rX", self.repository.path], check=True)
        return subprocess.run(
            self.repository.command(copy_for_everybody(self.scratch), "restore", "latest", "--target", self.target,
                                    "--no-lock", *arguments),
            env=self.repository.environment(), capture_output=True, user=NOBODY, group=NOBODY, extra_groups=[])

    def test_is_told_what_only_root_can_restore(self):
        write(self.source / "program", b"of root")
        (self.source / "program").chmod(SETUID | 0o755)
        os.mknod(self.source / "device", 0o020600, os.makedev(1, 3))
        write(self.source / "labelled", b"x")
        os.setxattr(self.source / "labelled", "trusted.label", b"1")
        os.setxattr(self.source / "labelled", "user.label", b"2")
        self.backup()
        result = self.restore_as_nobody()
        self.assertEqual(result.returncode, 0, result.stderr)
        for word in (b"owner", b"device", b"extended attributes", b"root"):
            self.assertIn(word, result.stderr + result.stdout)
        self.assertFalse((self.target / "device").exists())
        self.assertEqual((self.target / "program").read_bytes(), b"of root")
        self.assertEqual((self.target / "program").stat().st_mode & 0o7777, 0o755, "it would run as somebody else")
        self.assertEqual(os.getxattr(self.target / "labelled", "user.label"), b"2")

    def test_restores_into_own_read_only_folders(self):
        (self.source / "folder").mkdir()
        write(self.source / "folder" / "changed", b"right")
        write(self.source / "folder" / "kept", b"kept")
        (self.source / "folder" / "changed").chmod(0o444)
        (self.source / "folder").chmod(0o555)
        for path in (self.source, *self.source.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        self.backup()
        self.assertEqual(self.restore_as_nobody().returncode, 0)
        self.assert_same()
        (self.target / "folder" / "changed").write_bytes(b"wrong")
        result = self.restore_as_nobody()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_same()


class Interrupted(RestoreTest):
    def test_leaves_only_whole_files(self):
        for number in range(60):
            write(self.source / str(number), random_bytes(6_000_000, number))
        self.backup()
        process = self.repository.start(TL, "restore", "latest", "--target", self.target)
        deadline = time.monotonic() + 60
        while not self.target.exists() or sum(path.stat().st_size for path in self.target.iterdir()) < 20_000_000:
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll(), "the restore ended before it could be interrupted")
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        output = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, output)
        self.assertLess(time.monotonic() - began, 10)
        restored = list(self.target.iterdir())
        self.assertLess(len(restored), 60)
        for path in restored:
            self.assertEqual(path.read_bytes(), (self.source / path.name).read_bytes())
        self.assertEqual(self.repository.files("locks"), [])


@unittest.skipUnless(IS_ROOT, "only root can mount a small disk")
class FullDisk(RestoreTest):
    def test_is_said_once_and_leaves_only_whole_files(self):
        for number in range(40):
            write(self.source / str(number), random_bytes(3_000_000, number))
        self.backup()
        self.target.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(self.target)]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine does not let root mount")
        self.addCleanup(subprocess.run, ["umount", str(self.target)], check=True)
        process = self.repository.start(TL, "restore", "latest", "--target", self.target)
        errors = process.communicate(timeout=100)[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("disk is full", errors)
        self.assertLess(len(errors.splitlines()), 20)
        for path in self.target.iterdir():
            self.assertEqual(path.read_bytes(), (self.source / path.name).read_bytes())


class ForgedTree(RestoreTest):
    """Whoever can write to a repository must not be able to write elsewhere on the machine."""

    def node(self, name, kind, **more):
        return {"name": name, "type": kind, "mode": 0o644, "mtime": "2024-07-03T10:46:40Z", "atime": "2024-07-03T10:46:40Z",
                "ctime": "2024-07-03T10:46:40Z", "uid": 0, "gid": 0, "content": None} | more

    def setUp(self):
        super().setUp()
        self.path = self.scratch / "forged"
        self.master = repository_files.create(self.path, PASSWORD)
        self.repository = self.repository_at("forged")
        self.pack = repository_files.Pack(self.master)
        self.data = self.pack.add("data", b"harm")

    def harm(self, name):
        return self.node(name, "file", content=[self.data], size=4)

    def tree(self, *nodes):
        return self.pack.add("tree", json.dumps({"nodes": nodes}).encode())

    def store(self, tree):
        repository_files.store_json(self.path, "index", self.master, {"packs": [self.pack.store(self.path)]})
        repository_files.store_json(self.path, "snapshots", self.master, {
            "time": "2024-07-03T10:46:40Z", "tree": tree, "paths": ["/"]})

    def test_names_that_lead_elsewhere(self):
        outside = self.scratch / "outside"
        names = ["../outside", str(outside), "..", ".", "", "a/b", "../../outside"]
        folders = [self.node(name, "dir", subtree=self.tree(self.harm("outside"))) for name in ("..", "../x")]
        self.store(self.tree(*map(self.harm, names), *folders, self.harm("good")))
        process = self.repository.start(TL, "restore", "latest", "--target", self.target)
        errors = process.communicate(timeout=60)[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("lead out", errors)
        self.assertFalse(outside.exists())
        self.assertFalse((self.scratch / "x").exists())
        self.assertEqual(os.listdir(self.target), ["good"])

    def test_link_and_folder_of_one_name(self):
        outside = self.scratch / "outside"
        outside.mkdir(mode=0o700)
        link = self.node("a", "symlink", linktarget=str(outside), mode=0o777)
        folder = self.node("a", "dir", subtree=self.tree(self.harm("file")), mode=0o777)
        self.store(self.tree(link, folder))
        self.repository.tl("restore", "latest", "--target", self.target, exit_code=1)
        self.repository.tl("restore", "latest", "--target", self.target, exit_code=1)
        self.assertEqual(os.listdir(outside), [])
        self.assertEqual(outside.stat().st_mode & 0o777, 0o700)


class Deletion(RestoreTest):
    def test_is_refused_around_the_repository(self):
        write(self.source / "file", b"x")
        self.backup()
        for target in (self.scratch, self.repository.path):
            self.repository.tl("restore", "latest", "--target", target, "--delete", exit_code=1)
        self.repository.check()

    def test_is_refused_for_the_whole_machine(self):
        write(self.source / "file", b"x")
        self.backup()
        self.repository.tl("restore", "latest", "--target", "/", "--delete", "--dry-run", exit_code=1)

    def test_a_dry_run_deletes_nothing(self):
        write(self.source / "file", b"x")
        self.backup()
        self.target.mkdir()
        write(self.target / "extra", b"x")
        summary = self.restore("--delete", "--dry-run")
        self.assertEqual(summary["files_deleted"], 1)
        self.assertEqual([path.name for path in pathlib.Path(self.target).iterdir()], ["extra"])


if __name__ == "__main__":
    unittest.main()
