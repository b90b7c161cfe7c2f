"""Prunes killed at random moments: no snapshot loses anything, and the next prune finishes the work.

TL_CRASH_SEED repeats a run, TL_CRASH_ROUNDS makes it longer.
"""
import os
import random
import shutil
import signal
import time

from odd_tree import write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

SEED = int(os.environ.get("TL_CRASH_SEED", random.SystemRandom().randrange(1 << 32)))
ROUNDS = int(os.environ.get("TL_CRASH_ROUNDS", 40))
INTERRUPTED = 130
PRUNE = ("prune", "--max-unused", "0", "--pack-size", "4")


class PruneCrash(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()
        self.kept = {}  # What each snapshot that stays must restore.
        self.make_snapshots()
        self.template = self.scratch / "template"
        shutil.copytree(self.repository.path, self.template)

    def make_snapshots(self):
        """Snapshots of both programs; every second one is forgotten."""
        for turn in range(6):
            for number in range(4):
                write(self.source / f"large {number} {turn}", self.random.randbytes(2_000_000))
            for number in range(60):
                write(self.source / f"small {number}", self.random.randbytes(3000))
            if turn > 1:
                for number in range(0, 4, 2):
                    os.remove(self.source / f"large {number} {turn - 2}")
            program = TL if turn % 2 else RESTIC
            made = self.repository.backup(program, "--pack-size", "4", "source", cwd=self.scratch)["snapshot_id"]
            if turn in (1, 4, 5):
                self.kept[made[:8]] = tree_facts(self.source)
            else:
                self.repository.restic("forget", made)

    def begin_anew(self):
        self.remove(self.repository.path)
        shutil.copytree(self.template, self.repository.path)

    def prune_time(self):
        begin = time.monotonic()
        self.repository.tl(*PRUNE)
        return time.monotonic() - begin

    def kill_a_prune(self, after):
        """True when it was over before."""
        process = self.repository.start(TL, *PRUNE)
        time.sleep(after)
        process.kill()
        process.communicate()
        return process.returncode == 0

    def expect_all_kept(self, program):
        self.assertEqual({snapshot["short_id"] for snapshot in self.repository.snapshots()}, set(self.kept))
        for snapshot, facts in self.kept.items():
            target = self.scratch / "restored"
            self.repository.run(program, "restore", snapshot, "--target", target)
            self.assertEqual(differences(facts, tree_facts(target / "source")), [])
            self.remove(target)

    def expect_pruned(self):
        """Nothing useless is left, in restic's eyes, too."""
        figures = self.repository.json(*PRUNE, "--dry-run", "--json")
        self.assertEqual(figures["bytes"]["unused"] + figures["bytes"]["duplicate"] + figures["bytes"]["unreferenced"], 0)
        packs = self.repository.files("data")
        self.repository.restic("prune", "--max-unused", "0")
        self.assertEqual(self.repository.files("data"), packs)

    def test_killed_at_random_moments(self):
        print(f"TL_CRASH_SEED={SEED}", end=" ", flush=True)
        longest = 1.3 * self.prune_time()
        finished = 0
        self.begin_anew()
        for number in range(ROUNDS):
            with self.subTest(seed=SEED, round=number):
                is_over = self.kill_a_prune(after=self.random.uniform(0, longest))
                self.repository.tl("unlock")
                self.repository.tl("check")
                if number % 10 == 9:
                    self.repository.check()
                    self.expect_all_kept(TL)
                if is_over:
                    finished += 1
                    self.begin_anew()
        self.repository.tl(*PRUNE)
        self.repository.check()
        for program in (TL, RESTIC):
            self.expect_all_kept(program)
        self.expect_pruned()
        print(f"{finished} of {ROUNDS} got through")

    def test_interrupted(self):
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=signal_number):
                self.begin_anew()
                packs, indexes = len(self.repository.files("data")), self.repository.files("index")
                process = self.repository.start(TL, *PRUNE)
                while len(self.repository.files("data")) <= packs and process.poll() is None:
                    time.sleep(0.001)
                begin = time.monotonic()
                process.send_signal(signal_number)
                process.communicate()
                self.assertLess(time.monotonic() - begin, 3)
                self.assertEqual(process.returncode, INTERRUPTED)
                self.assertEqual(self.repository.files("locks"), [])
                self.repository.check()
                self.expect_all_kept(TL)
                # What was copied is in an index, and is not copied again. If it came as far as to the new index, the
                # old packs are in none.
                if set(indexes) <= set(self.repository.files("index")):
                    listed = {pack["id"] for name in self.repository.files("index")
                              for pack in self.repository.json("cat", "index", name)["packs"]}
                    self.assertEqual(set(self.repository.files("data")) - listed, set())
                self.repository.tl(*PRUNE)
                self.repository.check()
                self.expect_all_kept(RESTIC)
                self.expect_pruned()
