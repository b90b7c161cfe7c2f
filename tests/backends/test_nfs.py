"""Repositories on a real NFS server: whole programs at work, stock restic in the server's folder, and what can go wrong."""
import unittest

import nfs
from programs import IS_ROOT
from shared_folder_tests import SharedFolderTest, SharedRepository, Work


@unittest.skipUnless(IS_ROOT, "only root can start this NFS server")
class NfsTest(SharedFolderTest):
    def make_server(self, **options):
        return nfs.NfsServer(**options)


class NfsWork(Work, NfsTest):
    pass


class NfsRefusals(NfsTest):
    def test_a_read_only_export(self):
        self.make_source(1)
        server = self.start_server(access="RO")
        repository = SharedRepository(self, server)
        repository.restic("init")
        self.expect_refused(repository, "read-only|refuses", "backup", "source")
        repository.tl("snapshots", "--no-lock")

    def test_an_export_that_is_missing(self):
        repository = SharedRepository(self, self.start_server())
        repository.location = repository.location.replace("/export/", "/no such/")
        for command in ("init", "snapshots"):
            self.expect_refused(repository, "exports|mount", command)

    def test_a_user_whom_the_server_does_not_trust(self):
        server = self.start_server()
        repository = self.new_shared_repository(server)
        repository.options += ["-o", "nfs.uid=4711", "-o", "nfs.gid=4711"]
        self.expect_refused(repository, "nfs.uid", "snapshots")

    def test_files_belong_to_the_user_that_is_named(self):
        server = self.start_server()
        server.shared.chmod(0o777)
        repository = SharedRepository(self, server)
        repository.options += ["-o", "nfs.uid=4711", "-o", "nfs.gid=4712"]
        repository.tl("init")
        status = (repository.path / "config").stat()
        self.assertEqual((status.st_uid, status.st_gid, status.st_mode & 0o777), (4711, 4712, 0o400))

    def test_nobody_listens(self):
        server = self.start_server()
        repository = self.new_shared_repository(server)
        server.kill()
        self.expect_refused(repository, "refused|connect", "--retry-max-time", "0s", "snapshots")

    def test_options_that_make_no_sense(self):
        repository = SharedRepository(self, self.start_server())
        for option in ("nfs.uid=root", "nfs.mountport=0", "nfs.connections=0", "nfs.nosuch=1"):
            repository.options = ["-o", option]
            self.expect_refused(repository, option.split("=")[0], "snapshots")


if __name__ == "__main__":
    unittest.main()
