"""What is given to a backend to get in, and the password of the repository, appear nowhere: not in what tl prints, nor in its
folders, nor in the list of processes, and programs that it starts do not get them with their environment."""
import base64
import contextlib
import os
import pathlib
import threading
import unittest
import urllib.parse

import b2
import test_nfs
import test_rest
import test_s3
import test_sftp
import test_smb
from programs import TL
from rclone_rest import PASSWORD as REST_PASSWORD
from rclone_rest import USER as REST_USER
from remote_repository import RemoteRepository, RemoteTest

REPOSITORY_PASSWORD = "hush-repository"
SECRET_VARIABLES = ("_PASSWORD", "_ACCOUNT_KEY", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN")
HELPERS = ("ssh", "timelocker-smb")


def forms(secret):
    """As it may be written."""
    return {secret.encode(), urllib.parse.quote(secret, safe="").encode(), base64.b64encode(secret.encode())}


class Watch:
    """Reads the command lines of all processes, and the environments of those that help tl, over and over in a block."""

    def __init__(self):
        self.over = threading.Event()
        self.lines, self.helpers = set(), {}

    def __enter__(self):
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def look(self):
        while not self.over.wait(0.01):
            for folder in pathlib.Path("/proc").iterdir():
                if folder.name.isdigit() and int(folder.name) != os.getpid():
                    with contextlib.suppress(OSError):
                        line = (folder / "cmdline").read_bytes()
                        self.lines.add(line)
                        program = os.path.basename(line.split(b"\0")[0]).decode(errors="replace")
                        if program in HELPERS:
                            self.helpers.setdefault(program, set()).add((folder / "environ").read_bytes())


class Secrets:
    """For a RemoteTest as of BadLines (bad_lines.py). `helper` is the program that tl needs for this backend."""

    helper = None

    def test_secrets_appear_nowhere(self):
        server = self.start_server()
        repository = self.repository_on(server)
        repository.password = REPOSITORY_PASSWORD
        given = [name for name in repository.variables if name.endswith(SECRET_VARIABLES)]
        self.secrets = {REPOSITORY_PASSWORD, *(repository.variables[name] for name in given), *self.more_secrets}
        self.make_files(2, 3_000_000)
        printed = b""
        with Watch() as watch:
            for command in (["init"], ["backup", "-vv", "source"], ["backup", "--json", "source"], ["check", "-vv"],
                            ["key", "list", "--json"]):
                printed += self.output(repository, *command, exit_code=0)
            printed += self.by_file_and_command(repository)
            for name in given:
                printed += self.output(self.with_wrong(repository, name), "snapshots", "-vv", "--json")
            repository.password = "hush-wrong"
            printed += self.output(repository, "snapshots", "-vv", exit_code=12)
            server.kill()
            printed += self.output(repository, "--retry-for", "1s", "backup", "-vv", "source")
        self.expect_no_secret(printed, "what was printed")
        self.assertIn(TL.encode(), b"\n".join(watch.lines), "the watch saw nothing")
        self.expect_no_secret(b"\n".join(watch.lines), "the list of processes")
        if self.helper:
            self.expect_no_secret(b"\n".join(watch.helpers[self.helper]), f"the environment of {self.helper}")
        for folder in ("home", "tmp"):
            for path in (self.scratch / folder).rglob("*"):
                if path.is_file():
                    self.expect_no_secret(path.read_bytes(), path)

    more_secrets = ()

    def output(self, repository, *command, exit_code=None):
        """All that is printed. Without an exit code, the command is to fail."""
        process = repository.start(TL, *command, cwd=self.scratch)
        printed = b"".join(process.communicate(timeout=300))
        self.assertTrue(process.returncode == exit_code or exit_code is None and process.returncode != 0,
                        (command, process.returncode, printed))
        return printed

    def with_wrong(self, repository, name):
        """The repository, with another value of a variable."""
        wrong = RemoteRepository(self, repository.location, variables=repository.variables | {name: "hush-wrong-" + name},
                                 options=repository.options)
        wrong.password = repository.password
        self.secrets.add("hush-wrong-" + name)
        return wrong

    def by_file_and_command(self, repository):
        """What is printed when the password comes by other ways."""
        self.secrets.add("hush-wrong")
        file = self.scratch / "password"
        file.write_text(REPOSITORY_PASSWORD + "\n")
        others = RemoteRepository(self, repository.location, variables=repository.variables, options=repository.options)
        others.password = ""
        printed = b""
        for option in (["--password-file", file], ["--password-command", f"cat '{file}'"]):
            printed += self.output(others, *option, "snapshots", "-vv", exit_code=0)
        return printed

    def expect_no_secret(self, text, where):
        for secret in self.secrets:
            for form in forms(secret):
                self.assertNotIn(form, text, f"{secret!r} stands in {where}")


class S3(Secrets, test_s3.S3Test):
    @classmethod
    def setUpClass(cls):
        test_s3.setUpModule()

    def with_wrong(self, repository, name):
        wrong = super().with_wrong(repository, name)
        wrong.variables["AWS_SESSION_TOKEN"] = "hush-wrong-token"
        self.secrets.add("hush-wrong-token")
        return wrong


class B2(Secrets, RemoteTest):
    def start_server(self):
        return self.enterContext(b2.B2Server())

    def repository_on(self, server):
        return RemoteRepository(
            self, "b2:our-bucket:repo", options=["-o", f"b2.endpoint={server.url}"],
            variables={"B2_ACCOUNT_ID": "master", "B2_ACCOUNT_KEY": "master secret"})


class Rest(Secrets, test_rest.RestTest):
    more_secrets = (f"{REST_USER}:{REST_PASSWORD}",)

    def with_wrong(self, repository, name):
        """In the location, which is shown, and in the variable."""
        wrong = super().with_wrong(repository, name)
        wrong.location = wrong.location.replace("//", "//someone:hush-location@")
        self.secrets.add("hush-location")
        del wrong.variables["RESTIC_REST_PASSWORD"]
        return wrong


class Sftp(Secrets, test_sftp.SftpTest):
    helper = "ssh"


class Smb(Secrets, test_smb.SmbTest):
    helper = "timelocker-smb"

    def by_file_and_command(self, repository):
        printed = super().by_file_and_command(repository)
        file = self.scratch / "smb password"
        file.write_text(repository.variables["TIMELOCKER_SMB_PASSWORD"] + "\n")
        variables = {"TIMELOCKER_SMB_PASSWORD": "hush-wrong"}
        for option in (f"smb.password-file={file}", f"smb.password-command=cat '{file}'"):
            other = RemoteRepository(self, repository.location, variables=variables, options=["-o", option])
            other.password = REPOSITORY_PASSWORD
            printed += self.output(other, "snapshots", "-vv", exit_code=0)
        return printed


class Nfs(Secrets, test_nfs.NfsTest):
    pass


if __name__ == "__main__":
    unittest.main()
