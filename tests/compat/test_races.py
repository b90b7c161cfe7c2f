"""Both programs at work on one repository at the same time."""
import concurrent.futures
import random
import time

from odd_tree import random_bytes, write
from programs import RESTIC, TL, ProgramTest

LOCKED = 11
RESTIC_LOCKED = 1
# How often the two are to come into each other's way.
MEETINGS = 3


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
                # The programs take unlike times for the password and for their work, and both times vary with the machine. So each
                # turn starts the backup such that, by the turns before, both end at one time and so hold their locks at one time.
                lead, met = 0.0, 0
                for turn in range(30):
                    outcome, apart = self.race(pruner, saver, turn, lead)
                    met += outcome != (0, 0)
                    if met == MEETINGS:
                        break
                    if outcome != (0, 0):
                        lead += random.uniform(-0.1, 0.1)
                    else:
                        lead += apart if turn == 0 else apart / 2
                self.repository.check()
                self.assertGreater(met, 0)

    def race(self, pruner, saver, turn, lead):
        """Starts the backup `lead` seconds after the prune (before it, when negative). Returns the exit codes of both, and by how
        many seconds the prune ended after the backup."""
        # A snapshot that goes, with data that the next backup would find in the index.
        write(self.source / "file", random_bytes(3_000_000, 0))
        doomed = self.repository.backup(TL, "--tag", "doomed", "source", cwd=self.scratch)["snapshot_id"]
        self.repository.restic("forget", doomed)
        write(self.source / "other", random_bytes(1000, turn))
        ends = {}

        def run(name, delay, program, *arguments):
            time.sleep(delay)
            process = self.repository.start(program, *arguments, cwd=self.scratch)
            process.communicate()
            ends[name] = time.monotonic()
            self.assertIn(process.returncode, (0, LOCKED if program == TL else RESTIC_LOCKED))
            return process.returncode

        with concurrent.futures.ThreadPoolExecutor() as threads:
            prune = threads.submit(run, "prune", max(0, -lead), pruner, "prune", "--max-unused", "0")
            backup = threads.submit(run, "backup", max(0, lead), saver, "backup", "source")
            outcome = backup.result(), prune.result()
        self.assertEqual(self.repository.files("locks"), [])
        self.repository.tl("check")
        for snapshot in self.repository.snapshots():
            self.repository.restic("forget", snapshot["id"])
        self.repository.restic("prune")
        return outcome, ends["prune"] - ends["backup"]
