"""Repositories on a real SMB server: whole programs at work, stock restic in the server's folder, and what is refused."""
import unittest

import smb
from programs import IS_ROOT, TL
from remote_repository import RemoteRepository, RemoteTest, SharedFolderWork


@unittest.skipUnless(IS_ROOT, "only root can start this SMB server")
class SmbTest(RemoteTest):
    def start_server(self, **options):
        return self.enterContext(smb.SmbServer(**options))

    def repository_on(self, server, by_port=None, name="repository"):
        return RemoteRepository(
            self, server.location(f"/{name}", by_port), for_restic=server.shared / name, path=server.shared / name,
            variables={"TIMELOCKER_SMB_PASSWORD": smb.PASSWORD})


class SmbWork(SharedFolderWork, SmbTest):
    pass


class SmbProtection(SmbTest):
    def works(self, repository):
        repository.tl("init")
        repository.tl("snapshots")

    def test_encryption_that_the_server_requires(self):
        self.works(self.repository_on(self.start_server(encryption="required")))

    def test_encryption_that_we_require(self):
        repository = self.repository_on(self.start_server(encryption="desired"))
        repository.options += ["-o", "smb.encryption=required"]
        self.works(repository)

    def test_encryption_that_we_require_and_the_server_lacks(self):
        repository = self.repository_on(self.start_server(encryption="off"))
        repository.options += ["-o", "smb.encryption=required"]
        self.expect_refused(repository, "smb.encryption", "init")

    def test_signing_that_is_required(self):
        for settings in ("server signing = mandatory", "server signing = auto"):
            repository = self.repository_on(self.start_server(settings=settings))
            repository.options += ["-o", "smb.signing=required"]
            self.works(repository)

    def test_a_server_of_the_old_protocol_is_refused(self):
        server = self.start_server(settings="server min protocol = NT1\nserver max protocol = NT1")
        self.expect_refused(self.repository_on(server), "SMB 2", "--retry-for", "0", "init")


class SmbRefusals(SmbTest):
    def test_a_wrong_password(self):
        repository = self.repository_on(self.start_server())
        repository.variables["TIMELOCKER_SMB_PASSWORD"] = "wrong secret"
        self.assertNotIn("wrong secret", self.expect_refused(repository, "password", "init"))

    def test_no_password(self):
        repository = self.repository_on(self.start_server())
        del repository.variables["TIMELOCKER_SMB_PASSWORD"]
        self.expect_refused(repository, "TIMELOCKER_SMB_PASSWORD", "init")

    def test_passwords_from_a_file_and_a_command(self):
        repository = self.repository_on(self.start_server())
        repository.variables["TIMELOCKER_SMB_PASSWORD"] = "wrong secret"
        secret = self.scratch / "secret"
        secret.write_text(smb.PASSWORD + "\n")
        repository.options = ["-o", f"smb.password-file={secret}"]
        repository.tl("init")
        repository.options = ["-o", f"smb.password-command=cat {secret}"]
        repository.tl("snapshots")

    def test_a_share_that_is_missing(self):
        repository = self.repository_on(self.start_server())
        repository.location = repository.location.replace("/share/", "/nosuch/")
        self.expect_refused(repository, "no share", "init")

    def test_a_read_only_share(self):
        repository = self.make_in(self.repository_on(self.start_server(share="read only = yes")))
        self.make_files(1)
        repository.restic("backup", "source", cwd=self.scratch)
        self.expect_refused(repository, "read-only", "backup", "source")
        repository.tl("--no-lock", "restore", "latest", "--target", self.scratch / "restored")

    def test_nobody_listens(self):
        server = self.start_server()
        server.kill()
        self.expect_refused(self.repository_on(server), "refused|connect", "--retry-for", "0", "snapshots")

    def test_options_that_make_no_sense(self):
        repository = RemoteRepository(self, "smb://somebody@127.0.0.1/share/repository")
        for option in ("smb.encryption=maybe", "smb.signing=1", "smb.connections=0", "smb.nosuch=1"):
            repository.options = ["-o", option]
            self.expect_refused(repository, option.split("=")[0])

    def test_the_program_beside_ours_is_missing(self):
        repository = self.repository_on(self.start_server())
        repository.options += ["-o", "smb.program=/no/such/program"]
        self.expect_refused(repository, "/no/such/program")


if __name__ == "__main__":
    unittest.main()
