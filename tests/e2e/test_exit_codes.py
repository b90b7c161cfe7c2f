"""Every wrong input has its exit code, and a message that says what to do."""

import json
import os
import signal
import subprocess
import time
import unittest

from programs import copy_for_everybody
from support import CliTest, NOBODY, PROGRAM, damage


class ExitCodes(CliTest):
    def test_no_repository_named(self):
        result = self.tl("snapshots", environment={"TIMELOCKER_REPOSITORY": None}, expect=1)
        self.assertIn("TIMELOCKER_REPOSITORY", result.stderr)

    def test_no_repository_there(self):
        result = self.tl("snapshots", expect=10)
        self.assertIn(str(self.repository), result.stderr)
        self.assertIn("tl init", result.stderr)

    def test_wrong_password(self):
        self.init()
        result = self.tl("snapshots", environment={"TIMELOCKER_PASSWORD": "wrong"}, expect=12)
        self.assertIn("wrong password", result.stderr)
        self.assertNotIn("secret", result.stderr)

    def test_repository_exists_already(self):
        self.init()
        self.tl("init", expect=1)

    def test_no_password(self):
        self.init()
        result = self.tl("snapshots", environment={"TIMELOCKER_PASSWORD": None}, expect=1)
        self.assertIn("password", result.stderr)

    def test_password_from_standard_input(self):
        self.init()
        self.tl("snapshots", environment={"TIMELOCKER_PASSWORD": None}, stdin=b"secret\n")

    def test_password_from_file_and_command(self):
        self.init()
        file = self.folder / "password"
        file.write_text("secret\n")
        self.tl("-p", file, "snapshots", environment={"TIMELOCKER_PASSWORD": None})
        self.tl("--password-command", f"cat {file}", "snapshots",
                environment={"TIMELOCKER_PASSWORD": None})

    def test_unknown_words(self):
        self.assertIn("tl backup", self.tl("bakcup", expect=1).stderr)
        self.assertIn("--exclude", self.tl("backup", "--exlude", "x", "y", expect=1).stderr)

    def test_missing_source(self):
        self.init()
        result = self.tl("backup", "nowhere", expect=1)
        self.assertIn("nowhere", result.stderr)
        self.assertEqual(self.tl_json("snapshots"), [[]])

    def test_one_missing_source_of_two(self):
        self.init()
        result = self.tl("backup", self.make_files(), "nowhere", expect=3)
        self.assertIn("nowhere", result.stderr)
        self.assertEqual(len(self.tl_json("snapshots")[0]), 1)

    def test_unknown_snapshot(self):
        self.init()
        for arguments in (("ls", "abcdef"), ("restore", "abcdef", "-t", "out"),
                          ("cat", "snapshot", "abcdef")):
            self.tl(*arguments, expect=1)

    def test_json_errors(self):
        result = self.tl("snapshots", "--json", expect=10)
        message = json.loads(result.stderr)
        self.assertEqual(list(message), ["message_type", "code", "message"])
        self.assertEqual(message["message_type"], "exit_error")
        self.assertEqual(message["code"], 10)


class UnreadableFiles(CliTest):
    def become_ordinary_user(self):
        """The options that make the program be run by one."""
        if os.geteuid() != 0:
            return {}
        self.folder.chmod(0o777)
        self.program = copy_for_everybody(self.folder)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def test_ordinary_user(self):
        """A file that may not be read is named, the rest is saved, the exit code is 3."""
        files = self.make_files()
        (files / "text.txt").chmod(0)
        options = self.become_ordinary_user()
        self.tl("init", **options)
        result = self.tl("backup", files, expect=3, **options)
        self.assertIn("text.txt", result.stderr)
        self.assertIn("saved", result.stdout)
        self.tl("check", "--read-data", **options)

    def test_read_only_repository(self):
        files = self.make_files()
        options = self.become_ordinary_user()
        self.tl("init", **options)
        self.tl("backup", files, **options)
        for parent, _, _ in os.walk(self.repository):
            os.chmod(parent, 0o500)
        result = self.tl("backup", files, expect=1, **options)
        self.assertIn("permission", result.stderr.lower())
        for command in (("snapshots",), ("ls", "latest"), ("check",)):
            result = self.tl(*command, expect=None, **options)
            if result.returncode != 0:
                self.assertIn("--no-lock", result.stderr)
            self.tl(*command, "--no-lock", **options)
        self.assertIn("--no-lock", self.tl("check", expect=1, **options).stderr)


@unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
class FullDisk(CliTest):
    def setUp(self):
        super().setUp()
        self.repository.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(self.repository)]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine does not let root mount")
        self.addCleanup(subprocess.run, ["umount", str(self.repository)], check=True)

    def test_full_disk(self):
        """The backup fails with a clear message; what was there before is still sound."""
        self.init()
        self.tl("backup", self.make_files())
        (self.folder / "large").write_bytes(os.urandom(16 << 20))
        result = self.tl("backup", "large", expect=1)
        self.assertIn("no space left", result.stderr.lower())
        self.tl("unlock")
        self.assertEqual(len(self.tl_json("snapshots")[0]), 1)
        self.tl("check", "--read-data")


class Damage(CliTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.tl("backup", self.make_files())

    def test_damaged_pack(self):
        pack = max(self.packs(), key=lambda path: path.stat().st_size)
        damage(pack, 100)
        self.tl("check")
        result = self.tl("check", "--read-data", expect=1)
        self.assertIn(pack.name[:8], result.stderr)
        self.tl("restore", "latest", "-t", "out", expect=1)

    def test_missing_packs(self):
        for pack in self.packs():
            pack.unlink()
        self.tl("check", expect=1)
        self.tl("ls", "latest", expect=1)

    def test_damaged_index(self):
        for index in (self.repository / "index").iterdir():
            damage(index, 40)
        self.tl("check", expect=1)
        self.tl("restore", "latest", "-t", "out", expect=1)

    def test_damaged_config(self):
        damage(self.repository / "config", 40)
        self.tl("snapshots", expect=1)

    def test_truncated_key(self):
        for key in (self.repository / "keys").iterdir():
            os.chmod(key, 0o600)
            os.truncate(key, 20)
        self.assertNotEqual(self.tl("snapshots", expect=None).returncode, 0)


class Signals(CliTest):
    def start_endless_backup(self):
        """A backup that waits for input, with its lock taken."""
        process = self.start("backup", "--stdin", stdin=-1)
        deadline = time.monotonic() + 60
        while not self.locks():
            self.assertLess(time.monotonic(), deadline, "no lock was taken")
            time.sleep(0.02)
        return process

    def test_interrupt_removes_the_lock(self):
        self.init()
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start_endless_backup()
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=30), 130)
            self.assertIn(b"interrupted", process.communicate()[1])
            self.assertEqual(self.locks(), [])
            self.assertEqual(self.tl_json("snapshots"), [[]])
            self.tl("check", "--read-data")

    def test_hangup_is_survived(self):
        """restic sends SIGHUP to find out whether the owner of a lock is alive."""
        self.init()
        process = self.start_endless_backup()
        process.send_signal(signal.SIGHUP)
        output, errors = process.communicate(b"data", timeout=30)
        self.assertEqual(process.returncode, 0, errors)
        self.assertIn(b"saved", output)

    def test_locked(self):
        self.init()
        process = self.start_endless_backup()
        result = self.tl("check", expect=11)
        self.assertIn("tl unlock", result.stderr)
        self.assertIn(str(process.pid), result.stderr)
        self.tl("check", "--no-lock")
        self.tl("unlock")  # Its owner lives: the lock stays.
        self.assertEqual(len(self.locks()), 1)
        process.communicate(b"", timeout=30)
        self.assertEqual(self.locks(), [])

    def test_killed_process_leaves_a_stale_lock(self):
        self.init()
        process = self.start_endless_backup()
        process.kill()
        process.communicate()
        self.assertEqual(len(self.locks()), 1)
        self.tl("check", expect=11)
        self.assertIn("removed 1 lock", self.tl("unlock").stdout)
        self.tl("check", "--read-data")

    def test_output_that_nobody_reads(self):
        self.init()
        reading, writing = os.pipe()
        os.close(reading)  # Before the program runs: it may be done before we are.
        try:
            result = subprocess.run([PROGRAM, "generate", "--bash-completion", "-"], stdout=writing, stderr=subprocess.DEVNULL,
                                    env=self.environment, timeout=100, check=False)
        finally:
            os.close(writing)
        self.assertNotIn(result.returncode, (0, 134, -6))


if __name__ == "__main__":
    unittest.main()
