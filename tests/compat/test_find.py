"""What is found, and counted, is what restic finds and counts."""
import json
import os

from odd_tree import make_links, make_names, random_bytes, write
from programs import RESTIC, TL, ProgramTest

STATISTICS = ("restore-size", "files-by-contents", "blobs-per-file", "raw-data")


class Find(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.source.mkdir()
        self.repository = self.new_repository()
        make_names(os.fsencode(self.source) + b"/names")
        make_links(os.fsencode(self.source) + b"/links")
        (self.source / "folder" / "Sub").mkdir(parents=True)
        for name in ("folder/one.txt", "folder/TWO.TXT", "folder/Sub/one.txt", "three"):
            write(self.source / name, random_bytes(700_000, len(name)))
            os.utime(self.source / name, (1_500_000_000 + 86400 * len(name),) * 2)
        self.first = self.save()
        os.remove(self.source / "folder" / "one.txt")
        write(self.source / "three", b"changed")
        self.second = self.save()

    def save(self):
        self.repository.backup(RESTIC, self.source)
        return self.repository.snapshots()[-1]["id"]

    def found(self, program, *arguments):
        """By snapshot, what is found in it; restic 0.14 knows neither the order nor all members of today."""
        found = json.loads(self.repository.run(program, "find", "--json", *arguments))
        for result in found:
            for match in result["matches"]:
                match.pop("inode", None)
        return {result["snapshot"]: (result["hits"], result["matches"]) for result in found}

    def expect_as_restic(self, *arguments, hits):
        ours, theirs = (self.found(program, *arguments) for program in (TL, RESTIC))
        self.assertEqual(ours, theirs)
        self.assertEqual(sum(count for count, _ in ours.values()), hits)

    def test_names_as_restic(self):
        self.expect_as_restic("one.txt", hits=3)
        self.expect_as_restic("-i", "*.TXT", hits=5)
        self.expect_as_restic("*.TXT", "three", hits=4)
        self.expect_as_restic(f"{self.source}/folder/*.txt", hits=1)
        self.expect_as_restic("--snapshot", self.second, "Sub", hits=2)
        self.expect_as_restic("--oldest", "2017-07-28", "--newest", "2017-08-01 00:00:00", "*", hits=3)
        self.expect_as_restic("no such thing", hits=0)
        self.expect_as_restic("--path", "/elsewhere", "*", hits=0)
        self.assertGreater(sum(count for count, _ in self.found(TL, "*").values()), 1000)
        self.assertEqual(self.found(TL, "*"), self.found(RESTIC, "*"))

    def test_blobs_and_trees_as_restic(self):
        tree = next(result["tree"] for result in self.repository.snapshots() if result["id"] == self.first)
        file = self.repository.nodes(tree)
        for _ in self.source.parts[1:]:
            tree = next(iter(file.values()))["subtree"]
            file = self.repository.nodes(tree)
        blob = file["three"]["content"][0]
        for kind, wanted in (("--blob", blob), ("--blob", blob[:8]), ("--tree", tree), ("--tree", file["folder"]["subtree"])):
            ours, theirs = (json.loads(run("find", "--json", kind, wanted))
                            for run in (self.repository.tl, self.repository.restic))
            self.assertEqual(ours, theirs)
            self.assertNotEqual(ours, [])
        ours, theirs = (run("find", "--snapshot", self.first, "--show-pack-id", "--blob", blob).split(b" ... Pack ")[0]
                        for run in (self.repository.tl, self.repository.restic))
        self.assertEqual(ours, theirs)  # What follows is younger versions' way to name a blob.
        pack = self.repository.files("data")[0]
        self.assertNotEqual(self.repository.tl("find", "--pack", pack[:10]), b"")

    def test_text(self):
        short = [self.second[:8], self.first[:8]]
        lines = self.repository.tl("find", "one.txt").decode().splitlines()
        self.assertRegex(lines[0], f"^Found matching entries in snapshot {short[0]} from 20..-")
        self.assertEqual([line for line in lines if not line.startswith("Found")],
                         [f"{self.source}/folder/Sub/one.txt", "", f"{self.source}/folder/Sub/one.txt",
                          f"{self.source}/folder/one.txt"])
        theirs = self.repository.restic("find", "-l", "--snapshot", self.first, "three").splitlines()
        self.assertEqual(self.repository.tl("find", "-l", "--snapshot", self.first, "three").splitlines()[1:], theirs[1:])

    def test_history(self):
        path = f"{self.source}/folder/one.txt"
        (history,) = json.loads(self.repository.tl("find", "--json", "--history", path))
        self.assertEqual([version["change"] for version in history["versions"]], ["added", "removed"])
        self.assertEqual(history["versions"][0]["size"], 700_000)
        self.assertEqual([version["first_snapshot"]["id"] for version in history["versions"]], [self.first, self.second])
        (history,) = json.loads(self.repository.tl("find", "--json", "--history", f"{self.source}/three"))
        self.assertEqual([(version["change"], version["size"]) for version in history["versions"]],
                         [("added", 700_000), ("changed", 7)])
        text = self.repository.tl("find", "--history", f"{self.source}/three").decode()
        self.assertIn("in 2 snapshots", text)
        # A backup of something else says nothing about the path.
        self.repository.backup(RESTIC, "/etc/hostname")
        (history,) = json.loads(self.repository.tl("find", "--json", "--history", path))
        self.assertEqual(history["snapshots"], 2)

    def test_wrong_input(self):
        for arguments in ((), ("[",), ("--blob", "xyz"), ("--blob", "ab"), ("--pack", "0" * 64), ("--blob", "--tree", "abcd"),
                          ("--oldest", "yesterday", "x"), ("--oldest", "2020-01-02", "--newest", "2020-01-01", "x"),
                          ("--history",), ("--history", "/no/such/path"), ("--history", "--blob", "/x"), ("-s", "12345678", "x")):
            self.repository.tl("find", *arguments, exit_code=1)

    def test_statistics_as_restic(self):
        for mode in STATISTICS:
            for ids in ((self.first,), (self.second,), ("latest",)) + (() if mode == "blobs-per-file" else ((),)):
                ours, theirs = (json.loads(run("stats", "--json", "--mode", mode, *ids).splitlines()[-1])
                                for run in (self.repository.tl, self.repository.restic))
                self.assertEqual({member: ours.get(member, 0) for member in theirs}, theirs, (mode, ids))
        self.assertIn(b"Compression Ratio", self.repository.tl("stats", "--mode", "raw-data"))
        self.repository.tl("stats", "--mode", "bytes", exit_code=1)
        self.repository.tl("stats", "12345678", exit_code=1)
