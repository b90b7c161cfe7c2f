"""Our prune on what restic wrote, and the other way round; and on layouts that neither writes."""
import json
import os
import re
import time

import repository_files
from odd_tree import random_bytes, write
from programs import PASSWORD, RESTIC, TL, ProgramTest, last_json
from tree_facts import differences, tree_facts

NODE = {"mode": 0o644, "mtime": "2024-07-03T10:46:40.0005+01:00", "atime": "2024-07-03T10:46:40.0005+01:00",
        "ctime": "2024-07-03T10:46:40.0005+01:00", "uid": 0, "gid": 0}


class Prune(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.kept = {}

    def make_snapshots(self, repository, *programs):
        """A snapshot of each program in turn; all but the first and the last are forgotten."""
        for turn, program in enumerate(programs):
            for number in range(3):
                write(self.source / f"large {turn} {number}", random_bytes(1_500_000, 10 * turn + number))
            for number in range(30):
                write(self.source / f"{number}", f"turn {turn} file {number}\n".encode() * 100)
            if turn > 0:
                os.remove(self.source / f"large {turn - 1} 1")
            made = repository.backup(program, "--pack-size", "4", "source", cwd=self.scratch)["snapshot_id"]
            if turn in (0, len(programs) - 1):
                self.kept[made] = tree_facts(self.source)
            else:
                repository.restic("forget", made)

    def expect_all_kept(self, repository):
        repository.check()
        for program in (TL, RESTIC):
            for snapshot, facts in self.kept.items():
                target = self.scratch / "restored"
                repository.run(program, "restore", snapshot, "--target", target)
                self.assertEqual(differences(facts, tree_facts(target / "source")), [])
                self.remove(target)

    def restic_figures(self, repository, *options):
        """What restic says it would do: blobs by what becomes of them."""
        text = repository.restic("prune", "--dry-run", "-v", *options).decode()
        found = dict(re.findall(r"^([a-z ]+):\s+(\d+) blobs", text, re.MULTILINE))
        packs = dict(re.findall(r"^([a-z ]+):\s+(\d+)(?: packs)?$", text, re.MULTILINE))
        return {"used": found["used"], "unused": found["unused"], "repack": found["to repack"],
                "repack_remove": found["this removes"], "remove": found["to delete"], "remaining": found["remaining"],
                "partly_used": packs["partly used packs"], "keep": packs["to keep"]}

    def our_figures(self, repository, *options):
        """What we say, with restic 0.14's idea of a small pack: ten of ours would be repacked, too."""
        small = 16 * 1024 * 1024 // 25
        summary = last_json(repository.tl("prune", "--dry-run", "--json", "--repack-smaller-than", small, *options))
        figures = summary["blobs"] | {name: summary["packfiles"][name] for name in ("partly_used", "keep")}
        return {name: str(figures[name]) for name in
                ("used", "unused", "repack", "repack_remove", "remove", "remaining", "partly_used", "keep")}

    def test_plans_as_restic(self):
        for version in (1, 2):
            repository = self.new_repository(f"repository {version}", version)
            self.make_snapshots(repository, RESTIC, TL, RESTIC, RESTIC, TL)
            for options in ((), ("--max-unused", "0"), ("--max-unused", "1%"), ("--max-unused", "20%"),
                            ("--max-unused", "unlimited"), ("--max-unused", "300k"), ("--max-repack-size", "6M"),
                            ("--max-repack-size", "0"), ("--repack-cacheable-only", "--max-unused", "0")):
                with self.subTest(version=version, options=options):
                    self.assertEqual(self.our_figures(repository, *options), self.restic_figures(repository, *options))

    def test_both_prune_what_the_other_wrote(self):
        for version in (1, 2):
            for pruner in (TL, RESTIC):
                with self.subTest(version=version, pruner=pruner):
                    self.kept = {}
                    repository = self.new_repository(f"repository {version} {os.path.basename(pruner)}", version)
                    other = RESTIC if pruner == TL else TL
                    self.make_snapshots(repository, other, other, other, other)
                    repository.run(pruner, "prune", "--max-unused", "0")
                    self.expect_all_kept(repository)
                    # There is nothing left to do for either.
                    packs, indexes = repository.files("data"), repository.files("index")
                    for program in (TL, RESTIC):
                        repository.run(program, "prune", "--max-unused", "0")
                        self.assertEqual(repository.files("data"), packs)
                    self.assertEqual(repository.files("index"), indexes)
                    # And what is there is found again.
                    again = repository.backup(TL, "--force", "source", cwd=self.scratch)
                    self.assertEqual(again["data_added"], 0)
                    self.remove(self.source)
                    self.source.mkdir()

    def test_pruning_in_turn(self):
        repository = self.new_repository()
        for turn, pruner in enumerate((TL, RESTIC, TL, TL, RESTIC)):
            self.kept = {}
            self.make_snapshots(repository, RESTIC, TL, RESTIC)
            repository.run(pruner, "prune", *(("--max-unused", "0") if turn % 2 else ()))
            self.expect_all_kept(repository)
            for snapshot in list(self.kept)[:-1]:
                repository.restic("forget", snapshot)

    def test_compressing_an_upgraded_repository(self):
        repository = self.new_repository(version=1)
        self.make_snapshots(repository, RESTIC, RESTIC)
        repository.restic("migrate", "upgrade_repo_v2")
        before = sum(path.stat().st_size for path in (repository.path / "data").rglob("*") if path.is_file())
        repository.tl("prune", "--repack-uncompressed", "--max-unused", "unlimited")
        self.expect_all_kept(repository)
        after = sum(path.stat().st_size for path in (repository.path / "data").rglob("*") if path.is_file())
        self.assertLess(after, before)
        summary = last_json(repository.tl("prune", "--repack-uncompressed", "--json"))
        self.assertEqual(summary["packfiles"]["repack"], 0)
        self.assertEqual(summary["bytes"]["uncompressed"], 0)

    def test_removes_what_killed_writers_left(self):
        repository = self.new_repository()
        self.make_snapshots(repository, RESTIC, TL)
        name = (repository.path / "index").iterdir().__next__().name
        old = [repository.path / "index" / f"{name}-tmp-12ab", repository.path / "data" / "00" / f"{'0' * 64}-tmp-1234",
               repository.path / "config-tmp-0f"]
        young = repository.path / "snapshots" / f"{'1' * 64}-tmp-12"
        for path in (*old, young):
            path.parent.mkdir(exist_ok=True)
            write(path, b"half a file")
        for path in old:
            os.utime(path, (time.time() - 2 * 86400,) * 2)
        expected = {"files": 3, "bytes": 33}
        for options in ((), ("-o", "local.cache=on", "--limit-upload", "100000")):
            summary = last_json(repository.tl("prune", "--dry-run", "--json", *options))
            self.assertEqual(summary["leftovers"], expected)
        self.assertIn(b"left by killed programs, to delete: 3 files / 33 B", repository.tl("prune", "--dry-run"))
        for path in old:
            self.assertTrue(path.exists())
        self.assertEqual(last_json(repository.tl("prune", "--json"))["leftovers"], expected)
        self.assertEqual(last_json(repository.tl("prune", "--json"))["leftovers"], {"files": 0, "bytes": 0})
        self.assertEqual([path for path in old if path.exists()], [])
        self.assertTrue(young.exists())
        self.expect_all_kept(repository)

    def test_what_is_said_without_a_lock(self):
        repository = self.new_repository()
        repository.tl("prune", "--no-lock", "--dry-run")
        repository.tl("prune", "--no-lock", exit_code=1)


class ForeignLayouts(ProgramTest):
    """Repositories made by hand."""

    def setUp(self):
        super().setUp()
        self.path = self.scratch / "repository"
        self.master = repository_files.create(self.path, PASSWORD)
        self.repository = self.repository_at("repository")
        self.content = {"first": random_bytes(3000, 1), "second": b"second" * 500}

    def pack(self):
        return repository_files.Pack(self.master)

    def add_content(self, pack):
        return {name: [pack.add("data", data)] for name, data in self.content.items()}

    def add_snapshot(self, pack, ids):
        nodes = [{"name": name, "type": "file", "content": ids[name], "size": len(self.content[name])} | NODE
                 for name in sorted(ids)]
        tree = pack.add("tree", json.dumps({"nodes": nodes}).encode())
        repository_files.store_json(self.path, "snapshots", self.master, {
            "time": "2024-07-03T10:46:40+01:00", "tree": tree, "paths": ["/somewhere"]})

    def store_index(self, packs, **more):
        repository_files.store_json(self.path, "index", self.master, {"packs": packs} | more)

    def pack_path(self, entry):
        return self.path / "data" / entry["id"][:2] / entry["id"]

    def expect_pruned(self):
        self.repository.tl("prune", "--max-unused", "0")
        self.repository.check()
        for program in (TL, RESTIC):
            target = self.scratch / f"restored by {os.path.basename(program)}"
            self.repository.run(program, "restore", "latest", "--target", target)
            for name, data in self.content.items():
                self.assertEqual((target / name).read_bytes(), data)
        places = [(blob["type"], blob["id"]) for name in self.repository.files("index")
                  for pack in self.repository.json("cat", "index", name)["packs"] for blob in pack["blobs"]]
        self.assertEqual(len(places), len(set(places)))
        self.assertEqual(len(places), len(self.content) + 1)

    def test_mixed_pack(self):
        pack = self.pack()
        self.add_snapshot(pack, self.add_content(pack))
        pack.add("data", b"unused")
        self.store_index([pack.store(self.path)])
        self.expect_pruned()
        for name in self.repository.files("index"):
            for pack in self.repository.json("cat", "index", name)["packs"]:
                self.assertEqual(len({blob["type"] for blob in pack["blobs"]}), 1)

    def test_blobs_in_many_packs(self):
        packs = [self.pack() for _ in range(5)]
        ids = [self.add_content(pack) for pack in packs]
        packs[1].add("data", b"unused")
        self.add_snapshot(packs[0], ids[0])
        self.store_index([pack.store(self.path) for pack in packs])
        self.expect_pruned()

    def test_pack_in_several_indexes(self):
        data, trees, unused = self.pack(), self.pack(), self.pack()
        self.add_snapshot(trees, self.add_content(data))
        unused.add("data", b"unused")
        packs = [pack.store(self.path) for pack in (data, trees, unused)]
        self.store_index(packs)
        self.store_index(packs[1:])
        self.store_index([])
        self.expect_pruned()

    def test_packs_to_delete(self):
        """What rustic has marked is not there for restic, nor for us."""
        data, trees, marked = self.pack(), self.pack(), self.pack()
        self.add_snapshot(trees, self.add_content(data))
        marked.add("data", b"marked" * 100)
        entries = [pack.store(self.path) for pack in (data, trees, marked)]
        self.store_index(entries[:2], packs_to_delete=[entries[2] | {"time": "2024-07-03T10:46:40+01:00"}])
        self.expect_pruned()
        self.assertFalse(self.pack_path(entries[2]).exists())

    def test_missing_pack_that_nobody_needs(self):
        data, trees, unused = self.pack(), self.pack(), self.pack()
        self.add_snapshot(trees, self.add_content(data))
        unused.add("data", b"unused")
        entries = [pack.store(self.path) for pack in (data, trees, unused)]
        self.store_index(entries)
        os.remove(self.pack_path(entries[2]))
        self.expect_pruned()

    def test_missing_pack_that_is_needed(self):
        data, trees, unused = self.pack(), self.pack(), self.pack()
        self.add_snapshot(trees, self.add_content(data))
        unused.add("data", b"unused")
        entries = [pack.store(self.path) for pack in (data, trees, unused)]
        self.store_index(entries)
        os.remove(self.pack_path(entries[0]))
        files = [self.repository.files(folder) for folder in ("data", "index", "snapshots")]
        self.repository.tl("prune", exit_code=1)
        self.assertEqual([self.repository.files(folder) for folder in ("data", "index", "snapshots")], files)

    def test_leftovers(self):
        data, trees, leftover = self.pack(), self.pack(), self.pack()
        self.add_snapshot(trees, self.add_content(data))
        self.store_index([data.store(self.path), trees.store(self.path)])
        leftover.add("data", b"nobody knows")
        entry = leftover.store(self.path)
        write(self.path / "data" / "README", b"not ours")
        self.expect_pruned()
        self.assertFalse(self.pack_path(entry).exists())
        self.assertTrue((self.path / "data" / "README").exists())
