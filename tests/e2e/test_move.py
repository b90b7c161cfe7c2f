"""A repository that moves to another place as it is."""

import filecmp
import pathlib
import unittest

from support import CliTest


class Move(CliTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.files = self.make_files()
        self.tl("backup", self.files)
        self.new = self.folder / "new"

    def names(self, top):
        return {path.relative_to(top): path.stat().st_size for path in pathlib.Path(top).glob("**/*")
                if path.is_file() and path.parent.name != "locks"}

    def move(self, *arguments, **options):
        return self.tl("repo", "move", self.new, *arguments, **options)

    def test_moves_and_keeps(self):
        planned = self.tl_json("repo", "move", self.new, "-n")[-1]
        self.assertEqual(planned["files_copied"] + 1, len(self.names(self.repository)))
        self.assertEqual(self.names(self.new), {})
        self.move()
        self.assertEqual(self.names(self.new), self.names(self.repository))
        for name in self.names(self.new):
            self.assertTrue(filecmp.cmp(self.new / name, self.repository / name, shallow=False))
        self.tl("-r", self.new, "check", "--read-data")
        self.tl("-r", self.new, "restore", "latest", "--target", "out")
        again = self.tl_json("repo", "move", self.new)[-1]
        self.assertEqual(again["files_copied"], 0)

    def test_deletes_the_old_place_when_asked(self):
        self.move("--delete-old")
        self.assertEqual(self.names(self.repository), {})
        self.tl("snapshots", expect=10)
        self.tl("-r", self.new, "check", "--read-data")

    def test_a_torn_file_at_the_new_place_is_replaced(self):
        self.move()
        (self.new / "config").unlink()
        pack = next((self.new / "data").glob("*/*"))
        content = pack.read_bytes()
        pack.unlink()
        pack.write_bytes(content[:-1])
        self.move()
        self.assertEqual(pack.read_bytes(), content)

    def test_says_what_is_wrong(self):
        self.tl("-r", self.folder / "other", "init")
        result = self.tl("repo", "move", self.folder / "other", expect=1)
        self.assertIn("another repository", result.stderr)
        result = self.tl("repo", "move", self.repository, expect=1)
        self.assertIn("there already", result.stderr)


if __name__ == "__main__":
    unittest.main()
