"""Every way to name targets puts the same nodes in the same places as restic does."""
import os
import re

from odd_tree import write
from programs import RESTIC, TL, ProgramTest, tree_differences


class Targets(ProgramTest):
    def setUp(self):
        super().setUp()
        self.ours, self.theirs = self.new_repository("ours"), self.new_repository("theirs")
        self.base = self.scratch / "base"
        for path in ("x/foo/deep/file", "x/foo/other", "x/bar/file", "y/x/file", "y/z/x/file", "single"):
            (self.base / path).parent.mkdir(parents=True, exist_ok=True)
            write(self.base / path, path.encode())
        os.symlink("x", self.base / "link")
        os.symlink("nowhere", self.base / "dangling")

    def expect_same(self, folder, *targets, options=()):
        """Compares the trees made from `folder` with relative targets."""
        with self.subTest(folder=folder, targets=targets):
            trees = self.trees_of_both(self.ours, self.theirs, *options, "--", *targets, cwd=self.base / folder)
            # What is above the scratch folder changes all the time.
            above = re.compile(rf"/{self.base.parts[1]}(-\d+)?:")
            found = [text for text in tree_differences(self.ours, self.theirs, trees) if not above.match(text)]
            self.assertEqual(found, [])

    def test_relative(self):
        self.expect_same(".", "x")
        self.expect_same(".", "x/foo/deep")
        self.expect_same(".", "./x//foo/../bar/")
        self.expect_same("x", "foo", "bar")
        self.expect_same(".", "single")
        self.expect_same(".", "x/foo/other", "single")
        self.expect_same("x/foo", "../bar/file")
        self.expect_same("x/foo", "../../y")

    def test_without_a_name(self):
        self.expect_same(".", ".")
        self.expect_same("x/foo", "..")
        self.expect_same("x/foo", "../..")
        self.expect_same("x", ".", "../y")
        self.expect_same("x", "foo", ".")

    def test_absolute(self):
        self.expect_same(".", self.base / "x")
        self.expect_same(".", self.base / "x/foo/deep", self.base / "x/bar")
        self.expect_same(".", self.base / "single", self.base / "y/z")
        self.expect_same(".", f"{self.base}/x/../x/./foo/")

    def test_overlapping(self):
        self.expect_same(".", "x", "x/foo")
        self.expect_same(".", "x/foo", "x")
        self.expect_same(".", "x", "x/foo/deep/file", "x/bar")
        self.expect_same(".", "x", "x", "./x")
        self.expect_same(".", self.base / "x", self.base / "x/foo/deep")
        self.expect_same(".", ".", "x/foo")

    def test_same_name_from_different_places(self):
        self.expect_same("y", "x", "../x")
        self.expect_same("y/z", "x", "../x", "../../x")
        self.expect_same("y", "../x", "x", "../x/foo")
        first = self.base.parts[1]
        (self.base / first).mkdir()
        write(self.base / first / "file")
        self.expect_same(".", first, self.base / "x")
        self.expect_same(".", self.base / "x", first)

    def test_links(self):
        self.expect_same(".", "link")
        self.expect_same(".", "link/foo")
        self.expect_same(".", "link", "link/foo")
        self.expect_same(".", "dangling", "x")
        self.expect_same("link", "foo")

    def test_lists_of_files(self):
        lists = self.scratch / "lists"
        lists.mkdir()
        write(lists / "patterns", b"# a comment\n\n  x/f*  \ny/*/x\nsing?e\nno/such\n")
        write(lists / "crlf", b"x/foo\r\ny/z\r\n")
        write(lists / "verbatim", b"x/bar\n\nx/foo/other\n")
        write(lists / "raw", b"y/z\0single\0")
        # What stands in `base` is not to change, so the odd names are elsewhere.
        odd = self.base / "odd"
        odd.mkdir()
        for name in (b"new\nline", b" spaces ", b"#hash", b"[a]*?\\", b"\xff\xfe"):
            write(os.fsencode(odd) + b"/" + name)
        write(lists / "odd raw", b"odd/new\nline\0odd/ spaces \0odd/\xff\xfe\0")
        write(lists / "odd verbatim", b"odd/#hash\nodd/[a]*?\\\nodd/ spaces \n")
        write(lists / "odd patterns", b"odd/\\[a\\]\\*\\?\\\\\nodd/[#]hash\n")
        for options in (["--files-from", "patterns"], ["--files-from", "crlf"], ["--files-from-verbatim", "verbatim"],
                        ["--files-from-raw", "raw"], ["--files-from-raw", "odd raw"], ["--files-from-verbatim", "odd verbatim"],
                        ["--files-from", "odd patterns"],
                        ["--files-from-raw", "raw", "--files-from", "patterns", "--files-from-verbatim", "verbatim"]):
            named = [str(lists / option) if not option.startswith("-") else option for option in options]
            self.expect_same(".", options=named)
            self.expect_same(".", "x/foo/deep", options=named)

    def test_list_on_standard_input(self):
        for option, content in (("--files-from", b"x/f*\n"), ("--files-from-verbatim", b"x/bar\n"), ("--files-from-raw", b"y\0")):
            with self.subTest(option=option):
                self.assertEqual(*self.trees_of_both(self.ours, self.theirs, option, "-", cwd=self.base, input=content))

    def test_paths_of_the_snapshot(self):
        targets = ["x/../x/foo", ".", self.base / "y", "../base/single"]
        for repository, program in ((self.ours, TL), (self.theirs, RESTIC)):
            repository.backup(program, *targets, cwd=self.base)
        self.assertEqual(self.ours.snapshots()[0]["paths"], self.theirs.snapshots()[0]["paths"])
