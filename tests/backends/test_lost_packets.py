"""Repositories behind a line that loses a tenth of its packets: backup, check and restore succeed on every server.

The kernel loses them, in a network that this process has for itself: no other test's line gets worse.
"""
import subprocess
import unittest

import own_network
import test_nfs
import test_rest
import test_s3
import test_sftp
import test_smb
from programs import TL
from remote_repository import MAKES_SMALL_PACKS


def setUpModule():
    own_network.enter()
    subprocess.run(["nft", "add table inet lossy; add chain inet lossy input { type filter hook input priority 0; }"], check=True)


class LostPackets:
    def test_a_tenth_of_the_packets_is_lost(self):
        server = self.start_server()
        repository = self.make_in(self.repository_on(server))
        self.make_files(5)
        self.lose_packets(server.port)
        repository.backup(TL, *MAKES_SMALL_PACKS, "source", cwd=self.scratch)
        repository.tl("check", "--read-data")
        self.expect_restored(repository)
        self.assertGreater(self.lost(), 3)

    def lose_packets(self, port):
        """Of those to the port and from it."""
        subprocess.run(["nft", "flush chain inet lossy input"], check=True)
        for side in ("dport", "sport"):
            subprocess.run(["nft", f"add rule inet lossy input tcp {side} {port} numgen random mod 10 == 0 counter drop"],
                           check=True)
        self.addCleanup(subprocess.run, ["nft", "flush chain inet lossy input"], check=True)

    @staticmethod
    def lost():
        rules = subprocess.run(["nft", "list chain inet lossy input"], check=True, capture_output=True, text=True).stdout.split()
        return sum(int(rules[i + 1]) for i, word in enumerate(rules) if word == "packets")


class S3(LostPackets, test_s3.S3Test):
    @classmethod
    def setUpClass(cls):
        test_s3.setUpModule()


class Sftp(LostPackets, test_sftp.SftpTest):
    pass


class Smb(LostPackets, test_smb.SmbTest):
    pass


class Nfs(LostPackets, test_nfs.NfsTest):
    pass


class Rest(LostPackets, test_rest.RestTest):
    pass


if __name__ == "__main__":
    unittest.main()
