"""Repositories in a bucket of B2: on a server of its protocol, which Debian's rclone accepts as B2, too."""
import contextlib
import os
import socket
import subprocess
import threading
import time

import b2_store
import bad_line
import certificates
import http_fault_proxy as faults
from b2 import B2Server
from bad_lines import end, wait_for_line
from programs import TL
from remote_repository import MAKES_SMALL_PACKS, RemoteRepository, RemoteTest
from tree_facts import differences, tree_facts


class Rclone:
    """Debian's rclone, as a judge of the server."""

    def __init__(self, test, server):
        self.test = test
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(test.scratch), "RCLONE_CONFIG": "/dev/null", "RCLONE_B2_ENDPOINT": server.url,
            "RCLONE_B2_ACCOUNT": "master", "RCLONE_B2_KEY": "master secret", "RCLONE_B2_CHUNK_SIZE": "5M",
            "RCLONE_B2_UPLOAD_CUTOFF": "8M", "RCLONE_RETRIES": "1", "RCLONE_LOW_LEVEL_RETRIES": "2"}

    def run(self, *arguments, exit_code=0):
        result = subprocess.run(["rclone", *map(str, arguments)], env=self.environment, capture_output=True, timeout=60,
                                text=True, check=False)
        if result.returncode != exit_code:
            self.test.fail(f"rclone {arguments}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout


class ServerIsB2(RemoteTest):
    def test_rclone_accepts_it_for_a_whole_life(self):
        server = self.enterContext(B2Server())
        rclone = Rclone(self, server)
        self.make_files(6, 30_000)
        (self.source / "nothing").touch()
        (self.source / "space, + and ä").write_bytes(b"x" * 1000)
        (self.source / "large").write_bytes(os.urandom(17_000_000))
        rclone.run("mkdir", ":b2:bucket-one")
        rclone.run("copy", self.source, ":b2:bucket-one/a/b")
        rclone.run("check", "--download", self.source, ":b2:bucket-one/a/b")
        rclone.run("check", self.source, ":b2:bucket-one/a/b")
        self.assertEqual(rclone.run("lsf", ":b2:bucket-one"), "a/\n")
        self.assertEqual(rclone.run("lsf", ":b2:bucket-one/a"), "b/\n")
        bucket = server.store.buckets["bucket-one"]
        self.assertEqual(len(bucket.versions), 9)
        large = bucket.latest("a/b/large")
        self.assertEqual(large.content, (self.source / "large").read_bytes())
        self.assertIsNone(large.sha1, "it came in parts")
        (self.source / "large").write_bytes(b"small now")
        rclone.run("copy", self.source, ":b2:bucket-one/a/b")
        self.assertEqual(rclone.run("cat", ":b2:bucket-one/a/b/large"), "small now")
        self.assertEqual(rclone.run("lsf", "--b2-versions", ":b2:bucket-one/a/b").count("large"), 2)
        rclone.run("deletefile", ":b2:bucket-one/a/b/nothing")
        self.assertNotIn("nothing", rclone.run("lsf", ":b2:bucket-one/a/b"))
        self.assertEqual(bucket.versions[-1].action, "hide")
        rclone.run("cleanup", ":b2:bucket-one")
        self.assertEqual(sorted(version.name for version in bucket.versions), sorted(
            "a/b/" + path.name for path in self.source.iterdir() if path.name != "nothing"))
        rclone.run("purge", ":b2:bucket-one")
        rclone.run("lsf", ":b2:bucket-one", exit_code=3)
        self.assertEqual(server.store.buckets, {})

    def test_rclone_is_refused_with_a_wrong_key(self):
        rclone = Rclone(self, self.enterContext(B2Server()))
        rclone.environment["RCLONE_B2_KEY"] = "wrong"
        rclone.run("mkdir", ":b2:bucket-one", exit_code=1)


class B2(RemoteTest):
    def serve(self, **settings):
        return self.enterContext(B2Server(**settings))

    def repository_on(self, server, location="b2:our-bucket:repo", endpoint=None, **variables):
        return RemoteRepository(
            self, location, options=["-o", f"b2.endpoint={endpoint or server.url}"],
            variables={"B2_ACCOUNT_ID": "master", "B2_ACCOUNT_KEY": "master secret"} | variables)

    def expect_sound(self, repository):
        repository.tl("unlock", "--remove-all")
        repository.backup(TL, "source", cwd=self.scratch)
        repository.tl("check", "--read-data")
        self.expect_restored(repository)

    def test_a_whole_life(self):
        server = self.serve()
        self.live_a_life(self.repository_on(server), with_restic=False)
        bucket = server.store.buckets["our-bucket"]
        self.assertEqual({version.action for version in bucket.versions}, {"upload"}, "nothing is hidden or unfinished")
        names = [version.name for version in bucket.versions]
        self.assertEqual(len(names), len(set(names)), "every file has one version")

    def test_a_whole_life_in_turn_with_restic(self):
        """restic's client knows Backblaze's own address only: a proxy brings it, and tl by the same way, to our server."""
        authority = certificates.Authority(self.scratch / "authority")
        server = self.serve(certificate=authority.issue("b2", ["DNS:api.backblazeb2.com"]))
        with connect_proxy(server.port) as port:
            repository = RemoteRepository(
                self, "b2:our-bucket:repo", restic_options=[], variables={
                    "B2_ACCOUNT_ID": "master", "B2_ACCOUNT_KEY": "master secret",
                    "HTTPS_PROXY": f"http://127.0.0.1:{port}", "SSL_CERT_FILE": str(authority.root),
                    "SSL_CERT_DIR": "/nonexistent"})
            self.live_a_life(repository)
        agents = {agent.split("/")[0] for _, agent in server.seen}
        self.assertEqual(agents, {"timelocker", "blazer"})

    def test_a_key_that_may_not_delete_hides(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        server.store.keys["weak"] = b2_store.Key(
            "weak secret", ("listBuckets", "listFiles", "readFiles", "writeFiles"), bucket="our-bucket", prefix="repo/")
        weak = self.repository_on(server, B2_ACCOUNT_ID="weak", B2_ACCOUNT_KEY="weak secret")
        self.make_files(3)
        weak.backup(TL, "source", cwd=self.scratch)
        weak.backup(TL, "source", cwd=self.scratch)
        weak.tl("forget", "--keep-last", "1", "--group-by", "")
        self.assertEqual(len(weak.snapshots()), 1)
        self.assertIn("hide", {version.action for version in server.store.buckets["our-bucket"].versions})
        self.expect_restored(weak)
        code, said = self.repository_on(
            server, "b2:our-bucket:elsewhere", B2_ACCOUNT_ID="weak", B2_ACCOUNT_KEY="weak secret").outcome("snapshots")
        self.assertEqual(code, 1)
        self.assertIn("repo/", said)

    def test_wrong_keys_and_places(self):
        server = self.serve()
        code, said = self.repository_on(server, B2_ACCOUNT_KEY="hunter2").outcome("snapshots")
        self.assertEqual(code, 1, said)
        self.assertIn("B2_ACCOUNT_KEY", said)
        self.assertNotIn("hunter2", said)
        code, said = self.repository_on(server, B2_ACCOUNT_KEY="").outcome("snapshots")
        self.assertEqual(code, 1, said)
        self.assertIn("B2_ACCOUNT_KEY", said)
        code, said = self.repository_on(server).outcome("snapshots")
        self.assertEqual(code, 10, said)

    def test_tokens_that_run_out_and_servers_that_are_busy(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(40)
        server.spoil_every = 30
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_sound(repository)

    def test_a_cap_is_said(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        server.store.cap = 3_000_000
        self.make_files(20)
        process = repository.start(TL, "backup", "source", cwd=self.scratch)
        _, error = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"Caps & Alerts", error)
        server.store.cap = None
        self.expect_sound(repository)

    def test_connections_that_break(self):
        server = self.serve()
        with bad_line.BadLine(server.port) as line:
            repository = self.repository_on(server, endpoint=f"http://127.0.0.1:{line.port}")
            repository.tl("init")
            self.make_files(40)
            line.cut_upload(9_000_000)
            code, said = repository.outcome("backup", "source")
            self.assertEqual(line.cuts, 1)
            self.assertEqual(code, 0, said)
            self.expect_whole(repository)
            line.cut_download(9_000_000)
            code, said = repository.outcome("restore", "latest", "--target", self.scratch / "broken")
            self.assertEqual(line.cuts, 2)
            self.assertEqual(code, 0, said)
            self.assertEqual(differences(tree_facts(self.source), tree_facts(self.scratch / "broken" / "source")), [])

    def test_a_server_that_hangs_is_asked_again(self):
        server = self.serve()
        self.make_files(6)
        with bad_line.BadLine(server.port) as line:
            repository = self.repository_on(server, endpoint=f"http://127.0.0.1:{line.port}")
            repository.tl("init")
            line.hold_upload(3_000_000)
            backup = repository.start(TL, "--stuck-request-timeout", "2s", "backup", "source", cwd=self.scratch)
            self.addCleanup(end, backup)
            self.assertTrue(line.held.wait(100))
            self.assertTrue(wait_for_line(backup, b"trying again"), "the server was not given up")
            line.flow()
            out, error = backup.communicate(timeout=200)
            self.assertEqual(backup.returncode, 0, (out + error).decode())
            self.expect_whole(repository)

    def test_errors_that_pass(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(6)
        calls = ("b2_authorize_account", "b2_list_file_names", "b2_get_upload_url", "upload", "file")
        for status, code in ((500, "internal_error"), (503, "service_unavailable"), (429, "too_many_requests")):
            with self.subTest(status=status):
                for call in calls:
                    server.fail(call, status, code)
                repository.tl("backup", "source", cwd=self.scratch)
                self.assertEqual(server.failures_left(), [])
                self.expect_whole(repository)
                self.make_files(2, seed=status)

    def test_answers_that_are_lost_or_break_off(self):
        server = self.serve()
        with faults.FaultProxy(server.port) as proxy:
            repository = self.repository_on(server, endpoint=f"http://127.0.0.1:{proxy.port}")
            repository.tl("init")
            self.make_files(6)
            lost = proxy.expect(faults.ResetInDownload("POST", 0, path="/upload/", times=3))  # Stored, and nobody knows.
            repository.tl("backup", *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
            self.assertEqual(lost.happened, 3)
            broken = proxy.expect(faults.ResetInDownload("GET", 100_000, path="/data/"))
            self.expect_whole(repository)
            self.assertEqual(broken.happened, 1)

    def test_a_server_that_hangs_is_given_up(self):
        server = self.serve()
        with bad_line.BadLine(server.port) as line:
            repository = self.repository_on(server, endpoint=f"http://127.0.0.1:{line.port}")
            repository.tl("init")
            line.stall()
            start = time.monotonic()
            code, said = repository.outcome("--stuck-request-timeout", "2s", "--retry-for", "5s", "snapshots")
            self.assertEqual(code, 1, said)
            self.assertLess(time.monotonic() - start, 60)


@contextlib.contextmanager
def connect_proxy(target_port):
    """A proxy that brings every CONNECT, whatever its host, to one port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def relay(one, other):
        with contextlib.suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)

    def serve(client):
        with contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(1)
            server = socket.create_connection(("127.0.0.1", target_port))
            client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            for pair in ((client, server), (server, client)):
                threading.Thread(target=relay, args=pair, daemon=True).start()

    def accept():
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
