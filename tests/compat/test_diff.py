"""Differences between snapshots are restic's; those to the disk are what really is different."""
import json
import os

from odd_tree import make_names, make_links, random_bytes, write
from programs import RESTIC, ProgramTest


class Diff(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()

    def path(self, name):
        return os.fsencode(self.source) + b"/" + name

    def save(self):
        return self.repository.backup(RESTIC, self.source)["snapshot_id"]

    def make_two_snapshots(self):
        make_names(self.path(b"names"))
        make_links(self.path(b"links"))
        for name in (b"kept", b"changed", b"touched", b"removed", b"retyped", b"copied"):
            write(self.path(name), random_bytes(2_000_000, len(name)))
        os.makedirs(self.path(b"kept folder/deep/deeper"))
        write(self.path(b"kept folder/deep/deeper/x"), b"x" * 1000)
        os.makedirs(self.path(b"removed folder/with"))
        write(self.path(b"removed folder/with/content"), random_bytes(100_000, 5))
        first = self.save()
        write(self.path(b"changed"), random_bytes(2_000_001, 9))
        os.utime(self.path(b"touched"), (1, 1))
        os.remove(self.path(b"removed"))
        os.remove(self.path(b"retyped"))
        os.symlink("kept", self.path(b"retyped"))
        os.remove(self.path(b"names/a\x01"))
        write(self.path(b"names/\xffadded"), b"added")
        write(self.path(b"same content"), random_bytes(2_000_000, 6))
        os.rename(self.path(b"removed folder"), self.path(b"renamed folder"))
        return first, self.save()

    def compare(self, *arguments):
        """What restic prints, and that we print the same."""
        theirs = self.repository.restic("diff", *arguments)
        self.assertEqual(self.repository.tl("diff", *arguments), theirs)
        return theirs

    def test_as_restic(self):
        first, second = self.make_two_snapshots()
        inside = str(self.source)
        self.assertIn(b"M    " + os.fsencode(inside) + b"/changed\n", self.compare(first, second))
        self.assertIn(b"U    " + os.fsencode(inside) + b"/touched\n", self.compare("--metadata", first, second))
        self.compare(second, first)
        self.compare("-q", first, second)
        self.compare(first, first)

    def test_json_as_restic(self):
        first, second = self.make_two_snapshots()
        for arguments in ((first, second), ("--metadata", second, first)):
            ours, theirs = ([json.loads(line) for line in run("diff", "--json", *arguments).splitlines()]
                            for run in (self.repository.tl, self.repository.restic))
            self.assertEqual(ours, theirs)
            self.assertEqual([list(message) for message in ours], [list(message) for message in theirs])

    def test_subfolders(self):
        self.make_two_snapshots()
        first, second = [snapshot["id"] for snapshot in self.repository.snapshots()]
        changes = self.repository.tl("diff", f"{first}:{self.source}/names", f"{second}:{self.source}/names").decode(
            errors="surrogateescape").splitlines()
        self.assertIn("-    /a\x01", changes)
        self.assertIn("+    /\udcffadded", changes)
        self.assertEqual(len([line for line in changes if line[:1] in "+-MTU" and line[1:2] == " "]), 2, changes)

    def test_with_the_disk_as_between_snapshots(self):
        first, second = self.make_two_snapshots()
        for options in ((), ("--metadata",)):
            expected = self.changes(*options, first, second)
            if options:  # Trees, inodes and times of status are no matter of the disk.
                expected = [line for line in expected if not line.startswith(b"U") or line.endswith(b"/touched")]
                found = [line for line in self.changes(*options, first, "--live") if
                         not line.startswith(b"U") or line.endswith(b"/touched")]
                self.assertEqual(found, expected)
            else:
                self.assertEqual(self.changes(*options, first, "--live"), expected)
            self.assertEqual(self.changes(*options, second, "--live"), [])
            self.assertEqual(self.changes(*options, second, "--live", "--read-all"), [])

    def changes(self, *arguments):
        lines = self.repository.tl("diff", *arguments).splitlines()
        return [line for line in lines if line[:1] in (b"+", b"-", b"M", b"T", b"U") and line[5:6] == b"/"]

    def test_with_a_restored_copy(self):
        _, second = self.make_two_snapshots()
        copy = self.scratch / "copy"
        self.repository.tl("restore", f"{second}:{self.source}", "--target", copy)
        # A restore gives the folder that it restores into no metadata.
        self.assertEqual(self.changes("--metadata", f"{second}:{self.source}", "--live", copy),
                         [b"U    " + os.fsencode(copy) + b"/"])
        write(copy / "kept", random_bytes(2_000_000, 99))
        self.assertEqual(self.changes(f"{second}:{self.source}", "--live", copy), [b"M    " + os.fsencode(copy) + b"/kept"])

    def test_places_that_are_not_there(self):
        self.save()
        for arguments in (("latest", "12345678"), ("latest:/nowhere", "latest"), ("latest", "--live", self.scratch / "nowhere"),
                          ("latest:/nowhere", "--live")):
            self.repository.tl("diff", *arguments, exit_code=1)
