"""Repositories on a real sshd: whole programs at work, stock restic beside them, and what is refused."""
import contextlib
import os
import pathlib
import pty
import signal
import subprocess
import time
import unittest

import delay_proxy
import sftp
from bad_lines import INTERRUPTED
from programs import IS_ROOT, TL
from remote_repository import MAKES_SMALL_PACKS, RemoteRepository, RemoteTest, SharedFolderWork


class SftpTest(RemoteTest):
    def start_server(self, *arguments, **options):
        return self.enterContext(sftp.SftpServer(*arguments, **options))

    def repository_on(self, server, by_port=None, name="repository", configuration=None, **changes):
        """Both programs get there by ssh: by a configuration, or by one that says what `by_port` and `changes` say."""
        if not configuration:
            configuration = server.write_ssh_config(f"ssh_config_{by_port}_{len(changes)}", port=by_port, **changes)
        return RemoteRepository(
            self, f"sftp:127.0.0.1:{name}", path=server.shared / name,
            options=["-o", f"sftp.args={server.arguments(configuration)}"],
            restic_options=["-o", f"sftp.command={server.command(configuration)}"])


class Work(SharedFolderWork, SftpTest):
    def test_no_ssh_is_left(self):
        server = self.start_server()
        self.repository_on(server).tl("init")
        self.assertEqual(processes_with(str(server.folder), "ssh"), [])

    def test_files_are_for_their_owner_alone_and_read_only(self):
        repository = self.repository_on(self.start_server())
        repository.tl("init")
        self.assertEqual(repository.path.stat().st_mode & 0o777, 0o700)
        self.assertEqual((repository.path / "config").stat().st_mode & 0o777, 0o400)
        self.assertEqual(len(list((repository.path / "data").iterdir())), 256)

    def test_a_long_way_costs_few_journeys(self):
        """100 ms there and back: listing 256 folders one after the other would take a minute and more."""
        server = self.start_server()
        repository = self.make_in(self.repository_on(server))
        self.make_files(2)
        repository.tl("backup", "source", cwd=self.scratch)
        with delay_proxy.Line(server.port, delay=0.05) as line:
            begin = time.monotonic()
            self.repository_on(server, line.port).tl("check", "--no-cache")
            self.assertLess(time.monotonic() - begin, 60)


class Connections(SftpTest):
    def count_of_a_backup(self, *options):
        """How many connections a backup of many packs makes, over a line that is slow enough to need some."""
        server = self.start_server()
        repository = self.make_in(self.repository_on(server))
        self.make_files(40)
        before = self.logins(server)
        with delay_proxy.Line(server.port, delay=0.02) as line:
            over_line = self.repository_on(server, line.port)
            over_line.options += options
            over_line.tl("backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        count = self.logins(server) - before
        self.expect_whole(repository)
        return count

    @staticmethod
    def logins(server):
        return (server.folder / "server.log").read_text().count("Accepted publickey")

    def test_bulk_opens_others(self):
        self.assertIn(self.count_of_a_backup(), range(2, 6))

    def test_no_more_than_wanted(self):
        self.assertEqual(self.count_of_a_backup("-o", "sftp.connections=1"), 1)

    def test_one_carries_all_where_others_are_refused(self):
        server = self.start_server()
        repository = self.make_in(self.repository_on(server))
        self.make_files(40)
        alone = self.repository_on(server)
        alone.options = ["-o", f"sftp.command=flock -n {self.scratch}/lock {server.command()}"]
        alone.tl("backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        self.expect_whole(repository)


class Interrupted(SftpTest):
    def test_ctrl_c_leaves_neither_lock_nor_half_a_file(self):
        repository = self.make_in(self.repository_on(self.start_server()))
        self.make_files(40)
        process = repository.start(TL, "backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch, start_new_session=True)
        wait_for_packs(repository, 2)
        os.killpg(process.pid, signal.SIGINT)  # As a terminal does: to the whole group.
        begin = time.monotonic()
        _, words = process.communicate(timeout=300)
        self.assertEqual(process.returncode, INTERRUPTED, words)
        self.assertLess(time.monotonic() - begin, 60)
        self.assertEqual(list((repository.path / "locks").iterdir()), [])
        self.assertEqual([*repository.path.rglob("*-tmp-*")], [])
        self.expect_sound(repository)


class Refused(SftpTest):
    """Each ends at once, with a sentence that says what to do."""

    def setUp(self):
        super().setUp()
        self.server = self.start_server()

    def expect_refused_by(self, configuration, words, exit_code=1, options=()):
        repository = self.repository_on(self.server, configuration=configuration)
        repository.options += options
        return self.expect_refused(repository, words, exit_code=exit_code)

    def test_an_unknown_host_key(self):
        empty = self.scratch / "known_hosts"
        empty.touch()
        configuration = self.server.write_ssh_config("ssh_config_unknown", UserKnownHostsFile=empty)
        self.expect_refused_by(configuration, "connect once with ssh by hand")

    def test_a_changed_host_key(self):
        self.server.make_key("other_key")
        key = " ".join((self.server.folder / "other_key.pub").read_text().split()[:2])
        known = self.scratch / "known_hosts"
        known.write_text(f"[127.0.0.1]:{self.server.port} {key}\n")
        configuration = self.server.write_ssh_config("ssh_config_changed", UserKnownHostsFile=known)
        self.expect_refused_by(configuration, "ssh-keygen -R")

    def test_the_wrong_key(self):
        self.server.make_key("wrong_key")
        configuration = self.server.write_ssh_config(
            "ssh_config_wrong", IdentityFile=self.server.folder / "wrong_key")
        self.expect_refused_by(configuration, "accepts none of our keys")

    def test_no_sftp_at_the_server(self):
        with sftp.SftpServer(subsystem=None) as server:
            self.expect_refused_by(server.ssh_config, "Subsystem sftp internal-sftp")

    def test_a_subsystem_that_is_not_there(self):
        with sftp.SftpServer(subsystem="/no/such/program") as server:
            self.expect_refused_by(server.ssh_config, "cannot connect to the SFTP server")

    def test_no_repository_there(self):
        self.expect_refused_by(None, "tl init", exit_code=10)

    def test_an_option_that_is_misspelt(self):
        self.expect_refused_by(None, "sftp.connection", options=["-o", "sftp.connection=2"])

    def test_a_command_that_is_no_sftp(self):
        repository = RemoteRepository(self, "sftp:somewhere:x")
        for command, words in (("no-such-program", "sftp.command"), ("false", "exit status 1"),
                               ("echo Welcome, user", "does not speak SFTP")):
            repository.options = ["-o", f"sftp.command={command}"]
            self.expect_refused(repository, words)

    def test_a_key_that_has_expired(self):
        keys = self.server.folder / "authorized_keys"
        keys.write_text('expiry-time="20200101" ' + keys.read_text())
        self.expect_refused_by(None, "accepts none of our keys")


class Asking(SftpTest):
    """ssh asks on the terminal whether to trust a host, which makes it the one in the foreground."""

    def setUp(self):
        super().setUp()
        server = self.start_server()
        self.make_in(self.repository_on(server))
        self.known = self.scratch / "known_hosts"
        self.known.touch()
        self.repository = self.repository_on(server, UserKnownHostsFile=self.known, StrictHostKeyChecking="ask")

    def answer(self, typed):
        """What tl shows on a terminal whose user answers the question, and its exit code."""
        process, terminal = pty.fork()
        if process == 0:
            os.execve(TL, self.repository.command(TL, "snapshots"), self.repository.environment())
        shown = b""
        try:
            while b"(yes/no" not in shown:
                shown += os.read(terminal, 1000)
            os.write(terminal, typed)
            with contextlib.suppress(OSError):  # How the end of a terminal shows.
                while more := os.read(terminal, 1000):
                    shown += more
        finally:
            os.close(terminal)
            _, status = os.waitpid(process, 0)
        return os.waitstatus_to_exitcode(status), shown

    def test_yes(self):
        code, shown = self.answer(b"yes\n")
        self.assertEqual(code, 0, shown)
        self.assertIn(b"no snapshots", shown)
        self.assertIn("ssh-ed25519", self.known.read_text())

    def test_no(self):
        code, shown = self.answer(b"no\n")
        self.assertEqual(code, 1, shown)
        self.assertIn(b"host key is not known", shown)

    def test_ctrl_c(self):
        code, shown = self.answer(b"\x03")
        self.assertEqual(code, INTERRUPTED, shown)


@unittest.skipUnless(IS_ROOT, "only root becomes another user")
class OtherUsers(SftpTest):
    def test_a_folder_that_belongs_to_another(self):
        """internal-sftp serves as the user who logs in: here one who may read and not write."""
        server = self.start_server()
        repository = self.make_in(self.repository_on(server))
        self.make_files(1)
        repository.tl("backup", "source", cwd=self.scratch)
        user = "tl-sftp-test"
        subprocess.run(["useradd", "-M", "-p", "*", user], check=True)
        try:
            os.chmod(server.folder, 0o755)
            for path in [repository.path, *repository.path.rglob("*")]:
                path.chmod(0o755 if path.is_dir() else 0o444)
            other = self.repository_on(server, User=user)
            other.tl("--no-lock", "snapshots")
            self.expect_refused(other, "permission denied", "backup", "source")
        finally:
            subprocess.run(["pkill", "-KILL", "-u", user], check=False)
            subprocess.run(["userdel", user], check=True)


def processes_with(marker, name):
    """The processes of a program whose arguments hold `marker`."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and (folder / "comm").read_text().strip() == name:
                if marker.encode() in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
    return found


def wait_for_packs(repository, count, seconds=60):
    until = time.monotonic() + seconds
    while len(repository.files("data")) < count:
        if time.monotonic() > until:
            raise AssertionError("no pack appears")
        time.sleep(0.01)


if __name__ == "__main__":
    unittest.main()
