"""What is taken of the line and the machine: rates, their change while the program runs, windows, priority, figures."""

import datetime
import os
import random
import signal
import subprocess
import threading
import time
import unittest

from other_clock import OtherClock
from programs import RESTIC
from support import CliTest

MIB = 1 << 20


class Limits(CliTest):
    def setUp(self):
        super().setUp()
        self.init()

    def make_noise(self, name, size):
        """A file that neither compresses nor deduplicates."""
        path = self.folder / name
        path.write_bytes(random.Random(name).randbytes(size))
        return path

    def traffic_of(self, *arguments):
        """The figures of one run, and how long it took."""
        start = time.monotonic()
        messages = self.tl_json(*arguments, "--traffic")
        duration = time.monotonic() - start
        traffic = [message for message in messages if message.get("message_type") == "traffic"]
        self.assertEqual(len(traffic), 1, messages)
        return traffic[0], duration

    def test_uploads_keep_to_the_rate_over_ten_seconds(self):
        traffic, duration = self.traffic_of("backup", self.make_noise("noise", 10 * MIB),
                                            "--limit-upload", "1024")
        self.assertGreater(traffic["bytes_sent"], 10 * MIB)
        self.assertLess(traffic["bytes_sent"] / duration, MIB * 1.05)
        # The other bound leaves room for a machine that is busy with other tests.
        self.assertLess(duration, 20)
        self.assertEqual(traffic["calls"]["save"]["failed"], 0)
        self.assertGreater(traffic["calls"]["save"]["bytes"], 10 * MIB)

    def test_downloads_keep_to_the_rate(self):
        self.tl("backup", self.make_noise("noise", 4 * MIB))
        traffic, duration = self.traffic_of("restore", "latest", "--target", "out",
                                            "--limit-download", "1M")
        self.assertGreater(traffic["bytes_received"], 4 * MIB)
        self.assertLess(traffic["bytes_received"] / duration, MIB * 1.05)

    def test_a_file_changes_the_rate_while_the_program_runs(self):
        limits = self.folder / "limits"
        limits.write_text("upload=64\n")  # Two minutes for the file.
        process = self.start("backup", self.make_noise("noise", 8 * MIB), "--limit-file", limits)
        time.sleep(4)
        self.assertIsNone(process.poll(), "the limit is not held")
        limits.write_text("upload=0\n")
        changed = time.monotonic()
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        self.assertLess(time.monotonic() - changed, 15, "2 s, and what a busy machine needs")

    def test_a_malformed_file_of_limits_is_told_and_changes_nothing(self):
        limits = self.folder / "limits"
        limits.write_text("uplaod=64\n")
        result = self.tl("backup", self.make_files(), "--limit-file", limits)
        self.assertIn("limits", result.stderr)
        self.assertIn("uplaod", result.stderr)

    def test_a_closed_window_waits_and_can_be_left(self):
        hour = (datetime.datetime.utcnow().hour + 12) % 24
        window = f"{hour:02}:00-{hour:02}:30"
        process = self.start("backup", self.make_files(), "--window", window)
        time.sleep(2)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - started, 10)
        self.assertEqual(process.returncode, 130)
        self.assertIn(window, errors.decode())
        self.assertEqual(list((self.repository / "locks").iterdir()), [])

    def test_a_window_that_opens_lets_the_backup_go_on(self):
        now = datetime.datetime.utcnow()
        opening = now + datetime.timedelta(seconds=63 - now.second)
        closing = opening + datetime.timedelta(hours=2)
        result = self.tl("backup", self.make_files(), "--window", f"{opening:%H:%M}-{closing:%H:%M}")
        self.assertIn("going on", result.stderr)
        self.tl("check", "--read-data")

    @unittest.skipIf(any(name.endswith("SAN_OPTIONS") for name in os.environ), "sanitizers want to be the first library")
    def test_a_window_that_closes_in_the_middle_pauses_the_backup_and_loses_nothing(self):
        """The window is closed for the one minute from 20:00 on."""
        clock = OtherClock(self.folder)
        noise = self.make_noise("noise", 24 * MIB)
        self.set_time(clock, "19:58:00")
        process = self.start("backup", noise, "--window", "20:01-20:00", "--limit-upload", "2M", "--pack-size", "4",
                             environment=clock.environment())
        watchdog = threading.Timer(100, process.kill)
        watchdog.start()
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(watchdog.cancel)
        self.wait_for(lambda: len(self.packs()) >= 2)
        self.set_time(clock, "20:00:02")
        self.assertIn(b"20:01-20:00", process.stderr.readline())  # That it pauses.
        time.sleep(4)  # What was on its way may end: two packs at once, of 4 MiB, at 2 MiB a second.
        stored = self.packs()
        time.sleep(4)
        self.assertEqual(self.packs(), stored, "it goes on in a window that is closed")
        self.assertIsNone(process.poll())
        self.assertEqual(len(self.locks()), 1, "what pauses keeps its lock")
        self.assertLess(sum(path.stat().st_size for path in stored), 22 * MIB, "the pause came too late")
        self.set_time(clock, "20:01:01")
        output, errors = process.communicate()
        self.assertEqual(process.returncode, 0, (output, errors))
        self.assertIn("going on", errors.decode())
        self.expect_no_loss(noise)

    def set_time(self, clock, wanted):
        """Today's time of day, UTC."""
        now = datetime.datetime.utcnow()
        hour, minute, second = map(int, wanted.split(":"))
        clock.set(round((now.replace(hour=hour, minute=minute, second=second) - now).total_seconds()))

    def wait_for(self, is_so):
        until = time.monotonic() + 60
        while not is_so():
            self.assertLess(time.monotonic(), until, "it does not happen")
            time.sleep(0.05)

    def expect_no_loss(self, file):
        """The repository is sound to both programs, and its one snapshot gives the file back."""
        self.tl("check", "--read-data")
        subprocess.run([RESTIC, "--no-cache", "-r", self.repository, "check", "--read-data"], check=True, capture_output=True,
                       env={**self.environment, "RESTIC_PASSWORD": self.environment["TIMELOCKER_PASSWORD"]})
        self.tl("restore", "latest", "--target", "out")
        self.assertEqual((self.folder / "out" / file.relative_to("/")).read_bytes(), file.read_bytes())
        self.assertEqual(len(self.tl_json("snapshots")[0]), 1)
        self.assertEqual(self.locks(), [])

    def test_requests_are_paced(self):
        start = time.monotonic()
        self.tl("backup", self.make_files(), "--limit-requests", "4", "--limit-connections", "1")
        self.assertGreater(time.monotonic() - start, 2)

    def test_priority_is_lowered(self):
        limits = self.folder / "limits"
        limits.write_text("upload=1\n")
        process = self.start("backup", self.make_noise("noise", MIB), "--limit-file", limits,
                             "--priority", "idle")
        try:
            time.sleep(2)
            self.assertEqual(os.getpriority(os.PRIO_PROCESS, process.pid), 19)
        finally:
            process.kill()
            process.communicate()

    def test_traffic_is_told_in_words(self):
        result = self.tl("backup", self.make_files(), "--traffic")
        self.assertRegex(result.stdout, r"traffic: .* sent, .* received; calls: save \d+")


if __name__ == "__main__":
    unittest.main()
