"""tl on a real gateway of S3: the whole life of a repository, in turns with restic; and what is refused."""
import contextlib
import unittest

import http_fault_proxy as faults
import s3
from programs import TL
from remote_repository import RemoteRepository, RemoteTest

SERVER = None


def setUpModule():
    """One gateway for all tests of a module: each has a bucket of its own."""
    global SERVER
    SERVER = s3.S3Server()
    with contextlib.ExitStack() as stack:
        stack.enter_context(SERVER)
        unittest.addModuleCleanup(stack.pop_all().close)


class S3Test(RemoteTest):
    def setUp(self):
        super().setUp()
        self.bucket = f"bucket-{self._testMethodName.replace('_', '-').lower()}"[:60].rstrip("-")

    def start_server(self):
        return SERVER

    def make_in(self, repository):
        """One whose password costs next to nothing to try, as tests open it often."""
        local = self.new_repository("local").path
        SERVER.store(local, repository.location.split("/", 3)[3])
        self.remove(local)
        return repository

    def repository_at(self, location, *options, credentials=(s3.ACCESS_KEY, s3.SECRET_KEY)):
        access_key, secret_key = credentials
        return RemoteRepository(self, location, options=options, variables={
            "AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret_key, "AWS_EC2_METADATA_DISABLED": "true"})

    def repository_on(self, server, by_port=None, **more):
        """The repository of this test."""
        return self.repository_at(f"s3:http://localhost:{by_port or server.port}/{self.bucket}/some folder", **more)


class LifeCycle(S3Test):
    def test_over_http(self):
        self.live_a_life(self.repository_on(SERVER))

    def test_over_https_begun_by_restic(self):
        """With an authority of our own."""
        self.live_a_life_begun_by_restic(self.repository_at(
            f"s3:https://localhost:{SERVER.tls_port}/{self.bucket}", "--cacert", str(SERVER.root)))

    def test_in_parts_and_listed_by_the_first_version(self):
        repository = self.repository_at(f"s3:http://localhost:{SERVER.port}/{self.bucket}",
                                        "-o", "s3.part-size=5", "-o", "s3.list-objects-v1=true")
        self.make_in(repository)
        self.make_files(12)
        repository.tl("backup", "--pack-size", "12", "source", cwd=self.scratch)
        self.expect_restored(repository)
        self.repository_at(repository.location).restic("check", "--read-data")

    def test_init_twice_keeps_what_is_there(self):
        repository = self.make_in(self.repository_on(SERVER))
        self.expect_refused(repository, "already", "init")
        repository.tl("snapshots")


class Refusals(S3Test):
    def expect_refusal(self, repository, *patterns, arguments=("snapshots",), exit_code=1):
        said = self.expect_refused(repository, patterns[0], *arguments, exit_code=exit_code)
        for pattern in patterns[1:]:
            self.assertRegex(said, pattern)
        for secret in (s3.SECRET_KEY, "hushhush"):
            self.assertNotIn(secret, said)

    def made(self):
        return self.make_in(self.repository_on(SERVER))

    def with_credentials(self, access_key, secret_key):
        return self.repository_on(SERVER, credentials=(access_key, secret_key))

    def test_wrong_credentials(self):
        self.made()
        self.expect_refusal(self.with_credentials("nobody", "hushhush"), "no access key nobody")
        self.expect_refusal(self.with_credentials(s3.ACCESS_KEY, "hushhush"), "AWS_SECRET_ACCESS_KEY")
        self.expect_refusal(self.with_credentials(s3.ACCESS_KEY, ""), "together")
        self.expect_refusal(self.with_credentials("", ""), "AWS_ACCESS_KEY_ID", "AWS_PROFILE")

    def test_expired_credentials(self):
        self.made()
        with faults.FaultProxy(SERVER.port) as proxy:
            for method in ("GET", "HEAD"):
                proxy.expect(faults.Refusal(method, 400, "ExpiredToken", times=100))
            repository = self.repository_on(SERVER, proxy.port)
            repository.variables["AWS_SESSION_TOKEN"] = "hushhush"
            self.expect_refusal(repository, "expired")

    def test_a_bucket_of_somebody_else(self):
        self.made()
        SERVER.add_user("other", "otheraccesskey", "hushhush")
        other = self.with_credentials("otheraccesskey", "hushhush")
        self.expect_refusal(other, "otheraccesskey may not")
        self.expect_refusal(other, "otheraccesskey may not", arguments=("init",))

    def test_credentials_that_may_only_read(self):
        SERVER.add_user("reader", "readeraccesskey", "hushhush")
        repository = self.with_credentials("readeraccesskey", "hushhush")
        repository.tl("init")
        self.make_files(1)
        repository.backup(TL, "source", cwd=self.scratch)
        SERVER.administer("user", "modify", "--uid=reader", "--op-mask=read")
        self.expect_refusal(repository, "readeraccesskey may not", arguments=("backup", "source"))
        target = self.scratch / "restored"
        repository.tl("--no-lock", "restore", "latest", "--target", target)

    def test_a_bucket_that_is_not_there(self):
        self.expect_refusal(self.repository_on(SERVER), f"there is no bucket {self.bucket}", "tl init", exit_code=10)

    def test_a_bucket_without_a_repository(self):
        self.made()
        elsewhere = self.repository_at(f"s3:http://localhost:{SERVER.port}/{self.bucket}/elsewhere")
        self.expect_refusal(elsewhere, "tl init", exit_code=10)

    def test_a_certificate_that_nobody_vouches_for(self):
        location = f"s3:https://localhost:{SERVER.tls_port}/{self.bucket}"
        self.expect_refusal(self.repository_at(location), "certificate", arguments=("init",))
        wrong_name = f"s3:https://other.localhost:{SERVER.tls_port}/{self.bucket}"
        self.expect_refusal(self.repository_at(wrong_name, "--cacert", str(SERVER.root)), "certificate", arguments=("init",))
        self.repository_at(location, "--insecure-tls").tl("init")

    def test_a_full_quota(self):
        SERVER.add_user("poor", "pooraccesskey", "hushhush")
        SERVER.administer("quota", "set", "--quota-scope=user", "--uid=poor", "--max-size=1048576")
        SERVER.administer("quota", "enable", "--quota-scope=user", "--uid=poor")
        repository = self.with_credentials("pooraccesskey", "hushhush")
        repository.tl("init")
        self.make_files(5)
        self.expect_refusal(repository, "quota", arguments=("backup", "source"))
        repository.tl("check", "--read-data")

    def test_nobody_listens(self):
        repository = self.repository_at(f"s3:http://localhost:1/{self.bucket}")
        self.expect_refusal(repository, "localhost:1", arguments=("--retry-for", "0", "snapshots"))

    def test_wrong_options(self):
        for option, text in (("s3.colour=red", "colour"), ("s3.bucket-lookup=up", "auto, dns or path"),
                             ("s3.connections=0", "connections")):
            self.expect_refusal(self.repository_at(f"s3:localhost:{SERVER.port}/{self.bucket}", "-o", option), text)

    def test_a_location_without_a_bucket(self):
        self.expect_refusal(self.repository_at("s3:localhost"), "names no bucket")


if __name__ == "__main__":
    unittest.main()
