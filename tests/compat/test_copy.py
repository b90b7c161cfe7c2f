"""Copies beside restic: it finds them sound, they restore as the source, and each program skips what the other copied."""
import json

from odd_tree import make_names, random_bytes, write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts


class Copy(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.facts = {}  # Of each snapshot of the source, by its time.

    def change_source(self, turn):
        folder = self.source / f"folder {turn % 2}"
        folder.mkdir(exist_ok=True)
        for number in range(10):
            write(folder / f"{number}", random_bytes(3000 + number, turn))
        write(self.source / "large", random_bytes(2_000_000, 0) + random_bytes(3_000_000, turn) + bytes(1_000_000))

    def back_up(self, repository, writers):
        for turn, writer in enumerate(writers):
            self.change_source(turn)
            repository.backup(writer, "source", cwd=self.scratch)
            self.facts[repository.snapshots()[-1]["time"]] = tree_facts(self.source)

    def copy(self, program, source, destination, *arguments, exit_code=0):
        return destination.run(program, "copy", "--from-repo", source.path, *arguments,
                               environment={"RESTIC_FROM_PASSWORD": source.password}, exit_code=exit_code)

    def expect_restored(self, repository):
        for program in (TL, RESTIC):
            for snapshot in repository.snapshots():
                target = self.scratch / "restored"
                repository.run(program, "restore", snapshot["id"], "--target", target)
                self.assertEqual(differences(self.facts[snapshot["time"]], tree_facts(target / "source")), [])
                self.remove(target)

    def test_between_formats(self):
        make_names(bytes(self.source) + b"/names")
        for from_version, to_version in ((1, 1), (1, 2), (2, 1), (2, 2)):
            with self.subTest(from_version=from_version, to_version=to_version):
                source = self.new_repository(f"from {from_version} {to_version}", from_version)
                self.back_up(source, (TL, RESTIC, TL))
                destination = self.new_repository(f"to {from_version} {to_version}", to_version)
                self.copy(TL, source, destination)
                destination.check()
                source.check()
                self.assertEqual([s["original"] for s in destination.snapshots()], [s["id"] for s in source.snapshots()])
                self.expect_restored(destination)

    def test_each_skips_what_the_other_copied(self):
        source, destination = self.new_repository("from"), self.new_repository("to")
        self.back_up(source, (TL, RESTIC))
        first, second = source.snapshots()
        self.copy(RESTIC, source, destination, first["id"])
        self.copy(TL, source, destination)
        self.assertEqual(len(destination.snapshots()), 2)
        packs = destination.files("data")
        for program in (RESTIC, TL):
            self.copy(program, source, destination)
            self.assertEqual(len(destination.snapshots()), 2)
        self.assertEqual(destination.files("data"), packs)
        # And back: nothing is new there, either.
        self.copy(TL, destination, source)
        self.assertEqual(len(source.snapshots()), 2)
        destination.check()

    def test_each_blob_once_and_compressed_as_asked(self):
        source = self.new_repository("from")
        self.back_up(source, (TL, TL, TL))
        sizes = {}
        for mode in ("off", "auto", "max"):
            destination = self.new_repository(f"to {mode}")
            self.copy(TL, source, destination, "--compression", mode)
            destination.check()
            blobs = [blob["id"] for name in destination.files("index")
                     for pack in destination.json("cat", "index", name)["packs"] for blob in pack["blobs"]]
            self.assertEqual(len(blobs), len(set(blobs)))
            output = destination.restic("prune", "--max-unused", "0").decode()
            self.assertEqual(len(destination.snapshots()), 3, output)
            sizes[mode] = sum(path.stat().st_size for path in (destination.path / "data").rglob("*") if path.is_file())
        self.assertGreater(sizes["off"], sizes["auto"] + 900_000)
        self.assertLessEqual(sizes["max"], sizes["auto"])

    def test_filters_and_failures(self):
        source, destination = self.new_repository("from"), self.new_repository("to")
        self.back_up(source, (TL, TL))
        source.tl("tag", "--add", "wanted", source.snapshots()[0]["id"])
        self.copy(TL, source, destination, "--tag", "wanted")
        self.assertEqual(len(json.loads(destination.restic("snapshots", "--json"))), 1)
        self.copy(TL, source, source, exit_code=1)
        self.copy(TL, self.repository_at("nowhere"), destination, exit_code=10)
        self.copy(TL, source.with_password("wrong"), destination, exit_code=12)
        destination.tl("copy", exit_code=1)
