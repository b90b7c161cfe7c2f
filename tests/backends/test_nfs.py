"""Repositories on a real NFS server: whole programs at work, stock restic in the server's folder, and what is refused."""
import unittest

import nfs
from programs import IS_ROOT, TL
from remote_repository import RemoteRepository, RemoteTest, SharedFolderWork


@unittest.skipUnless(IS_ROOT, "only root can start this NFS server")
class NfsTest(RemoteTest):
    def start_server(self, **options):
        return self.enterContext(nfs.NfsServer(**options))

    def repository_on(self, server, by_port=None, name="repository"):
        return RemoteRepository(
            self, server.location(f"/{name}", by_port), for_restic=server.shared / name, path=server.shared / name,
            options=server.options(), restic_options=[])


class NfsWork(SharedFolderWork, NfsTest):
    def test_files_belong_to_the_user_that_is_named(self):
        server = self.start_server()
        server.shared.chmod(0o777)
        repository = self.repository_on(server)
        repository.options += ["-o", "nfs.uid=4711", "-o", "nfs.gid=4712"]
        repository.tl("init")
        status = (repository.path / "config").stat()
        self.assertEqual((status.st_uid, status.st_gid, status.st_mode & 0o777), (4711, 4712, 0o400))


class NfsRefusals(NfsTest):
    def test_a_read_only_export(self):
        repository = self.make_in(self.repository_on(self.start_server(access="RO")))
        self.make_files(1)
        repository.restic("backup", "source", cwd=self.scratch)
        self.expect_refused(repository, "read-only|refuses", "backup", "source")
        repository.tl("--no-lock", "restore", "latest", "--target", self.scratch / "restored")

    def test_an_export_that_is_missing(self):
        repository = self.repository_on(self.start_server())
        repository.location = repository.location.replace("/export/", "/no such/")
        self.expect_refused(repository, "exports|mount", "init")
        self.expect_refused(repository, "exports|mount", "snapshots")

    def test_a_user_whom_the_server_does_not_trust(self):
        repository = self.make_in(self.repository_on(self.start_server()))
        repository.options += ["-o", "nfs.uid=4711", "-o", "nfs.gid=4711"]
        self.expect_refused(repository, "nfs.uid", "snapshots")

    def test_nobody_listens(self):
        server = self.start_server()
        server.kill()
        self.expect_refused(self.repository_on(server), "refused|connect", "--retry-for", "0", "snapshots")

    def test_options_that_make_no_sense(self):
        repository = RemoteRepository(self, "nfs://127.0.0.1/export/repository")
        for option in ("nfs.uid=root", "nfs.mountport=0", "nfs.nfsport=65536", "nfs.connections=0", "nfs.nosuch=1"):
            repository.options = ["-o", option]
            self.expect_refused(repository, option.split("=")[0])


if __name__ == "__main__":
    unittest.main()
