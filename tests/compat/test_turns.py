"""Both programs write to one repository in turn, and clean up after each other."""
import os

from odd_tree import random_bytes, write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts


class Turns(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()

    def change_source(self, turn):
        """Adds, changes and removes some files."""
        folder = self.source / f"folder {turn % 3}"
        (folder / "empty").mkdir(parents=True, exist_ok=True)
        for number in range(20):
            write(folder / f"{number}", random_bytes(3000 + number, turn))
        write(self.source / "large", random_bytes(1_000_000, 0) + random_bytes(2_000_000, turn) + random_bytes(1_500_000, 0))
        if turn % 4 == 3:
            os.remove(folder / "7")

    def restored(self, repository, program, snapshot):
        target = self.scratch / "restored"
        repository.run(program, "restore", snapshot, "--target", target)
        facts = tree_facts(target / "source")
        self.remove(target)
        return facts

    def test_writing_in_turn(self):
        for version in (1, 2):
            with self.subTest(version=version):
                repository = self.new_repository(f"repository {version}", version)
                for turn, program in enumerate((TL, RESTIC, TL, RESTIC, RESTIC, TL, TL)):
                    self.change_source(turn)
                    first = repository.backup(program, "source", cwd=self.scratch)
                    # The other finds everything there, and takes the snapshot as its parent.
                    other = repository.backup(RESTIC if program == TL else TL, "source", cwd=self.scratch)
                    self.assertEqual(other["data_added"], 0)
                    self.assertEqual((other["files_new"], other["files_changed"]), (0, 0))
                    self.assertEqual(other["files_unmodified"], first["total_files_processed"])
                    self.assertEqual(other["dirs_unmodified"], first["dirs_new"] + first["dirs_changed"] + first["dirs_unmodified"])
                    repository.run(TL if program == RESTIC else RESTIC, "check")
                repository.check()
                self.assertEqual(len(repository.snapshots()), 14)
                expected = tree_facts(self.source)
                for program in (TL, RESTIC):
                    self.assertEqual(differences(expected, self.restored(repository, program, "latest")), [])

    def test_pruning_what_the_other_wrote(self):
        for version in (1, 2):
            with self.subTest(version=version):
                repository = self.new_repository(f"repository {version}", version)
                kept = []
                for turn in range(4):
                    self.change_source(turn)
                    repository.backup(TL, "--pack-size", "4", "source", cwd=self.scratch)
                    kept.append(tree_facts(self.source))
                snapshots = repository.snapshots()
                repository.restic("forget", "--prune", "--max-unused", "0", snapshots[0]["id"], snapshots[2]["id"])
                repository.check()
                for number in (1, 3):
                    restored = self.restored(repository, TL, snapshots[number]["id"])
                    self.assertEqual(differences(kept[number], restored), [])
                again = repository.backup(TL, "--force", "source", cwd=self.scratch)
                self.assertEqual(again["data_added"], 0)
                repository.check()

    def test_nothing_to_prune_in_what_we_write(self):
        """Packs as restic likes them: it has no reason to write any of them again."""
        repository = self.new_repository()
        self.change_source(0)
        write(self.source / "incompressible", random_bytes(100, 99))
        repository.backup(TL, "source", cwd=self.scratch)
        packs = repository.files("data")
        output = repository.restic("prune", "--max-unused", "0").decode()
        self.assertEqual(repository.files("data"), packs, output)
