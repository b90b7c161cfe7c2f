"""Repositories on a REST server, which is rclone's: good days and bad ones."""
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse

import bad_line
import certificates
import servers
from programs import IS_ROOT, TL
from rclone_rest import PASSWORD, USER, RcloneRest
from remote_repository import RemoteRepository, RemoteTest

WHO = f"{USER}:{urllib.parse.quote(PASSWORD, safe='')}@"


class Rest(RemoteTest):
    def serve(self, *options, **more):
        server = RcloneRest(*options, **more)
        self.enterContext(server)
        return server

    def repository_on(self, server, port=None, path="/repo/", **more):
        """tl takes user and password from the environment, restic 0.14 from the location only."""
        scheme = server.url.split(":")[0]
        place = f"127.0.0.1:{port or server.port}{path}"
        return RemoteRepository(
            self, f"rest:{scheme}://{place}", for_restic=f"rest:{scheme}://{WHO}{place}",
            variables={"RESTIC_REST_USERNAME": USER, "RESTIC_REST_PASSWORD": PASSWORD}, **more)

    def expect_sound(self, repository):
        """What interrupted commands left is sound for both programs, and another backup completes it."""
        repository.tl("unlock", "--remove-all")
        repository.backup(TL, "source", cwd=self.scratch)
        repository.tl("check", "--read-data")
        repository.restic("check", "--read-data")
        self.expect_restored(repository)

    def test_a_whole_life(self):
        self.live_a_life(self.repository_on(self.serve()))

    def test_a_whole_life_over_tls_with_a_client_certificate(self):
        authority = certificates.Authority(self.scratch / "authority")
        server = self.serve(certificate=authority.issue("server"), client_root=authority.root)
        options = ["--cacert", authority.root, "--tls-client-cert", authority.issue("client")]
        self.live_a_life(self.repository_on(server, options=options))
        for name, others in {
                "root": ["--tls-client-cert", options[3]],
                "certificate": ["--cacert", authority.root]}.items():
            with self.subTest(missing=name):
                code, said = self.repository_on(server, options=others).outcome("snapshots")
                self.assertEqual(code, 1)
                self.assertIn("certificate", said)
        unchecked = ["--insecure-tls", "--tls-client-cert", options[3]]
        self.repository_on(server, options=unchecked).tl("snapshots")

    def test_a_socket_in_the_file_system(self):
        server = self.serve()
        socket = self.scratch / "socket"
        relay = subprocess.Popen(
            ["python3", "-c", RELAY, str(socket), str(server.port)], start_new_session=True)
        self.addCleanup(relay.wait)
        self.addCleanup(relay.kill)
        while not socket.exists():
            time.sleep(0.01)
        repository = RemoteRepository(self, f"rest:http+unix://{WHO}{socket}:/repo/")
        repository.tl("init")
        self.make_files(3)
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_restored(repository)

    def test_wrong_password_is_said_and_shown_nowhere(self):
        server = self.serve()
        for location, variables in (
                (f"rest:http://{USER}:hunter2@127.0.0.1:{server.port}/", {}),
                (f"rest:http://127.0.0.1:{server.port}/",
                 {"RESTIC_REST_USERNAME": USER, "RESTIC_REST_PASSWORD": PASSWORD, "TIMELOCKER_REST_PASSWORD": "hunter2"})):
            repository = RemoteRepository(self, location, variables=variables)
            for command in (["init"], ["snapshots"], ["backup", "--json", "/etc/hostname"], ["snapshots", "-vv"]):
                code, said = repository.outcome(*command)
                self.assertEqual(code, 1, said)
                self.assertIn("user and password", said)
                self.assertNotIn("hunter2", said)

    def test_no_repository_and_no_server(self):
        server = self.serve()
        code, said = self.repository_on(server).outcome("snapshots")
        self.assertEqual(code, 10, said)
        nobody = servers.free_ports(1)
        code, said = self.repository_on(server, port=nobody).outcome("--retry-for", "3s", "snapshots")
        self.assertEqual(code, 1, said)

    def test_an_append_only_server(self):
        server = self.serve("--append-only")
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(3)
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_restored(repository)
        code, said = repository.outcome("forget", "--keep-last", "1", "--group-by", "host", "--unsafe-allow-remove-all")
        self.assertEqual(len(repository.snapshots()), 1, said)
        name = next((server.data / "repo" / "snapshots").iterdir()).name
        code, said = repository.outcome("forget", name)
        self.assertNotEqual(code, 0)
        self.assertIn("append-only", said)
        self.assertEqual(len(repository.snapshots()), 1)
        repository.restic("check", "--read-data")

    def test_connections_that_break(self):
        server = self.serve()
        with bad_line.BadLine(server.port) as line:
            repository = self.repository_on(server, line.port)
            repository.tl("init")
            self.make_files(40)
            line.cut_upload(9_000_000)
            code, said = self.run_in_scratch(repository, "--retry-for", "3s", "backup", "source")
            self.assertEqual(line.cuts, 1)
            self.expect_outcome_and_soundness(repository, code, said)
            line.cut_download(9_000_000)
            target = self.scratch / "broken"
            code, said = repository.outcome("restore", "latest", "--target", target)
            self.assertEqual(line.cuts, 2)
            self.assertIn(code, (0, 1), said)
            self.expect_restored(repository)

    def test_a_server_that_dies_and_comes_back(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(60)
        backup = repository.start(TL, "--limit-upload", "20000", "backup", "source", cwd=self.scratch)
        data = server.data / "repo" / "data"
        until = time.monotonic() + 60
        while not any(data.rglob("*")) and backup.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        server.kill(signal.SIGKILL)
        time.sleep(0.5)
        server.start_again()
        out, error = backup.communicate(timeout=240)
        self.assertIn(backup.returncode, (0, 1), (out + error).decode())
        self.expect_sound(repository)

    def test_a_server_that_hangs_is_given_up(self):
        server = self.serve()
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(3)
        for process in server.processes:
            os.killpg(process.pid, signal.SIGSTOP)
        start = time.monotonic()
        code, said = self.run_in_scratch(repository, "--stuck-request-timeout", "2s", "--retry-for", "3s", "backup", "source")
        self.assertEqual(code, 1, said)
        self.assertLess(time.monotonic() - start, 40)
        backup = repository.start(TL, "backup", "source", cwd=self.scratch)
        time.sleep(1)
        start = time.monotonic()
        backup.send_signal(signal.SIGINT)
        self.assertEqual(backup.wait(20), 130)
        self.assertLess(time.monotonic() - start, 3, "a stop waits for no server")
        backup.communicate()
        for process in server.processes:
            os.killpg(process.pid, signal.SIGCONT)
        self.expect_sound(repository)

    def test_a_full_disk(self):
        if not IS_ROOT:
            self.skipTest("only root may mount")
        disk = self.scratch / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        repository = self.repository_on(self.serve(data=pathlib.Path(disk)))
        repository.tl("init")
        self.make_files(2)
        repository.backup(TL, "source", cwd=self.scratch)
        self.make_files(20, seed=2)
        code, said = self.run_in_scratch(repository, "--retry-for", "3s", "backup", "source")
        self.assertEqual(code, 1, said)
        for path in self.source.glob("file 2 *"):
            path.unlink()
        subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
        self.expect_sound(repository)

    def run_in_scratch(self, repository, *arguments):
        process = repository.start(TL, *arguments, cwd=self.scratch)
        out, error = process.communicate(timeout=240)
        return process.returncode, (out + error).decode(errors="replace")

    def expect_outcome_and_soundness(self, repository, code, said):
        self.assertIn(code, (0, 1), said)
        self.expect_sound(repository)


RELAY = """
import socket, sys, threading
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(64)
def relay(one, other):
    while piece := one.recv(65536):
        other.sendall(piece)
    other.shutdown(socket.SHUT_WR)
while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
    for pair in ((client, server), (server, client)):
        threading.Thread(target=relay, args=pair, daemon=True).start()
"""
