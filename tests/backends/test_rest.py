"""Repositories on a REST server, which is rclone's: whole programs at work, in turns with restic, and what is refused."""
import subprocess
import time
import unittest
import urllib.parse

import certificates
import servers
from programs import TL
from rclone_rest import PASSWORD, USER, RcloneRest
from remote_repository import RemoteRepository, RemoteTest

WHO = f"{USER}:{urllib.parse.quote(PASSWORD, safe='')}@"


class RestTest(RemoteTest):
    def start_server(self, *options, **more):
        return self.enterContext(RcloneRest(*options, **more))

    def repository_on(self, server, by_port=None, **more):
        """tl takes user and password from the environment, restic 0.14 from the location only."""
        scheme = server.url.split(":")[0]
        place = f"127.0.0.1:{by_port or server.port}/repo/"
        return RemoteRepository(
            self, f"rest:{scheme}://{place}", for_restic=f"rest:{scheme}://{WHO}{place}", path=server.shared / "repo",
            variables={"RESTIC_REST_USERNAME": USER, "RESTIC_REST_PASSWORD": PASSWORD}, **more)


class Rest(RestTest):
    def test_a_whole_life(self):
        self.live_a_life(self.repository_on(self.start_server()))

    def test_a_whole_life_over_tls_with_a_client_certificate(self):
        authority = certificates.Authority(self.scratch / "authority")
        server = self.start_server(certificate=authority.issue("server"), client_root=authority.root)
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
        server = self.start_server()
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
        server = self.start_server()
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
        server = self.start_server()
        code, said = self.repository_on(server).outcome("snapshots")
        self.assertEqual(code, 10, said)
        nobody = servers.free_ports(1)
        self.expect_refused(self.repository_on(server, nobody), str(nobody), "--retry-for", "0", "snapshots")

    def test_an_append_only_server(self):
        server = self.start_server("--append-only")
        repository = self.repository_on(server)
        repository.tl("init")
        self.make_files(3)
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_restored(repository)
        code, said = repository.outcome("forget", "--keep-last", "1", "--group-by", "host", "--unsafe-allow-remove-all")
        self.assertEqual(len(repository.snapshots()), 1, said)
        name = next((server.shared / "repo" / "snapshots").iterdir()).name
        code, said = repository.outcome("forget", name)
        self.assertNotEqual(code, 0)
        self.assertIn("append-only", said)
        self.assertEqual(len(repository.snapshots()), 1)
        repository.restic("check", "--read-data")


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


if __name__ == "__main__":
    unittest.main()
