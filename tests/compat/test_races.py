"""Both programs at work on one repository at the same time."""
import time

from odd_tree import random_bytes, write
from programs import RESTIC, TL, ProgramTest

LOCKED = 11
RESTIC_LOCKED = 1


class Races(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()

    def test_backups_at_once(self):
        """Three backups that start together, two of them of the same files."""
        other = self.scratch / "other"
        other.mkdir()
        for turn in range(3):
            write(self.source / f"{turn}", random_bytes(5_000_000, turn))
            write(other / f"{turn}", random_bytes(5_000_000, 100 + turn))
            running = [self.repository.start(program, "backup", source, cwd=self.scratch)
                       for program, source in ((TL, "source"), (RESTIC, "other"), (TL, "source"))]
            for process in running:
                output, errors = process.communicate()
                self.assertEqual(process.returncode, 0, (output, errors))
        self.repository.check()
        self.assertEqual(len(self.repository.snapshots()), 9)
        again = self.repository.backup(TL, "--force", "source", "other", cwd=self.scratch)
        self.assertEqual(again["data_blobs"], 0)
        # What was stored twice meanwhile, and packs that two indexes list, are nothing that restic minds.
        self.repository.restic("prune", "--max-unused", "0")
        self.repository.check()

    def test_backup_and_prune_race_for_the_lock(self):
        """A backup that finds stored what a prune is about to delete: one of them has to give way."""
        for pruner, saver in ((RESTIC, TL), (TL, RESTIC), (TL, TL)):
            with self.subTest(pruner=pruner, saver=saver):
                outcomes = {self.race(pruner, saver, turn) for turn in range(12)}
                self.repository.check()
                self.assertGreater(len(outcomes), 1, outcomes)

    def race(self, pruner, saver, turn):
        """Returns the exit codes of the backup and the prune."""
        # A snapshot that goes, with data that the next backup would find in the index.
        write(self.source / "file", random_bytes(3_000_000, 0))
        doomed = self.repository.backup(TL, "--tag", "doomed", "source", cwd=self.scratch)["snapshot_id"]
        self.repository.restic("forget", doomed)
        write(self.source / "other", random_bytes(1000, turn))
        prune = self.repository.start(pruner, "prune", "--max-unused", "0")
        time.sleep(turn * 0.04)
        backup = self.repository.start(saver, "backup", "source", cwd=self.scratch)
        backup.communicate()
        prune.communicate()
        for program, process in ((saver, backup), (pruner, prune)):
            self.assertIn(process.returncode, (0, LOCKED if program == TL else RESTIC_LOCKED))
        self.assertEqual(self.repository.files("locks"), [])
        self.repository.tl("check")
        for snapshot in self.repository.snapshots():
            self.repository.restic("forget", snapshot["id"])
        self.repository.restic("prune")
        return backup.returncode, prune.returncode
