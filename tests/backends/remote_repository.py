"""Repositories on servers, for tests of whole programs: what every backend is put through."""
import random

import programs
from odd_tree import make_odd_tree
from programs import RESTIC, TL
from tree_facts import differences, tree_facts


class RemoteRepository(programs.Repository):
    """`location` is what tl takes; `for_restic` what restic 0.14 takes, if that is another text."""

    def __init__(self, test, location, for_restic=None, variables=None, options=(), restic_options=None):
        super().__init__(test, "unused")
        self.location, self.for_restic = location, for_restic or location
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
        """Exit code and all that the program says."""
        process = self.start(program, *arguments, environment=environment)
        out, error = process.communicate(timeout=120)
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

    def expect_restored(self, repository, expected=None, program=TL):
        expected = expected or tree_facts(self.source)
        target = self.scratch / "restored"
        repository.run(program, "restore", "latest", "--target", target)
        ignored = is_lost_by_restic if program == RESTIC else None
        self.assertEqual(differences(expected, tree_facts(target / "source"), ignored), [])
        self.remove(target)

    def live_a_life(self, repository, with_restic=True):
        """From init to prune, with restic on the same repository in turn."""
        make_odd_tree(self.source, large=9_000_000, many=300)
        repository.tl("init")
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
