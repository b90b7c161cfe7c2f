"""Repositories on a real SMB server: whole programs at work, stock restic in the server's folder, and what can go wrong."""
import os
import subprocess
import time
import unittest

import smb
from programs import IS_ROOT, TL
from shared_folder_tests import SharedFolderTest, SharedRepository, Work


@unittest.skipUnless(IS_ROOT, "only root can start this SMB server")
class SmbTest(SharedFolderTest):
    def make_server(self, **options):
        return smb.SmbServer(**options)


class SmbWork(Work, SmbTest):
    pass


class SmbProtection(SmbTest):
    def works(self, repository):
        repository.tl("init")
        repository.tl("snapshots")

    def test_encryption_that_the_server_requires(self):
        self.works(SharedRepository(self, self.start_server(encryption="required")))

    def test_encryption_that_we_require(self):
        repository = SharedRepository(self, self.start_server(encryption="desired"))
        repository.options += ["-o", "smb.encryption=required"]
        self.works(repository)

    def test_encryption_that_we_require_and_the_server_lacks(self):
        repository = SharedRepository(self, self.start_server(encryption="off"))
        repository.options += ["-o", "smb.encryption=required"]
        self.expect_refused(repository, "smb.encryption", "init")

    def test_signing_that_is_required(self):
        for settings in ("server signing = mandatory", "server signing = auto"):
            repository = SharedRepository(self, self.start_server(settings=settings))
            repository.options += ["-o", "smb.signing=required"]
            self.works(repository)

    def test_a_server_of_the_old_protocol_is_refused(self):
        server = self.start_server(settings="server min protocol = NT1\nserver max protocol = NT1")
        self.expect_refused(SharedRepository(self, server), "SMB 2", "--retry-max-time", "0s", "init")


class SmbRefusals(SmbTest):
    def test_a_wrong_password(self):
        repository = SharedRepository(self, self.start_server())
        repository.more_environment = {"TIMELOCKER_SMB_PASSWORD": "wrong secret"}
        self.expect_refused(repository, "password", "init")

    def test_no_password(self):
        repository = SharedRepository(self, self.start_server())
        environment = repository.environment()
        del environment["TIMELOCKER_SMB_PASSWORD"]
        result = subprocess.run(repository.command(TL, "init"), env=environment, capture_output=True, timeout=60, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("TIMELOCKER_SMB_PASSWORD", result.stderr)

    def test_passwords_from_a_file_and_a_command(self):
        repository = SharedRepository(self, self.start_server())
        repository.more_environment = {"TIMELOCKER_SMB_PASSWORD": "wrong secret"}
        secret = self.scratch / "secret"
        secret.write_text(smb.PASSWORD + "\n")
        options = repository.options
        repository.options = [*options, "-o", f"smb.password-file={secret}"]
        repository.tl("init")
        repository.options = [*options, "-o", f"smb.password-command=cat {secret}"]
        repository.tl("snapshots")

    def test_a_share_that_is_missing(self):
        repository = SharedRepository(self, self.start_server())
        repository.location = repository.location.replace("/share/", "/nosuch/")
        self.expect_refused(repository, "no share", "init")

    def test_a_read_only_share(self):
        self.make_source(1)
        repository = SharedRepository(self, self.start_server(share="read only = yes"))
        repository.restic("init")
        self.expect_refused(repository, "read-only", "backup", "source")
        repository.tl("snapshots", "--no-lock")

    def test_options_that_make_no_sense(self):
        repository = SharedRepository(self, self.start_server())
        for option in ("smb.encryption=maybe", "smb.signing=1", "smb.connections=0", "smb.nosuch=1"):
            repository.options = ["-o", option]
            self.expect_refused(repository, option.split("=")[0], "snapshots")

    def test_the_program_beside_ours_is_missing(self):
        repository = SharedRepository(self, self.start_server())
        repository.options += ["-o", "smb.program=/no/such/program"]
        self.expect_refused(repository, "/no/such/program", "snapshots")


class SmbSecrets(SmbTest):
    def test_the_password_is_in_no_list_of_processes_and_in_no_message(self):
        self.make_source(20)
        server = self.start_server()
        repository = self.new_shared_repository(server)
        backup = repository.start(TL, "backup", "-vv", "source", cwd=self.scratch)
        seen, programs = b"", set()
        while backup.poll() is None:
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    try:
                        with open(f"/proc/{entry}/cmdline", "rb") as file:
                            line = file.read()
                    except OSError:
                        continue
                    seen += line
                    if line.startswith(os.fsencode(os.path.dirname(TL))) and b"timelocker-smb" in line:
                        programs.add(entry)
            time.sleep(0.05)
        output, errors = backup.communicate()
        self.assertEqual(backup.returncode, 0, errors)
        self.assertNotIn(smb.PASSWORD.encode(), seen + output + errors)
        self.assertTrue(programs, "the program that knows the password was not seen")
        self.assertFalse([entry for entry in programs if os.path.exists(f"/proc/{entry}")], "it stayed")


if __name__ == "__main__":
    unittest.main()
