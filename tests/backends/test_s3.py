"""tl on a real gateway of S3: the whole life of a repository, alone and in turns with restic; bad lines; refusals."""
import contextlib
import os
import shutil
import subprocess
import time
import unittest

import http_fault_proxy as faults
import s3
from programs import RESTIC, TL, ProgramTest, Repository
from tree_facts import differences, tree_facts

SERVER = None


def setUpModule():
    global SERVER
    SERVER = s3.S3Server()
    with contextlib.ExitStack() as stack:
        stack.enter_context(SERVER)
        unittest.addModuleCleanup(stack.pop_all().close)


class S3Repository(Repository):
    """A repository in a bucket; `options` go to tl and restic alike."""

    def __init__(self, test, location, options=(), credentials=(s3.ACCESS_KEY, s3.SECRET_KEY)):
        super().__init__(test, "unused")
        self.path = location
        self.options = options
        self.credentials = credentials

    def environment(self, **more):
        access_key, secret_key = self.credentials
        return super().environment() | {
            "AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret_key, "AWS_EC2_METADATA_DISABLED": "true"} | more

    def command(self, program, *arguments):
        return [*super().command(program, *arguments), *self.options]

    def result(self, *arguments, **environment):
        """How tl ended, whatever it did: exit code, standard output and standard error as text."""
        done = subprocess.run(self.command(TL, *arguments), env=self.environment(**environment), capture_output=True,
                              timeout=120, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()


def fill(folder, seed, mebibytes=24):
    """Files that do not shrink, so that several packs are made, and some small ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(mebibytes // 8):
        (folder / f"{seed} {number}").write_bytes(os.urandom(8 << 20))
    for number in range(50):
        (folder / f"small {seed} {number}").write_text(f"{seed} {number}\n" * 100)


class S3Test(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.scratch / "source"
        self.bucket = f"bucket-{self._testMethodName.replace('_', '-').lower()}"[:60]

    def at(self, port, **options):
        """The repository of this test, by way of a port."""
        return S3Repository(self, f"s3:http://localhost:{port}/{self.bucket}/some folder", **options)

    def made(self, repository):
        repository.tl("init")
        fill(self.source, "first")
        return repository

    def expect_restored(self, repository, program=TL):
        target = self.scratch / "restored"
        repository.run(program, "restore", "latest", "--target", target)
        self.assertEqual(differences(tree_facts(self.source), tree_facts(target / "source")), [])
        self.remove(target)

    def expect_sound(self, repository):
        """Both programs find every file of every snapshot whole."""
        repository.tl("check", "--read-data")
        repository.restic("check")
        for snapshot in repository.snapshots():
            target = self.scratch / "restored"
            repository.tl("restore", snapshot["id"], "--target", target)
            self.remove(target)

    def backup(self, repository, program=TL, **options):
        return repository.run(program, "backup", "source", cwd=self.scratch, **options)


class LifeCycle(S3Test):
    def live(self, repository):
        repository.tl("init")
        fill(self.source, "first")
        self.backup(repository)
        self.expect_restored(repository, RESTIC)
        fill(self.source, "second", 8)
        self.backup(repository, RESTIC)
        self.expect_restored(repository)
        shutil.rmtree(self.source)
        fill(self.source, "third", 16)
        self.backup(repository)
        repository.tl("check", "--read-data")
        repository.restic("check", "--read-data")
        self.assertEqual(len(repository.snapshots()), 3)
        repository.tl("forget", "--keep-last", "1", "--prune")
        repository.restic("check", "--read-data")
        self.expect_restored(repository)
        self.backup(repository, RESTIC)
        repository.restic("forget", "--keep-last", "1", "--prune")
        repository.tl("check", "--read-data")
        self.expect_restored(repository, RESTIC)
        self.expect_restored(repository)

    def test_over_http(self):
        self.live(self.at(SERVER.port))

    def test_over_https_with_an_authority_of_our_own(self):
        self.live(S3Repository(self, f"s3:https://localhost:{SERVER.tls_port}/{self.bucket}", ("--cacert", str(SERVER.root))))

    def test_in_parts_and_listed_by_the_first_version(self):
        repository = S3Repository(self, f"s3:http://localhost:{SERVER.port}/{self.bucket}",
                                  ("-o", "s3.part-size=5", "-o", "s3.list-objects-v1=true"))
        self.made(repository)
        self.backup(repository)
        self.expect_restored(repository)
        plain = S3Repository(self, repository.path)
        plain.restic("check", "--read-data")

    def test_init_twice_keeps_what_is_there(self):
        repository = self.at(SERVER.port)
        repository.tl("init")
        code, _, error = repository.result("init")
        self.assertEqual(code, 1)
        self.assertIn("config", error)
        repository.tl("snapshots")


class BadLines(S3Test):
    """Whatever the line does: success, or a clear error, in bounded time; and the repository stays sound."""

    def setUp(self):
        super().setUp()
        self.proxy = faults.FaultProxy(SERVER.port)
        self.proxy.__enter__()
        self.addCleanup(self.proxy.__exit__, None, None, None)
        self.direct = self.made(self.at(SERVER.port))
        self.by_proxy = self.at(self.proxy.port)

    def expect_backup_survives(self, *expected):
        """A backup by the bad line succeeds or says one of the texts; one by a good line succeeds and all is sound."""
        code, _, error = self.by_proxy.result("backup", str(self.source))
        if code != 0:
            self.assertEqual(code, 1, error)
            self.assertTrue(any(text in error for text in expected), error)
        self.backup(self.direct)
        self.expect_sound(self.direct)
        self.expect_restored(self.direct)

    def test_reset_in_an_upload(self):
        fault = self.proxy.expect(faults.ResetInUpload("PUT", 3_000_000, path="/data/"))
        self.expect_backup_survives("reset", "closed", "broke", "hung up", "lost")
        self.assertEqual(fault.happened, 1)

    def test_reset_after_an_upload_that_arrived(self):
        fault = self.proxy.expect(faults.ResetInDownload("PUT", 0, path="/data/"))
        self.expect_backup_survives("reset", "closed", "broke", "hung up", "lost", "already")
        self.assertEqual(fault.happened, 1)

    def test_reset_in_a_download(self):
        self.backup(self.direct)
        fault = self.proxy.expect(faults.ResetInDownload("GET", 1_000_000, path="/data/"))
        target = self.scratch / "restored"
        code, _, error = self.by_proxy.result("restore", "latest", "--target", str(target))
        self.assertEqual(fault.happened, 1)
        if code != 0:
            self.assertTrue(error)
        self.expect_restored(self.direct)

    def test_a_busy_server(self):
        for status, refused in ((503, "SlowDown"), (500, "InternalError"), (503, "ServiceUnavailable")):
            with self.subTest(refused=refused):
                fill(self.source, refused, 8)
                fault = self.proxy.expect(faults.Refusal("PUT", status, refused, path="/data/"))
                self.expect_backup_survives("busy")
                self.assertEqual(fault.happened, 1)

    def test_a_request_that_is_never_answered(self):
        self.proxy.expect(faults.Hang("PUT", path="/data/"))
        started = time.monotonic()
        code, _, error = self.by_proxy.result("--stuck-request-timeout", "2s", "backup", str(self.source))
        self.assertLess(time.monotonic() - started, 60)
        if code != 0:
            self.assertIn("2 s", error)
        self.expect_sound(self.direct)

    def test_a_server_that_hangs_and_wakes(self):
        running = self.direct.start(TL, "backup", self.source)
        time.sleep(0.3)
        SERVER.hang_gateway()
        try:
            time.sleep(3)
        finally:
            SERVER.wake_gateway()
        _, error = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 0, error)
        self.expect_sound(self.direct)

    def test_a_server_that_dies_and_comes_back(self):
        fill(self.source, "more", 40)
        running = self.direct.start(TL, "backup", self.source)
        time.sleep(0.4)
        SERVER.kill_gateway()
        SERVER.start_gateway()
        running.communicate(timeout=300)
        self.assertIn(running.returncode, (0, 1))
        self.direct.tl("unlock")
        self.backup(self.direct)
        self.expect_sound(self.direct)
        self.expect_restored(self.direct)


class Refusals(S3Test):
    def expect_refusal(self, repository, *texts, arguments=("snapshots",), exit_code=1, **environment):
        started = time.monotonic()
        code, output, error = repository.result(*arguments, **environment)
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(code, exit_code, error)
        for text in texts:
            self.assertIn(text, error)
        for secret in (s3.SECRET_KEY, "hushhush"):
            self.assertNotIn(secret, output + error)

    def test_wrong_credentials(self):
        made = self.made(self.at(SERVER.port))
        self.expect_refusal(self.at(SERVER.port, credentials=("nobody", "hushhush")), "no access key nobody")
        self.expect_refusal(self.at(SERVER.port, credentials=(s3.ACCESS_KEY, "hushhush")), "AWS_SECRET_ACCESS_KEY")
        self.expect_refusal(made, "together", AWS_SECRET_ACCESS_KEY="")
        self.expect_refusal(made, "AWS_ACCESS_KEY_ID", "AWS_PROFILE", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")

    def test_expired_credentials(self):
        self.made(self.at(SERVER.port))
        with faults.FaultProxy(SERVER.port) as proxy:
            for method in ("GET", "HEAD"):
                proxy.expect(faults.Refusal(method, 400, "ExpiredToken", times=100))
            self.expect_refusal(self.at(proxy.port), "expired", AWS_SESSION_TOKEN="hushhush")

    def test_a_bucket_of_somebody_else(self):
        self.made(self.at(SERVER.port))
        SERVER.add_user("other", "otheraccesskey", "hushhush")
        other = self.at(SERVER.port, credentials=("otheraccesskey", "hushhush"))
        self.expect_refusal(other, "otheraccesskey may not")
        self.expect_refusal(other, "otheraccesskey may not", arguments=("init",))

    def test_a_bucket_that_is_not_there(self):
        self.expect_refusal(self.at(SERVER.port), f"no bucket {self.bucket}", exit_code=10)

    def test_a_bucket_without_a_repository(self):
        self.made(self.at(SERVER.port))
        elsewhere = S3Repository(self, f"s3:http://localhost:{SERVER.port}/{self.bucket}/elsewhere")
        self.expect_refusal(elsewhere, "init", exit_code=10)

    def test_a_certificate_that_nobody_vouches_for(self):
        location = f"s3:https://localhost:{SERVER.tls_port}/{self.bucket}"
        self.expect_refusal(S3Repository(self, location), "certificate", arguments=("init",))
        wrong_name = f"s3:https://other.localhost:{SERVER.tls_port}/{self.bucket}"
        self.expect_refusal(S3Repository(self, wrong_name, ("--cacert", str(SERVER.root))), "certificate", arguments=("init",))
        S3Repository(self, location, ("--insecure-tls",)).tl("init")

    def test_a_clock_that_is_an_hour_off(self):
        repository = self.made(self.at(SERVER.port))
        repository.tl("snapshots")
        code, _, error = self.with_clock_off(repository, "snapshots")
        self.assertEqual(code, 1)
        self.assertIn("clock", error)

    def with_clock_off(self, repository, *arguments):
        done = subprocess.run(["faketime", "-f", "+1h", *repository.command(TL, *arguments)], env=repository.environment(),
                              capture_output=True, timeout=120, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_a_full_quota(self):
        SERVER.add_user("poor", "pooraccesskey", "hushhush")
        SERVER.administer("quota", "set", "--quota-scope=user", "--uid=poor", "--max-size=1048576")
        SERVER.administer("quota", "enable", "--quota-scope=user", "--uid=poor")
        repository = self.at(SERVER.port, credentials=("pooraccesskey", "hushhush"))
        self.made(repository)
        self.expect_refusal(repository, "quota", arguments=("backup", str(self.source)))
        repository.tl("check")

    def test_nobody_listens(self):
        repository = S3Repository(self, f"s3:http://localhost:1/{self.bucket}")
        self.expect_refusal(repository, "localhost:1", arguments=("--retry-lock", "0s", "snapshots"))

    def test_wrong_options(self):
        for option, text in (("s3.colour=red", "colour"), ("s3.bucket-lookup=up", "auto, dns or path"),
                             ("s3.connections=0", "connections")):
            self.expect_refusal(S3Repository(self, f"s3:localhost:{SERVER.port}/{self.bucket}", ("-o", option)), text)

    def test_a_location_without_a_bucket(self):
        self.expect_refusal(S3Repository(self, "s3:localhost"), "names no bucket")


if __name__ == "__main__":
    unittest.main()
