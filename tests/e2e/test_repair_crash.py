"""Repairs killed at random moments: a repair after them ends where one that nobody killed would have ended, and restic
finds nothing wrong with it.

TL_CRASH_SEED repeats a run, TL_CRASH_ROUNDS makes it longer.
"""
import json
import os
import random
import shutil
import time

from odd_tree import write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

SEED = int(os.environ.get("TL_CRASH_SEED", random.SystemRandom().randrange(1 << 32)))
ROUNDS = int(os.environ.get("TL_CRASH_ROUNDS", 16))


class RepairCrash(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository(version=self.version())
        self.facts = {}  # What each snapshot restored before any damage.
        self.make_snapshots()

    def version(self):
        return 1 if "migrate" in self.id() else 2

    def make_snapshots(self):
        """Snapshots of both programs, in many packs."""
        for turn in range(4):
            folder = self.source / f"folder {turn}"
            folder.mkdir()
            for number in range(3):
                write(folder / f"large {number}", self.random.randbytes(1_500_000))
            for number in range(150):
                write(folder / f"small {number}", self.random.randbytes(2000))
            program = TL if turn % 2 else RESTIC
            made = self.repository.backup(program, "--pack-size", "4", "source", cwd=self.scratch)["snapshot_id"]
            self.facts[self.whole_id(made)] = tree_facts(self.source)

    def whole_id(self, short):
        return next(name for name in self.repository.files("snapshots") if name.startswith(short))

    def path_of(self, folder, name):
        path = self.repository.path / folder
        return (path / name[:2] / name) if folder == "data" else path / name

    def damage(self, folder, name, change):
        path = self.path_of(folder, name)
        content = bytearray(path.read_bytes())
        change(content)
        path.chmod(0o600)
        path.write_bytes(content)

    def packs_of(self, kind):
        """The packs with blobs of the kind, those with most bytes first."""
        sizes = {}
        for index in self.repository.files("index"):
            for pack in self.repository.json("cat", "index", index)["packs"]:
                if pack["blobs"][0]["type"] == kind:
                    sizes[pack["id"]] = sum(blob["length"] for blob in pack["blobs"])
        return sorted(sizes, key=sizes.get, reverse=True)

    def begin_anew(self):
        self.remove(self.repository.path)
        shutil.copytree(self.template, self.repository.path)

    def kill_often(self, commands, is_done):
        """Kills `commands` at random moments, and lets each end undisturbed last. `is_done`: whether there is nothing
        left to kill them at, so that all begins anew."""
        print(f"TL_CRASH_SEED={SEED}", end=" ", flush=True)
        self.template = self.scratch / "template"
        shutil.copytree(self.repository.path, self.template)
        begin = time.monotonic()
        self.run_all(commands)
        longest = 1.1 * (time.monotonic() - begin) / len(commands)
        self.begin_anew()
        killed = 0
        for number in range(ROUNDS):
            with self.subTest(seed=SEED, round=number):
                for command in commands:
                    process = self.repository.start(TL, *command, cwd=self.copies())
                    time.sleep(self.random.uniform(0, longest))
                    process.kill()
                    process.communicate()
                    self.after_kill()
                    self.repository.tl("unlock", "--remove-all")
                    killed += process.returncode != 0
                if is_done() or number % 4 == 3:
                    self.run_all(commands)
                    self.expect_end()
                    self.begin_anew()
        self.run_all(commands)
        self.expect_end()
        print(f"{killed} were killed", end=" ", flush=True)
        self.assertGreater(killed, 0)

    def copies(self):
        folder = self.scratch / "copies"
        folder.mkdir(exist_ok=True)
        return folder

    def run_all(self, commands):
        for command in commands:
            # A pack may have been repaired and removed by a run that was killed after that.
            exit_code = None if command[:2] == ("repair", "packs") else 0
            self.repository.tl(*command, cwd=self.copies(), exit_code=exit_code)

    def after_kill(self):
        """To be set by a test that has to put something right before the repository opens."""

    def expect_end(self):
        """To be set by the test: what holds when all is repaired."""
        raise NotImplementedError

    def expect_all_restored(self):
        self.repository.check()
        self.assertEqual(set(self.repository.files("snapshots")), set(self.facts))
        for snapshot, facts in self.facts.items():
            self.expect_restored(snapshot, facts)

    def restored(self, program, snapshot):
        target = self.scratch / "restored"
        self.repository.run(program, "restore", snapshot, "--target", target)
        facts = tree_facts(target)
        self.remove(target)
        return facts

    def expect_restored(self, snapshot, facts):
        target = self.scratch / "restored"
        self.repository.restic("restore", snapshot, "--target", target)
        self.assertEqual(differences(facts, tree_facts(target / "source")), [])
        self.remove(target)

    def test_killed_repair_index(self):
        indexes = self.repository.files("index")
        self.path_of("index", indexes[0]).unlink()
        self.damage("index", indexes[1], lambda content: content.__setitem__(50, content[50] ^ 1))
        # All that is still known of this pack is in the index.
        listed = [pack["id"] for pack in self.repository.json("cat", "index", indexes[2])["packs"]]
        headless = listed[0]
        self.damage("data", headless, lambda content: content.__setitem__(-9, content[-9] ^ 1))

        def expect_end():
            self.repository.tl("repair", "packs", headless, cwd=self.copies())
            self.expect_all_restored()
        self.expect_end = expect_end
        self.kill_often([("repair", "index")], is_done=lambda: len(self.repository.files("index")) == 0)

    def test_killed_repair_packs(self):
        for kind in ("data", "tree"):
            self.damage("data", self.packs_of(kind)[0], lambda content: content.__setitem__(-9, content[-9] ^ 1))
        packs = self.packs_of("data")[:1] + self.packs_of("tree")[:1]
        self.expect_end = self.expect_all_restored
        self.kill_often(
            [("repair", "packs", *packs)],
            is_done=lambda: not set(packs) & set(self.repository.files("data")))

    def test_killed_repair_snapshots(self):
        hit = self.packs_of("data")[0]
        self.path_of("data", hit).unlink()
        self.repository.tl("repair", "index")
        before = set(self.facts)
        lost = [line["object"] for line in self.notices("repair", "snapshots", "--forget", "--dry-run")]
        self.assertTrue(lost)

        def expect_end():
            self.repository.check()
            made = self.repository.snapshots()
            # One for each, and but for the files that are hit all is as it was.
            self.assertEqual({snapshot.get("original", snapshot["id"]) for snapshot in made}, before)
            self.assertEqual(len(made), len(before))
            for snapshot in made:
                restored = self.restored(RESTIC, snapshot["id"])
                expected = self.facts[snapshot.get("original", snapshot["id"])]
                self.assertEqual(self.restored(TL, snapshot["id"]), restored)
                for path in expected:
                    if b"large" not in path:
                        self.assertIn(b"source/" + path, restored)
        self.expect_end = expect_end
        self.kill_often(
            [("repair", "snapshots", "--forget")],
            is_done=lambda: not before & set(self.repository.files("snapshots")))

    def notices(self, *arguments):
        lines = self.repository.tl(*arguments, "--json").splitlines()
        return [line for line in map(json.loads, lines) if line["message_type"] == "notice"]

    def test_killed_recover(self):
        trees = {snapshot["id"]: snapshot["tree"] for snapshot in self.repository.snapshots()}
        kept = self.repository.snapshots()[0]["id"]
        for snapshot in trees:
            if snapshot != kept:
                self.path_of("snapshots", snapshot).unlink()
        self.path_of("index", self.repository.files("index")[0]).unlink()

        def expect_end():
            self.repository.check()
            self.expect_restored(kept, self.facts[kept])
            found = {}
            for snapshot in self.repository.snapshots():
                if snapshot["id"] != kept:
                    for line in self.repository.tl("ls", "--long", snapshot["id"]).splitlines():
                        found.setdefault(line.split(b"/")[-1], snapshot["id"])
            # What a snapshot had lies somewhere below what was recovered.
            newest = max(self.facts, key=lambda snapshot: len(self.facts[snapshot]))
            for path in self.facts[newest]:
                self.assertIn(path.split(b"/")[-1], set(found) | {b""})
            self.repository.tl("recover")
        self.expect_end = expect_end
        self.kill_often([("recover",)], is_done=lambda: len(self.repository.files("snapshots")) > 1)

    def test_killed_migrate(self):
        config = self.repository.path / "config"

        def version():
            if not config.exists():
                # Killed while it was being replaced: that is what the copy is for.
                copy, = self.copies().glob("config-*")
                shutil.copy(copy, config)
            for copy in self.copies().glob("config-*"):
                copy.unlink()
            return self.repository.json("--no-lock", "cat", "config")["version"]

        def expect_end():
            self.assertEqual(version(), 2)
            self.expect_all_restored()
        self.expect_end = expect_end
        self.after_kill = version
        self.kill_often([("migrate", "upgrade_repo_v2")], is_done=lambda: version() == 2)
