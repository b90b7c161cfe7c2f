"""Limits as they show on the line to a server: how fast bytes go by, and how soon a change of the limit is seen.

The kernel would take megabytes on its way that tl has not read yet: hence a network of our own, where it takes little.
"""
import time
import unittest

import bad_line
import own_network
import test_rest
from programs import TL
from remote_repository import MAKES_SMALL_PACKS

MIB = 1 << 20
SECONDS = 10
BACKUP = ("backup", *MAKES_SMALL_PACKS, "source")


def setUpModule():
    own_network.enter()
    own_network.keep_buffers_small()


def bytes_between(passed, begin, end):
    return sum(count for when, count in passed if begin <= when < end)


class Limits(test_rest.RestTest):
    def setUp(self):
        super().setUp()
        server = self.start_server()
        self.direct = self.make_in(self.repository_on(server))
        self.line = self.enterContext(bad_line.BadLine(server.port))
        self.by_line = self.repository_on(server, self.line.port)

    def expect_rate(self, passed, rate):
        """Never more than 5 % above in ten seconds. A machine that is busy with other tests may be late now and then, but not
        all the time: somewhere there are ten seconds with no more than 5 % too little."""
        large = [when for when, count in passed if count > 16_000]  # The files; not the questions and answers around them.
        begin, end = large[0] + 0.5, large[-1]
        self.assertGreater(end - begin, SECONDS + 1, "it went too fast")
        starts = [begin + 0.25 * step for step in range(int((end - begin - SECONDS) / 0.25))]
        rates = [bytes_between(passed, start, start + SECONDS) / SECONDS for start in starts]
        self.assertLess(max(rates), rate * 1.05)
        self.assertGreater(max(rates), rate * 0.95)

    def test_an_upload_keeps_to_its_rate_over_ten_seconds(self):
        self.make_files(30)
        self.by_line.tl("--limit-upload", "2M", *BACKUP, cwd=self.scratch)
        self.expect_rate(self.line.passed["up"], 2 * MIB)
        self.expect_whole(self.direct)

    def test_a_download_keeps_to_its_rate_over_ten_seconds(self):
        self.make_files(30)
        self.direct.tl(*BACKUP, cwd=self.scratch)
        self.by_line.tl("--limit-download", "2M", "restore", "latest", "--target", self.scratch / "restored")
        self.expect_rate(self.line.passed["down"], 2 * MIB)

    def test_a_change_is_seen_within_two_seconds(self):
        self.make_files(60)
        limits = self.scratch / "limits"
        limits.write_text("upload=1M\n")
        backup = self.by_line.start(TL, "--limit-file", limits, *BACKUP, cwd=self.scratch)
        self.addCleanup(backup.communicate)
        self.addCleanup(backup.kill)
        until = time.monotonic() + 60
        while not bytes_between(self.line.passed["up"], 0, until) > 2 * MIB:
            self.assertLess(time.monotonic(), until, "nothing is uploaded")
            time.sleep(0.05)
        for rate in (5, 1):
            limits.write_text(f"upload={rate}M\n")
            seen_from = time.monotonic() + 2
            time.sleep(2 + 4)
            rate_seen = bytes_between(self.line.passed["up"], seen_from, seen_from + 4) / 4
            # A quarter of a second's unused room may be made up for: in four seconds that is a sixteenth.
            self.assertLess(rate_seen, rate * MIB * 1.1)
            self.assertGreater(rate_seen, rate * MIB * 0.8)
        self.assertIsNone(backup.poll())
        limits.write_text("upload=0\n")
        out, error = backup.communicate(timeout=100)
        self.assertEqual(backup.returncode, 0, (out + error).decode())
        self.expect_whole(self.direct)


if __name__ == "__main__":
    unittest.main()
