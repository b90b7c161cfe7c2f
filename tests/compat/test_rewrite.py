"""Rewritten snapshots beside restic: it finds them sound, and they restore as the old ones but for what was left out."""
import json
import os

from odd_tree import make_names, random_bytes, write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts


class Rewrite(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        make_names(os.fsencode(self.source) + b"/names")
        for folder in ("docs", "docs/old", "cache", "cache/deep"):
            (self.source / folder).mkdir()
            for number in range(5):
                write(self.source / folder / f"{number}.txt", random_bytes(900, number))
                write(self.source / folder / f"{number}.tmp", random_bytes(700, number))
        write(self.source / "large", random_bytes(3_000_000, 1))

    def restored(self, repository, program, snapshot):
        target = self.scratch / "restored"
        repository.run(program, "restore", snapshot, "--target", target)
        facts = tree_facts(target / "source")
        self.remove(target)
        return facts

    def expected(self, is_kept):
        # Times of folders are those of the source, whatever they lost.
        return {path: facts for path, facts in tree_facts(self.source).items() if is_kept(path)}

    def test_excludes(self):
        for version in (1, 2):
            for writer in (TL, RESTIC):
                with self.subTest(version=version, writer=writer):
                    repository = self.new_repository(f"{version} {os.path.basename(writer)}", version)
                    repository.backup(writer, "source", cwd=self.scratch)
                    repository.backup(writer, "--tag", "t", "source/docs", cwd=self.scratch)
                    whole, docs = repository.snapshots()
                    repository.tl("rewrite", "--forget", "-e", "*.tmp", "--exclude", "/source/cache/deep")
                    repository.check()
                    snapshots = repository.snapshots()
                    self.assertEqual([s["original"] for s in snapshots], [whole["id"], docs["id"]])
                    self.assertEqual([s["time"] for s in snapshots], [whole["time"], docs["time"]])
                    expected = self.expected(lambda path: not path.endswith(b".tmp") and not path.startswith(b"cache/deep"))
                    for program in (TL, RESTIC):
                        restored = self.restored(repository, program, snapshots[0]["id"])
                        self.assertEqual(differences(expected, restored), [])
                    self.assertNotEqual(snapshots[1]["tree"], docs["tree"])
                    # The same backup made without those files: not a byte differs.
                    again = repository.backup(
                        writer, "--force", "--exclude", "*.tmp", "--exclude", str(self.source / "cache/deep"), "source",
                        cwd=self.scratch)
                    self.assertEqual(again["data_added"], 0)
                    # Nothing of what was left out stays after a prune.
                    repository.restic("prune", "--max-unused", "0")
                    repository.check()

    def test_unchanged_snapshots_stay(self):
        repository = self.new_repository()
        repository.backup(TL, "source", cwd=self.scratch)
        before = repository.snapshots(), repository.files("data")
        repository.tl("rewrite", "--forget", "-e", "*.nothing")
        self.assertEqual((repository.snapshots(), repository.files("data")), before)

    def test_includes(self):
        repository = self.new_repository()
        repository.backup(TL, "source", cwd=self.scratch)
        repository.tl("rewrite", "-i", "/source/docs/old")
        old, new = sorted(repository.snapshots(), key=lambda snapshot: "original" in snapshot)
        self.assertEqual(new["tags"], ["rewrite"])
        self.assertEqual(new["original"], old["id"])
        restored = self.restored(repository, RESTIC, new["id"])
        expected = self.expected(lambda path: path == b"docs" or path.startswith(b"docs/old"))
        self.assertEqual(differences(expected, restored), [])
        repository.check()

    def test_host_and_time(self):
        repository = self.new_repository()
        repository.backup(RESTIC, "source", cwd=self.scratch)
        repository.tl("rewrite", "--forget", "--new-host", "elsewhere", "--new-time", "2020-02-03 04:05:06")
        (snapshot,) = json.loads(repository.restic("snapshots", "--json"))
        self.assertEqual((snapshot["hostname"], snapshot["time"]), ("elsewhere", "2020-02-03T04:05:06Z"))
        repository.check()
