"""A dump holds what restic's holds, and what other programs unpack from it is what was saved."""
import hashlib
import io
import os
import subprocess
import tarfile
import zipfile

from odd_tree import make_odd_tree, random_bytes, write
from programs import RESTIC, TL, ProgramTest
from tree_facts import differences, tree_facts

UNDUMPED = (b"modes/fifo", b"modes/socket", b"modes/char", b"modes/block")


def tar_entries(archive):
    """What is in a tar archive, by path; times to a second, which is all that restic keeps."""
    entries = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for entry in tar:
            content = tar.extractfile(entry).read() if entry.isfile() else b""
            entries[entry.name.encode(errors="surrogateescape")] = {
                "type": entry.type, "mode": entry.mode, "owner": (entry.uid, entry.gid, entry.uname, entry.gname),
                "size": entry.size, "link": entry.linkname, "content": hashlib.sha256(content).hexdigest(),
                "attributes": {key: value for key, value in entry.pax_headers.items() if key.startswith("SCHILY.")},
                "time": entry.mtime}
    return entries


class Dump(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.repository = self.new_repository()

    def save(self):
        self.repository.backup(RESTIC, "source", cwd=self.scratch)

    def expect_same_tar(self, *arguments):
        ours = tar_entries(self.repository.tl("dump", *arguments))
        theirs = tar_entries(self.repository.restic("dump", *arguments))
        self.assertEqual(ours.keys(), theirs.keys())
        for path, their_facts in theirs.items():
            self.assertAlmostEqual(ours[path].pop("time"), their_facts.pop("time"), delta=0.51, msg=path)
            self.assertEqual(ours[path], their_facts, path)
        return ours

    def test_a_file(self):
        self.source.mkdir()
        content = random_bytes(30_000_000, 1)
        write(self.source / "file", content)
        self.save()
        self.assertEqual(self.repository.tl("dump", "latest", "/source/file"), content)
        self.assertEqual(self.repository.tl("dump", "latest:source", "file"), content)
        target = self.scratch / "target"
        self.assertEqual(self.repository.tl("dump", "latest", "source/file", "--target", target), b"")
        self.assertEqual(target.read_bytes(), content)

    def test_tar_as_restic(self):
        make_odd_tree(self.source, large=10_000_000, many=300)
        self.save()
        self.assertGreater(len(self.expect_same_tar("latest", "/")), 1000)
        self.assertIn(b"source/links/linked again", self.expect_same_tar("latest", "/source/links"))

    def test_tar_unpacks_to_what_was_saved(self):
        make_odd_tree(self.source, large=10_000_000, many=300)
        expected = tree_facts(self.source)
        self.save()
        target = self.scratch / "unpacked"
        target.mkdir()
        archive = self.repository.tl("dump", "latest:source", "/")
        subprocess.run(["tar", "-x", "-p", "--numeric-owner", "--acls", "--xattrs", "--xattrs-include=*", "-C", target],
                       input=archive, check=True, capture_output=True)
        found = differences(
            {path: facts for path, facts in expected.items() if path and not path.startswith(UNDUMPED)},
            {path: facts for path, facts in tree_facts(target).items() if path},
            ignore=lambda path, fact: fact == "linked with")  # Hard links come as files of their own.
        self.assertEqual(found, [])

    def test_zip(self):
        make_odd_tree(self.source, large=10_000_000, many=300)
        self.save()
        contents = []
        for program in (TL, RESTIC):
            with zipfile.ZipFile(io.BytesIO(self.repository.run(program, "dump", "-a", "zip", "latest", "/"))) as archive:
                self.assertIsNone(archive.testzip())
                contents.append({
                    entry.filename: (entry.file_size, entry.CRC, entry.date_time, entry.external_attr >> 16)
                    for entry in archive.infolist()})
        self.assertEqual(contents[0].keys(), contents[1].keys())
        self.assertGreater(len(contents[0]), 1000)
        for path, ours in contents[0].items():
            theirs = contents[1][path]
            if ours[2][0] in (1980, 2107):  # Times that zip has no room for; those of restic wrap around.
                ours, theirs = ours[:2] + ours[3:], theirs[:2] + theirs[3:]
            self.assertEqual(ours, theirs, path)

    def test_zip_unpacks(self):
        self.source.mkdir()
        (self.source / "folder").mkdir()
        write(self.source / "folder" / "größe", random_bytes(3_000_000, 1))
        write(self.source / "empty")
        os.symlink("empty", self.source / "link")
        self.save()
        self.repository.tl("dump", "latest:source", "/", "--archive=zip", "--target", self.scratch / "archive.zip")
        subprocess.run(["unzip", "-q", self.scratch / "archive.zip", "-d", self.scratch / "unpacked"], check=True)
        for path in ("folder/größe", "empty"):
            self.assertEqual((self.scratch / "unpacked" / path).read_bytes(), (self.source / path).read_bytes())
        self.assertEqual(os.readlink(self.scratch / "unpacked" / "link"), "empty")

    def test_ends_when_the_reader_goes(self):
        self.source.mkdir()
        write(self.source / "file", random_bytes(50_000_000, 1))
        self.save()
        process = self.repository.start(TL, "dump", "latest", "/source/file")
        process.stdout.read(1000)
        process.stdout.close()
        self.assertEqual(process.wait(60), 1)
        process.stderr.close()
        self.assertEqual(self.repository.files("locks"), [])

