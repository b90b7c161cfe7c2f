"""The local cache: shared with restic in both directions, never trusted, whole again after a kill.

restic keeps copies of a local repository's files, too; tl does so with `-o local.cache=on`, and keeps the table of its
index beside them in any case.
"""
import os
import subprocess
import time
import unittest

import repository_files
from odd_tree import random_bytes, write
from programs import IS_ID, PASSWORD, RESTIC, TL, ProgramTest

TABLE = "timelocker-index-1"
BLOCK = 12288
UNFINISHED = "timelocker-index-tmp-"
DAY = 86400


def has_nameless_files(folder):
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600))
        return True
    except OSError:
        return False


class Cache(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        for number in range(20):
            (self.source / f"folder {number}").mkdir(parents=True)
            write(self.source / f"folder {number}" / "file", random_bytes(1000, number))
        self.repository = self.new_repository()
        self.base = self.scratch / "cache"

    def run_cached(self, program, *arguments, exit_code=0):
        command = [program, *(["-o", "local.cache=on"] if program == TL else []), *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, timeout=100, check=False,
                                env=self.repository.environment(RESTIC_CACHE_DIR=str(self.base)))
        if exit_code is not None:
            self.assertEqual(result.returncode, exit_code, (command, result.stdout[-2000:], result.stderr[-2000:]))
        return result

    def folder(self):
        """The repository's folder in the cache."""
        (folder,) = [path for path in self.base.iterdir() if IS_ID.fullmatch(path.name)]
        return folder

    def copies(self):
        """The cached files by their paths in the repository."""
        found = {}
        for path in self.folder().rglob("*"):
            if not IS_ID.fullmatch(path.name):
                continue
            kind = path.relative_to(self.folder()).parts[0]
            folder = self.repository.path / kind
            found[folder / path.name[:2] / path.name if kind == "data" else folder / path.name] = path
        return found

    def kinds(self):
        return {original.relative_to(self.repository.path).parts[0] for original in self.copies()}

    def listing(self, program, **options):
        """The lines of `ls` that name files."""
        output = self.run_cached(program, "ls", "latest", **options).stdout.decode()
        return sorted(line for line in output.splitlines() if line.startswith("/"))

    def backup(self):
        self.repository.backup(RESTIC, self.source)


class Sharing(Cache):
    def test_each_program_uses_what_the_other_has_fetched(self):
        for filling, using in ((TL, RESTIC), (RESTIC, TL)):
            with self.subTest(filling=filling, using=using):
                self.base = self.scratch / f"cache of {os.path.basename(filling)}"
                self.repository = self.new_repository(f"repository of {os.path.basename(filling)}")
                self.backup()
                expected = self.listing(filling)
                self.assertEqual(len([line for line in expected if line.endswith("/file")]), 20)
                self.assertEqual(self.kinds(), {"data", "index", "snapshots"})
                for original, copy in self.copies().items():
                    self.assertEqual(copy.read_bytes(), original.read_bytes())
                    # From here on, only the copy is of use.
                    original.chmod(0o600)
                    original.write_bytes(bytes(original.stat().st_size))
                self.assertEqual(self.listing(using), expected)
                self.assertNotEqual(self.run_cached(using, "--no-cache", "ls", "latest", exit_code=None).returncode, 0)

    def test_neither_program_minds_the_others_files(self):
        self.backup()
        self.listing(TL)
        self.listing(RESTIC)
        self.assertTrue((self.folder() / TABLE).exists())
        for program in (RESTIC, TL, RESTIC):
            self.run_cached(program, "backup", "--tag", "again", self.source)
            self.run_cached(program, "forget", "--keep-last", "1", "--prune")
            self.run_cached(program, "check", "--read-data")
            self.assertEqual(len(self.listing(program)), len(self.listing(TL)))
        self.assertTrue((self.folder() / TABLE).exists())
        self.assertEqual((self.base / "CACHEDIR.TAG").read_bytes()[:43], b"Signature: 8a477f597d28d172789f06886806bc55")


class Damage(Cache):
    def test_wrong_copies_are_fetched_anew(self):
        self.backup()
        expected = self.listing(TL)
        for damage in (lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda data: bytes([data[0] ^ 1]) + data[1:],
                       lambda data: data[:len(data) // 2], lambda data: b"", lambda data: data + b"more"):
            for copy in self.copies().values():
                copy.chmod(0o600)
                copy.write_bytes(damage(copy.read_bytes()))
            (self.folder() / TABLE).unlink()  # So that the copies of index files are read.
            self.assertEqual(self.listing(TL), expected)
            self.run_cached(TL, "check", "--read-data")
            self.run_cached(TL, "backup", self.source)
            self.assertEqual(self.listing(TL), expected)
            for copy in self.copies().values():  # Whatever of it stays, restic can use.
                copy.read_bytes()
            self.assertEqual(self.listing(RESTIC), expected)

    def test_a_table_that_was_cut_off_is_made_anew(self):
        self.backup()
        expected = self.listing(TL)
        path = self.folder() / TABLE
        whole = path.read_bytes()
        for size in (0, 10, 12288, len(whole) - 1):
            path.write_bytes(whole[:size])
            self.assertEqual(self.listing(TL), expected)
            self.assertEqual(path.read_bytes(), whole)

    def test_a_damaged_table_heals_within_the_command(self):
        for number in range(600):  # Some blocks of entries.
            write(self.source / "folder 1" / f"{number}", random_bytes(10, 1000 + number))
        self.backup()
        expected = self.listing(TL)
        path = self.folder() / TABLE
        whole = path.read_bytes()
        damaged = bytearray(whole)
        for place in range(BLOCK, len(whole) - len(whole) % BLOCK, BLOCK):
            damaged[place + 5] ^= 1
        for command in (["ls", "latest"], ["find", "file"], ["stats", "latest"], ["stats", "--mode", "raw-data"],
                        ["dump", "latest", self.source / "folder 1" / "file"], ["diff", "latest", "latest"],
                        ["restore", "latest", "--target", self.scratch / "restored"],
                        ["prune", "--dry-run"], ["backup", "--dry-run", self.source],
                        ["check", "--with-cache"], ["prune"], ["backup", self.source]):
            with self.subTest(command=command[0]):
                path.unlink(missing_ok=True)
                path.write_bytes(damaged)
                self.run_cached(TL, *command)
                if command in (["ls", "latest"], ["find", "file"]):
                    self.assertEqual(path.read_bytes(), whole)
        self.assertEqual(self.listing(TL), expected)

    def test_an_unusable_folder_is_no_failure(self):
        self.backup()
        expected = self.listing(TL)
        self.remove(self.base)
        self.base.write_bytes(b"a file")
        self.assertEqual(self.listing(TL), expected)


class Size(Cache):
    def test_the_copies_stay_below_the_bound(self):
        (self.source / "more").mkdir()
        for number in range(5):
            write(self.source / "more" / f"{number}", random_bytes(500, 100 + number))
            self.backup()
        self.listing(TL)
        full = sum(copy.stat().st_size for copy in self.copies().values())
        for bound in (full // 2, full // 4, 1):
            self.run_cached(TL, "--cache-size", bound, "backup", self.source)
            self.assertLessEqual(sum(copy.stat().st_size for copy in self.copies().values()), bound)
            expected = self.listing(RESTIC)
            self.assertEqual(self.listing(TL, exit_code=0), expected)


class Killed(Cache):
    """A kill -9 while the table is made leaves nothing that harms, and nothing that stays."""

    ROUNDS = 12
    BLOBS = 40_000

    def setUp(self):
        super().setUp()
        self.remove(self.repository.path)
        master = repository_files.create(self.repository.path, PASSWORD)
        self.backup()
        # Many blobs of packs that nobody asks for, so that making the table takes a while.
        blobs = [{"id": os.urandom(32).hex(), "type": "data", "offset": 100 * number, "length": 100}
                 for number in range(self.BLOBS)]
        repository_files.store_json(self.repository.path, "index", master,
                                    {"packs": [{"id": os.urandom(32).hex(), "blobs": blobs}]})

    def unfinished(self):
        # While the program begins, its folder, or the cache itself, may not be there yet.
        return list(self.base.glob(f"*/{UNFINISHED}*"))

    def kill_in_the_making(self):
        """Whether the process was killed while it made the table."""
        before = set(self.unfinished())
        process = self.repository.start(TL, "ls", "latest", environment={"RESTIC_CACHE_DIR": str(self.base)})
        while process.poll() is None and not set(self.unfinished()) - before:
            pass
        time.sleep(self.delay)
        process.kill()
        process.communicate()
        return bool(set(self.unfinished()) - before)

    def test_killed_while_the_table_is_made(self):
        expected = self.listing(TL)
        table = self.folder() / TABLE
        whole = table.read_bytes()
        killed = 0
        for number in range(self.ROUNDS):
            table.unlink(missing_ok=True)
            self.delay = 0.004 * (number % 6)
            killed += self.kill_in_the_making()
            self.assertIn(table.read_bytes() if table.exists() else whole, (whole,))
            self.assertEqual(self.listing(TL), expected)
            self.assertEqual(table.read_bytes(), whole)
        self.assertGreater(killed, 0)
        # Nothing else gets a name there, where the file system has files without one.
        if has_nameless_files(self.folder()):
            self.assertEqual(len(self.unfinished()), killed)
        else:
            self.assertGreaterEqual(len(self.unfinished()), killed)
        # Somebody may still be at it; a day later nobody is.
        for path in self.unfinished():
            os.utime(path, (time.time() - 2 * DAY,) * 2)
        table.unlink()
        self.assertEqual(self.listing(TL), expected)
        self.assertEqual(self.unfinished(), [])


if __name__ == "__main__":
    unittest.main()
