"""What holds for every backend whose server keeps the repository in a folder of this machine: whole programs at work, stock restic
in that folder, and servers that fail in the middle."""
import contextlib
import os
import random
import re
import subprocess
import threading
import time

import delay_proxy
from odd_tree import write
from programs import RESTIC, TL, ProgramTest, Repository
from tree_facts import differences, tree_facts

MAKES_SMALL_PACKS = ("--pack-size", "4")


class SharedRepository(Repository):
    """A repository on the server for tl, and the same one in the server's folder for restic."""

    def __init__(self, test, server, path="/repository"):
        super().__init__(test, server.shared / path.lstrip("/"))
        self.server, self.location = server, server.location(path)
        self.options = server.options()
        self.more_environment = {}

    def environment(self, **more):
        return super().environment(**(self.server.environment() | self.more_environment | more))

    def command(self, program, *arguments):
        whole = super().command(program, *arguments)
        if program == RESTIC:
            return [whole[0], "-r", str(self.path), *whole[1:]]
        return [whole[0], "-r", self.location, *self.options, *whole[1:]]

    def attempt(self, *arguments, seconds=120):
        """The exit code of tl, what it said, and how long it took; it must not hang."""
        begin = time.monotonic()
        result = subprocess.run(self.command(TL, *arguments), env=self.environment(), capture_output=True, timeout=seconds,
                                text=True, cwd=self.test.scratch)
        return result.returncode, result.stderr, time.monotonic() - begin


class SharedFolderTest(ProgramTest):
    """Subclasses say how to make a server, and what is to be said of its port in a location."""

    def make_server(self, **options):
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.random = random.Random(1)
        self.source = self.scratch / "source"

    def start_server(self, **options):
        server = self.make_server(**options)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        return server

    def make_source(self, megabytes=8):
        self.source.mkdir()
        for number in range(megabytes):
            write(self.source / f"large {number}", self.random.randbytes(1 << 20))
        for number in range(40):
            folder = self.source / f"folder {number % 7}"
            folder.mkdir(exist_ok=True)
            write(folder / f"small {number}", self.random.randbytes(number * 100))

    def new_shared_repository(self, server=None):
        repository = SharedRepository(self, server or self.start_server())
        repository.tl("init")
        return repository

    def expect_restored(self, repository, program=TL):
        target = self.scratch / f"restored by {os.path.basename(program)}"
        repository.run(program, "restore", "latest", "--target", target)
        self.assertEqual(differences(tree_facts(self.source), tree_facts(target / "source")), [])
        self.remove(target)

    def expect_sound(self, repository):
        """Whatever happened, nothing is damaged, and the next backup is whole."""
        repository.tl("unlock", "--remove-all")
        repository.tl("backup", "source", cwd=self.scratch)
        repository.check()
        self.expect_restored(repository)

    def expect_refused(self, repository, message, *arguments, seconds=30):
        code, said, took = repository.attempt(*(arguments or ("snapshots",)))
        self.assertNotEqual(code, 0)
        self.assertTrue(re.search(message, said), said)
        self.assertLess(took, seconds)


class Work:
    """The tests that need nothing but the server."""

    def test_a_repositorys_life(self):
        self.make_source()
        repository = self.new_shared_repository()
        repository.backup(TL, *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        write(self.source / "large 1", self.random.randbytes(1 << 20))
        second = repository.backup(TL, *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        self.assertEqual((second["files_new"], second["files_changed"]), (0, 1))
        repository.check()
        for program in (TL, RESTIC):
            self.expect_restored(repository, program)
        repository.tl("forget", "--keep-last", "1", "--prune", "--max-unused", "0")
        self.assertEqual(len(repository.snapshots()), 1)
        repository.check()
        self.expect_restored(repository)
        self.assertEqual([path for path in repository.path.rglob("*-tmp-*")], [], "temporary files stayed")

    def test_restic_wrote_it(self):
        self.make_source(2)
        repository = SharedRepository(self, self.start_server())
        repository.restic("init")
        repository.restic("backup", "source", cwd=self.scratch)
        self.expect_restored(repository)
        repository.tl("backup", "source", cwd=self.scratch)
        repository.check()

    def test_a_folder_deep_below_is_made_by_init_alone(self):
        server = self.start_server()
        deep = SharedRepository(self, server, "/a/b c/d")
        self.expect_refused(deep, "tl init|no repository|missing", "snapshots")
        self.assertFalse((server.shared / "a").exists())
        deep.tl("init")
        deep.tl("snapshots")

    def test_a_full_disk_is_said_and_harms_nothing(self):
        self.make_source(2)
        server = self.start_server(size="12m")
        repository = self.new_shared_repository(server)
        repository.tl("backup", "source", cwd=self.scratch)
        write(self.source / "huge", self.random.randbytes(30 << 20))
        self.expect_refused(repository, "full|room", "backup", "source")
        repository.tl("unlock", "--remove-all")
        repository.check()

    def test_a_line_that_breaks_while_files_go_up(self):
        self.expect_sound_after_a_cut("up", "backup", *MAKES_SMALL_PACKS, "source")

    def test_a_line_that_breaks_while_files_come_down(self):
        self.expect_sound_after_a_cut("down", "check", "--read-data", "--no-cache")

    def expect_sound_after_a_cut(self, direction, *arguments):
        self.make_source(6)
        repository = self.new_shared_repository()
        repository.tl("backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        write(self.source / "large 1", self.random.randbytes(5 << 20))
        with delay_proxy.Line(repository.server.port, cut_after=2_000_000, cuts=2, direction=direction) as line:
            over_line = SharedRepository(self, repository.server)
            over_line.location = over_line.location.replace(f":{repository.server.port}/", f":{line.port}/")
            over_line.attempt(*arguments)
            self.assertGreaterEqual(line.cut_count, 1)
        self.expect_sound(repository)

    def test_a_server_that_is_killed_and_started_again(self):
        self.make_source(20)
        repository = self.new_shared_repository()
        server = repository.server

        def restart():
            deadline = time.monotonic() + 30
            while not any((repository.path / "data").rglob("*-tmp-*")) and time.monotonic() < deadline:
                time.sleep(0.005)
            server.kill()
            time.sleep(1)
            server.run()

        restarting = threading.Thread(target=restart)
        restarting.start()
        repository.attempt("backup", *MAKES_SMALL_PACKS, "source")
        restarting.join()
        self.expect_sound(repository)

    def test_a_server_that_hangs_for_a_while(self):
        self.make_source(20)
        repository = self.new_shared_repository()
        with contextlib.ExitStack() as stack:
            backup = repository.start(TL, "backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
            stack.callback(backup.kill)
            time.sleep(0.3)
            repository.server.pause()
            stack.callback(repository.server.resume)
            time.sleep(30)
            repository.server.resume()
            _, said = backup.communicate(timeout=60)
            self.assertEqual(backup.returncode, 0, said)
        self.expect_sound(repository)

    def test_ctrl_c_while_the_server_hangs(self):
        self.make_source(2)
        repository = self.new_shared_repository()
        repository.server.pause()
        try:
            backup = repository.start(TL, "backup", "source", cwd=self.scratch)
            time.sleep(1)
            begin = time.monotonic()
            backup.send_signal(2)
            backup.communicate(timeout=20)
            self.assertLess(time.monotonic() - begin, 5)
            self.assertEqual(backup.returncode, 130)
        finally:
            repository.server.resume()
        self.expect_sound(repository)
