"""Backups killed at random moments: the repository stays sound for us and for restic, every listed
snapshot restores, and the next backup goes on where the killed ones ended.

TL_CRASH_SEED repeats a run, TL_CRASH_ROUNDS makes it longer.
"""
import os
import random
import signal
import time

from odd_tree import write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

SEED = int(os.environ.get("TL_CRASH_SEED", random.SystemRandom().randrange(1 << 32)))
ROUNDS = int(os.environ.get("TL_CRASH_ROUNDS", 100))
INTERRUPTED = 130


class Crash(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()
        self.snapshots = {}  # For each top tree: one of its snapshots, and what that must restore.
        self.folders = 0

    def change_source(self, size):
        """Adds a folder of some small files and one of `size` bytes; only the last three stay."""
        folder = self.source / str(self.folders)
        folder.mkdir()
        write(folder / "large", self.random.randbytes(size))
        for small in range(30):
            write(folder / f"small {small}", self.random.randbytes(2000))
        os.symlink("large", folder / "link")
        self.folders += 1
        if self.folders > 3:
            self.remove(self.source / str(self.folders - 4))

    def note_snapshots(self):
        """A killed backup may have come as far as its snapshot, of the source as it is."""
        for snapshot in self.repository.snapshots():
            if snapshot["tree"] not in self.snapshots:
                self.snapshots[snapshot["tree"]] = snapshot["id"], tree_facts(self.source)

    def expect_restored(self, program, snapshot, facts):
        target = self.scratch / "restored"
        self.repository.run(program, "restore", snapshot, "--target", target)
        self.assertEqual(differences(facts, tree_facts(target / "source")), [])
        self.remove(target)

    def places_of_blobs(self):
        """For each blob in a pack that an index lists, the packs that hold it."""
        places = {}
        for name in self.repository.files("index"):
            for pack in self.repository.json("cat", "index", name)["packs"]:
                for blob in pack["blobs"]:
                    places.setdefault((blob["type"], blob["id"]), set()).add(pack["id"])
        return places

    def backup_time(self):
        """How long a whole backup takes, in seconds."""
        begin = time.monotonic()
        self.repository.backup(TL, "--pack-size", "4", "source", cwd=self.scratch)
        return time.monotonic() - begin

    def kill_a_backup(self, after):
        process = self.repository.start(TL, "backup", "--pack-size", "4", "source", cwd=self.scratch)
        time.sleep(after)
        process.kill()
        process.communicate()

    def test_killed_at_random_moments(self):
        print(f"TL_CRASH_SEED={SEED}", end=" ", flush=True)
        self.change_source(20_000_000)
        longest = 1.6 * self.backup_time()  # So that some get through.
        self.note_snapshots()
        for number in range(ROUNDS):
            with self.subTest(seed=SEED, round=number):
                if number % 4 == 0:
                    self.change_source(20_000_000)
                self.kill_a_backup(after=self.random.uniform(0, longest))
                self.repository.tl("unlock")
                self.note_snapshots()
                self.repository.tl("check")
                if number % 10 == 9:
                    self.repository.restic("check")
        self.repository.backup(TL, "source", cwd=self.scratch)
        self.note_snapshots()
        self.repository.check()
        for snapshot, facts in self.snapshots.values():
            self.expect_restored(TL, snapshot, facts)
        self.expect_restored(RESTIC, "latest", tree_facts(self.source))
        places = self.places_of_blobs()
        self.assertEqual([blob for blob, packs in places.items() if len(packs) > 1], [])
        listed = {pack for packs in places.values() for pack in packs}
        self.assertEqual(listed, set(self.repository.files("data")))
        print(f"{len(self.snapshots)} trees in {len(self.repository.snapshots())} snapshots")

    def test_interrupted(self):
        self.change_source(60_000_000)
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=signal_number):
                packs = len(self.repository.files("data"))
                process = self.repository.start(TL, "backup", "--pack-size", "4", "source", cwd=self.scratch)
                while len(self.repository.files("data")) < packs + 3 and process.poll() is None:
                    time.sleep(0.001)
                begin = time.monotonic()
                process.send_signal(signal_number)
                process.communicate()
                self.assertLess(time.monotonic() - begin, 3)
                self.assertEqual(process.returncode, INTERRUPTED)
                self.assertEqual(self.repository.files("locks"), [])
                self.assertEqual(self.repository.snapshots(), [])
                self.repository.check()
        stored = sum(len(packs) for packs in self.places_of_blobs().values())
        self.assertGreater(stored, 0)
        summary = self.repository.backup(TL, "source", cwd=self.scratch)
        self.repository.check()
        places = self.places_of_blobs()
        self.assertEqual([blob for blob, packs in places.items() if len(packs) > 1], [])
        self.assertEqual(len(places), stored + summary["data_blobs"] + summary["tree_blobs"])
