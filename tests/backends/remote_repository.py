"""Repositories on servers, for tests of whole programs: what every backend is put through on good days."""
import os
import random
import re
import time

import programs
import repository_files
from odd_tree import make_odd_tree
from programs import RESTIC, TL
from tree_facts import differences, tree_facts

MAKES_SMALL_PACKS = ("--pack-size", "4")


class RemoteRepository(programs.Repository):
    """`location` is what tl takes; `for_restic` what restic 0.14 takes, if that is another text. `path` is the folder of this
    machine where the server has the files, if there is one."""

    def __init__(self, test, location, for_restic=None, variables=None, options=(), restic_options=None, path="unused"):
        super().__init__(test, path)
        self.location, self.for_restic = location, str(for_restic or location)
        self.variables = variables or {}
        self.options = list(options)
        self.restic_options = list(options if restic_options is None else restic_options)

    def environment(self, **more):
        return super().environment(RESTIC_REPOSITORY=self.location, **self.variables) | more

    def command(self, program, *arguments):
        if program == RESTIC:
            return super().command(program, "-r", self.for_restic, *self.restic_options, *arguments)
        return super().command(program, *self.options, *arguments)

    def outcome(self, *arguments, environment=None, program=TL):
        """Exit code and all that the program says. It must not hang."""
        process = self.start(program, *arguments, environment=environment, cwd=self.test.scratch)
        try:
            out, error = process.communicate(timeout=300)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        return process.returncode, (out + error).decode(errors="replace")


def is_lost_by_restic(path, fact):
    """What restic 0.14 does not restore, whoever made the snapshot."""
    return (fact == "linked with" and path.startswith(b"links/link 1") or
            fact == "mtime" and path.startswith(b"times/15032385535"))


class RemoteTest(programs.ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"

    def make_files(self, count=20, size=1_000_000, seed=1):
        """Files that do not shrink."""
        self.source.mkdir(exist_ok=True)
        made = random.Random(seed)
        for number in range(count):
            (self.source / f"file {seed} {number}").write_bytes(made.randbytes(size))

    def make_in(self, repository):
        """Makes a repository; where the server has its files in a folder of this machine, one whose password costs next to
        nothing to try, as tests open it often."""
        if str(repository.path) == "unused":
            repository.tl("init")
            return repository
        repository_files.create(repository.path, repository.password)
        for number in range(256):
            (repository.path / "data" / f"{number:02x}").mkdir(mode=0o700)
        return repository

    def expect_restored(self, repository, expected=None, program=TL):
        expected = expected or tree_facts(self.source)
        target = self.scratch / f"restored by {os.path.basename(program)}"
        repository.run(program, "restore", "latest", "--target", target)
        ignored = is_lost_by_restic if program == RESTIC else None
        self.assertEqual(differences(expected, tree_facts(target / "source"), ignored), [])
        self.remove(target)

    def expect_sound(self, repository):
        """What an interrupted command left is sound, and another backup completes it."""
        repository.tl("unlock", "--remove-all")
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_whole(repository)

    def expect_whole(self, repository):
        """All that is listed can be read, and the last snapshot is that of the source."""
        repository.tl("check", "--read-data")
        self.expect_restored(repository)

    def expect_refused(self, repository, pattern, *arguments, exit_code=1, seconds=120):
        """tl ends soon, and says something that matches; returns what it says."""
        begin = time.monotonic()
        code, said = repository.outcome(*(arguments or ("snapshots",)))
        self.assertEqual(code, exit_code, said)
        self.assertTrue(re.search(pattern, said), said)
        self.assertNotIn("trying again", said)
        self.assertLess(time.monotonic() - begin, seconds)
        return said

    def live_a_life(self, repository, with_restic=True):
        """From init to prune, with restic on the same repository in turn."""
        make_odd_tree(self.source, large=9_000_000, many=300)
        repository.tl("init")
        if str(repository.path) != "unused":
            repository_files.make_cheap(repository.path, repository.password)
        self.assertEqual(repository.outcome("init")[0], 1, "a second init")
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_restored(repository)
        self.make_files(4)
        second = repository.backup(TL, "source", cwd=self.scratch)
        self.assertEqual(second["files_new"], 4)
        repository.tl("check", "--read-data")
        if with_restic:
            repository.restic("check", "--read-data")
            self.expect_restored(repository, program=RESTIC)
            self.make_files(3, seed=2)
            theirs = repository.backup(RESTIC, "source", cwd=self.scratch)
            self.assertEqual(theirs["files_new"], 3, "restic goes on from our snapshot")
            self.expect_restored(repository)
        for path in self.source.glob("file 1 *"):
            path.unlink()
        repository.backup(TL, "source", cwd=self.scratch)
        repository.tl("forget", "--keep-last", "1", "--group-by", "", "--prune", "--max-unused", "0")
        self.assertEqual(len(repository.snapshots()), 1)
        repository.tl("check", "--read-data")
        self.expect_restored(repository)
        if with_restic:
            repository.restic("check", "--read-data")
            repository.restic("forget", "--keep-last", "1", "--prune")
            repository.tl("check", "--read-data")
        self.assertEqual(repository.tl("list", "locks").strip(), b"", "no lock is left")

    def live_a_life_begun_by_restic(self, repository):
        self.make_files(3)
        repository.restic("init")
        repository.restic("backup", "source", cwd=self.scratch)
        self.expect_restored(repository)
        self.make_files(1, seed=2)
        repository.tl("backup", "source", cwd=self.scratch)
        self.expect_restored(repository, program=RESTIC)
        repository.restic("check", "--read-data")


class SharedFolderWork:
    """For a RemoteTest as of BadLines (bad_lines.py), whose server keeps the repository in a folder below `shared`."""

    def test_a_whole_life(self):
        repository = self.repository_on(self.start_server())
        self.live_a_life(repository)
        self.assertEqual([*repository.path.rglob("*-tmp-*")], [], "temporary files stayed")

    def test_a_life_begun_by_restic(self):
        self.live_a_life_begun_by_restic(self.repository_on(self.start_server()))

    def test_a_folder_deep_below_is_made_by_init_alone(self):
        server = self.start_server()
        deep = self.repository_on(server, name="a/b c/d")
        self.expect_refused(deep, "tl init", exit_code=10)
        self.assertFalse((server.shared / "a").exists())
        deep.tl("init")
        deep.tl("snapshots")
