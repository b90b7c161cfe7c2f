"""Repositories as other writers leave them: older versions of restic, and rustic.

Plain JSON where format 2 usually has compressed, packs that mix trees and data, packs listed twice or only
for deletion, blobs stored twice, missing folders, leftovers.
"""
import hashlib
import json
import os
import shutil

import repository_files
from odd_tree import random_bytes, write
from programs import PASSWORD, RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

NODE = {"mode": 0o644, "mtime": "2024-07-03T10:46:40.0005+01:00", "atime": "2024-07-03T10:46:40.0005+01:00",
        "ctime": "2024-07-03T10:46:40.0005+01:00", "uid": 0, "gid": 0}


class ForeignLayouts(ProgramTest):
    def setUp(self):
        super().setUp()
        self.path = self.scratch / "repository"
        self.master = repository_files.create(self.path, PASSWORD)
        self.repository = self.repository_at("repository")
        self.content = {"first": random_bytes(3000, 1), "second": b"second" * 500, "empty": b""}

    def add_tree(self, pack, ids):
        """The top tree of files with the given blobs, its keys in another order than restic's."""
        nodes = [{"type": "file", "content": ids[name], "size": len(self.content[name])} | NODE | {"name": name}
                 for name in sorted(ids)]
        return pack.add("tree", json.dumps({"unknown": 1, "nodes": nodes}).encode())

    def add_blobs(self, pack):
        return {name: [pack.add("data", data)] if data else [] for name, data in self.content.items()}

    def add_snapshot(self, tree):
        repository_files.store_json(self.path, "snapshots", self.master, {
            "time": "2024-07-03T10:46:40+01:00", "tree": tree, "paths": ["/somewhere"], "label": "of rustic", "unknown": {"a": [1]}})

    def store_index(self, packs, **more):
        repository_files.store_json(self.path, "index", self.master, more | {"packs": packs})

    def expect_sound(self):
        """Both programs check it, both restore it, and ours goes on with it."""
        self.repository.check()
        for program in (TL, RESTIC):
            target = self.scratch / f"restored by {os.path.basename(program)}"
            self.repository.run(program, "restore", "latest", "--target", target)
            for name, data in self.content.items():
                self.assertEqual((target / name).read_bytes(), data)
        source = self.scratch / "source"
        source.mkdir()
        for name, data in self.content.items():
            write(source / name, data)
        added = self.repository.backup(TL, source)
        self.assertEqual(added["data_blobs"], 0)
        self.repository.check()

    def test_rustic_with_chunks_of_a_fixed_size(self):
        """All that is there can be read and cleaned up; a backup would share nothing with it."""
        config = json.loads(self.master.open((self.path / "config").read_bytes()))
        (self.path / "config").unlink()
        text = json.dumps(config | {"chunker": "fixed_size", "chunk_size": 4096}).encode()
        (self.path / "config").write_bytes(self.master.seal(text))
        pack = repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(pack, self.add_blobs(pack)))
        self.store_index([pack.store(self.path)])
        self.repository.check()
        self.repository.tl("restore", "latest", "--target", self.scratch / "restored")
        for name, data in self.content.items():
            self.assertEqual((self.scratch / "restored" / name).read_bytes(), data)
        self.repository.tl("forget", "--keep-last", "1", "--prune")
        for command in (("backup", self.scratch / "restored"), ("backup", "--dry-run", self.scratch / "restored")):
            process = self.repository.start(TL, *command)
            self.assertIn(b"fixed_size", process.communicate()[1])
            self.assertEqual(process.returncode, 1)
        self.assertEqual(len(self.repository.snapshots()), 1)
        self.assertEqual(self.repository.files("locks"), [])
        self.repository.check()

    def test_a_pack_that_no_index_lists_can_be_searched_for(self):
        pack, second = repository_files.Pack(self.master), repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(pack, self.add_blobs(pack)))
        self.store_index([pack.store(self.path)])
        second.add("data", self.content["first"])
        unlisted = second.store(self.path)["id"]
        for wanted in (unlisted, unlisted[:12]):
            self.assertIn(b"/first", self.repository.tl("find", "--pack", wanted))
            self.assertNotIn(b"/second", self.repository.tl("find", "--pack", wanted))
        os.chmod(self.path / "data" / unlisted[:2] / unlisted, 0o600)
        (self.path / "data" / unlisted[:2] / unlisted).write_bytes(b"no pack")
        self.repository.tl("find", "--pack", unlisted, exit_code=1)

    def test_mixed_pack_and_plain_json(self):
        pack = repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(pack, self.add_blobs(pack)))
        self.store_index([pack.store(self.path)], supersedes=["0" * 64])
        self.expect_sound()

    def test_pack_in_two_indexes(self):
        data, trees = repository_files.Pack(self.master), repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(trees, self.add_blobs(data)))
        packs = [data.store(self.path), trees.store(self.path)]
        self.store_index(packs)
        self.store_index(packs[::-1])
        self.store_index([])
        self.expect_sound()

    def test_blobs_in_two_packs(self):
        packs = [repository_files.Pack(self.master) for _ in range(2)]
        ids = [self.add_blobs(pack) for pack in packs]
        self.add_snapshot(self.add_tree(packs[0], ids[0]))
        self.store_index([pack.store(self.path) for pack in packs])
        self.expect_sound()

    def test_one_of_two_copies_is_damaged(self):
        packs = [repository_files.Pack(self.master) for _ in range(2)]
        ids = [self.add_blobs(pack) for pack in packs]
        tree = self.add_tree(packs[0], ids[0])
        self.add_tree(packs[1], ids[1])
        self.add_snapshot(tree)
        entries = [pack.store(self.path) for pack in packs]
        self.store_index(entries)
        for number in range(2):
            with self.subTest(damaged=number):
                name = entries[number]["id"]
                path = self.path / "data" / name[:2] / name
                whole = path.read_bytes()
                path.chmod(0o600)
                path.write_bytes(bytes(len(whole) - 100) + whole[-100:])
                target = self.scratch / f"restored {number}"
                self.repository.tl("restore", "latest", "--target", target)
                for file, data in self.content.items():
                    self.assertEqual((target / file).read_bytes(), data)
                self.repository.tl("check", "--read-data", exit_code=1)
                path.write_bytes(whole)

    def test_packs_to_delete(self):
        """A pack that rustic has marked: its blobs are not there for us, but may become so again."""
        data, trees, marked = (repository_files.Pack(self.master) for _ in range(3))
        self.add_snapshot(self.add_tree(trees, self.add_blobs(data)))
        extra = random_bytes(5000, 2)
        marked.add("data", extra)
        self.store_index([data.store(self.path), trees.store(self.path)],
                         packs_to_delete=[marked.store(self.path) | {"time": "2024-07-03T10:46:40+01:00", "size": 5100}])
        write(self.scratch / "extra", extra)
        self.repository.backup(TL, self.scratch / "extra")
        self.repository.restic("prune")  # Deletes what no index lists.
        self.repository.check()
        self.repository.tl("restore", "latest", "--target", self.scratch / "restored")
        self.assertEqual((self.scratch / "restored" / str(self.scratch)[1:] / "extra").read_bytes(), extra)

    def test_folders_that_are_missing(self):
        pack = repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(pack, self.add_blobs(pack)))
        self.store_index([pack.store(self.path)])
        shutil.rmtree(self.path / "locks")
        self.repository.tl("check", "--read-data")
        self.repository.tl("ls", "latest")

    def test_leftovers(self):
        pack = repository_files.Pack(self.master)
        self.add_snapshot(self.add_tree(pack, self.add_blobs(pack)))
        self.store_index([pack.store(self.path)])
        (self.path / "tmp").mkdir()
        for folder in ("index", "snapshots", "locks", "keys", "tmp", "."):
            write(self.path / folder / (hashlib.sha256(folder.encode()).hexdigest() + "-tmp-12345"), b"half")
            write(self.path / folder / "README", b"not ours")
        write(self.path / "data" / "README", b"not ours")
        self.expect_sound()

    def test_same_content_as_data_and_as_tree(self):
        """A blob is named by its type and its ID, not by the ID alone."""
        data, trees = repository_files.Pack(self.master), repository_files.Pack(self.master)
        ids = self.add_blobs(data)
        plain = trees.add("tree", b'{"nodes":[]}\n')
        self.content["tree.json"] = b'{"nodes":[]}\n'
        ids["tree.json"] = [data.add("data", b'{"nodes":[]}\n')]
        self.assertEqual(ids["tree.json"], [plain])
        self.add_snapshot(self.add_tree(trees, ids))
        self.store_index([data.store(self.path), trees.store(self.path)])
        self.expect_sound()
