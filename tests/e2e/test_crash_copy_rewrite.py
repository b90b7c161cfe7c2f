"""Copies and rewrites killed at random moments: what they leave is sound for us and for restic, no snapshot is lost, and
a last run ends what the killed ones began.

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
INTERRUPTED = 130
ROUNDS = int(os.environ.get("TL_CRASH_ROUNDS", 30))


class CrashCopyRewrite(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()

    def back_up(self, count, size):
        for number in range(count):
            folder = self.source / str(number)
            folder.mkdir()
            write(folder / "large", self.random.randbytes(size))
            for small in range(100):
                write(folder / f"{small}", self.random.randbytes(500))
            self.repository.backup(TL, "--host", f"host {number}", "source", cwd=self.scratch)

    def time_of(self, repository, *arguments, **options):
        begin = time.monotonic()
        repository.tl(*arguments, **options)
        return time.monotonic() - begin

    def kill(self, repository, after, *arguments, environment=None):
        process = repository.start(TL, *arguments, environment=environment)
        time.sleep(after)
        process.kill()
        process.communicate()
        repository.tl("unlock", "--remove-all")

    def expect_restored(self, repository, snapshot, facts):
        target = self.scratch / "restored"
        repository.restic("restore", snapshot, "--target", target)
        self.assertEqual(differences(facts, tree_facts(target / "source")), [])
        self.remove(target)

    def test_killed_rewrites(self):
        print(f"TL_CRASH_SEED={SEED}", end=" ", flush=True)
        self.back_up(4, 100_000)
        longest = 1.2 * self.time_of(self.repository, "rewrite", "--dry-run", "-e", "*.nothing", "-e", "99")
        for number in range(ROUNDS):
            with self.subTest(seed=SEED, round=number):
                # Another file each time, so that there is always something to do.
                arguments = ("rewrite", "--forget", "-e", f"/source/*/{number % 90}")
                self.kill(self.repository, self.random.uniform(0, longest), *arguments)
                self.repository.tl("check")
                self.assertEqual({s["hostname"] for s in self.repository.snapshots()}, {f"host {n}" for n in range(4)})
                if number % 10 == 9:
                    self.repository.restic("check")
        self.repository.tl("rewrite", "--forget", *(f"--exclude=/source/*/{number}" for number in range(min(ROUNDS, 90))))
        self.repository.check()
        facts = tree_facts(self.source)
        left_out = {str(number).encode() for number in range(min(ROUNDS, 90))}
        expected = {path: fact for path, fact in facts.items() if b"/" not in path or path.split(b"/")[1] not in left_out}
        newest = [s for s in self.repository.snapshots() if s["hostname"] == "host 3"]
        for snapshot in newest:
            self.expect_restored(self.repository, snapshot["id"], expected)

    def test_killed_copies(self):
        print(f"TL_CRASH_SEED={SEED}", end=" ", flush=True)
        self.back_up(3, 12_000_000)
        environment = {"RESTIC_FROM_PASSWORD": self.repository.password}
        arguments = ("copy", "--from-repo", self.repository.path, "--pack-size", "4")
        trial = self.new_repository("trial")
        longest = 1.2 * self.time_of(trial, *arguments, environment=environment)
        for number in range(ROUNDS):
            if number % 10 == 0:
                destination = self.new_repository(f"destination {number}")
            with self.subTest(seed=SEED, round=number):
                self.kill(destination, self.random.uniform(0, longest), *arguments, environment=environment)
                destination.tl("check")
                if number % 10 < 9:
                    continue
                destination.tl(*arguments, environment=environment)
                destination.check()
                self.assertEqual(len(destination.snapshots()), 3)
                self.assertEqual(len(destination.files("locks")), 0)
                self.expect_restored(destination, destination.snapshots()[-1]["id"], tree_facts(self.source))
                packs = [pack["id"] for name in destination.files("index")
                         for pack in destination.json("cat", "index", name)["packs"]]
                self.assertEqual(set(packs), set(destination.files("data")))
        self.repository.tl("unlock", "--remove-all")
        self.repository.check()

    def test_interrupted_copy(self):
        self.back_up(2, 40_000_000)
        destination = self.new_repository("interrupted")
        environment = {"RESTIC_FROM_PASSWORD": self.repository.password}
        arguments = ("copy", "--from-repo", self.repository.path, "--pack-size", "4")
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=signal_number):
                packs = len(destination.files("data"))
                process = destination.start(TL, *arguments, environment=environment)
                while len(destination.files("data")) < packs + 2 and process.poll() is None:
                    time.sleep(0.001)
                process.send_signal(signal_number)
                process.communicate()
                self.assertEqual(process.returncode, INTERRUPTED)
                self.assertEqual((destination.files("locks"), self.repository.files("locks")), ([], []))
                self.assertEqual(destination.snapshots(), [])
                destination.tl("check")
        destination.tl(*arguments, environment=environment)
        destination.check()
        blobs = [blob["id"] for name in destination.files("index")
                 for pack in destination.json("cat", "index", name)["packs"] for blob in pack["blobs"]]
        self.assertEqual(len(blobs), len(set(blobs)))
        self.assertEqual(len(destination.snapshots()), 2)
