"""What we knowingly save otherwise than restic 0.14, as later versions of restic do: nothing of it is lost,
and 0.14 still reads the snapshot."""
import os
import unittest

from odd_tree import write
from programs import IS_ROOT, RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

# Not UTF-8, in ways that a lossy text would make equal.
TARGETS = [b"bad\xff", b"bad\xfe", b"\xc3", b"ok/\xe2\x82/\xed\xa0\x80", b"\xff" * 1000]


class Differences(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()

    def expect_saved(self):
        """Saves the source; restores all of it with tl. Returns what restic restores."""
        expected = tree_facts(self.source)
        self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.check()
        restored = []
        for program in (TL, RESTIC):
            target = self.scratch / f"restored by {os.path.basename(program)}"
            self.repository.run(program, "restore", "latest", "--target", target)
            restored.append(tree_facts(target / "source"))
        self.assertEqual(differences(expected, restored[0]), [])
        return restored[1]

    def test_link_targets_that_are_no_text(self):
        for number, target in enumerate(TARGETS):
            os.symlink(target, self.source / str(number))
        self.assertEqual(len(self.expect_saved()), len(TARGETS))

    @unittest.skipUnless(IS_ROOT, "others cannot give links attributes")
    def test_attributes_of_links(self):
        os.symlink("nowhere", self.source / "link")
        os.setxattr(self.source / "link", "trusted.of_the_link", b"value", follow_symlinks=False)
        write(self.source / "file")
        os.symlink("file", self.source / "link to file")
        os.setxattr(self.source / "file", "user.of_the_file", b"value")
        os.setxattr(self.source / "link to file", "trusted.of_the_link", b"value", follow_symlinks=False)
        self.assertIn(b"link", self.expect_saved())

    def test_names_of_younger_unicode(self):
        """Later versions quote other names, but all read all."""
        for character in "\U0001fae0\U0001f6dc\u0870\U00031350":
            write(os.fsencode(self.source) + b"/" + character.encode())
        self.assertEqual(len(self.expect_saved()), 4)
