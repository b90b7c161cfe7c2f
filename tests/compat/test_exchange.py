"""What one program writes, the other checks and restores: content and all metadata."""
import os

from odd_tree import make_odd_tree
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts


def is_lost_by_restic(path, fact):
    """What restic 0.14 does not restore, whoever made the snapshot."""
    return (fact == "linked with" and path.startswith(b"links/link 1") or  # Hard links to symbolic ones.
            fact == "mtime" and path.startswith(b"times/15032385535"))  # Beyond the year 2262.


class Exchange(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"

    def expect_restored(self, repository, expected):
        for program, ignore in ((TL, None), (RESTIC, is_lost_by_restic)):
            with self.subTest(program=program):
                target = self.scratch / f"{repository.path.name} restored by {os.path.basename(program)}"
                repository.run(program, "restore", "latest", "--target", target)
                self.assertEqual(differences(expected, tree_facts(target / "source"), ignore), [])
                self.remove(target)

    def test_everything_in_both_formats_and_all_modes(self):
        make_odd_tree(self.source, large=12_000_000, many=1000)
        expected = tree_facts(self.source)
        for version, program, mode in ((1, TL, "auto"), (1, RESTIC, "auto"), (2, TL, "auto"), (2, RESTIC, "auto"), (2, TL, "off"),
                                       (2, RESTIC, "off"), (2, TL, "fastest"), (2, TL, "better"), (2, TL, "max")):
            with self.subTest(version=version, program=program, mode=mode):
                repository = self.new_repository(f"{version} {mode} by {os.path.basename(program)}", version)
                repository.backup(program, "--compression", mode, "source", cwd=self.scratch)
                repository.check()
                if mode in ("auto", "off"):
                    self.expect_restored(repository, expected)
