"""kill -9 in the middle of each kind of operation: the history says so, and the next run is right."""

import json
import os
import signal
import time
import unittest

import other_clock
from support import CliTest

# The storage is slowed down so far that each operation would take minutes.
SLOW = 1  # KiB a second.


class KilledOperations(CliTest):
    def setUp(self):
        super().setUp()
        self.environment |= {"TIMELOCKER_CATALOG": str(self.folder / "state" / "catalog.db")}
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")
        self.repository = self.folder / "disk" / "near"
        for name in ("near", "far"):
            self.tl("repo", "add", name, self.folder / "disk" / name, "-p", "password")
            self.tl("init", "-r", name, *(["--from-repo", "near", "--copy-chunker-params"] if name == "far" else []))
        self.source = self.folder / "source"
        self.source.mkdir()
        for number in range(3):
            (self.source / "file").write_bytes(os.urandom(3 << 20))
            self.tl("backup", self.source, "-r", "near")

    def wait_until_busy(self, process, kind, place):
        """The operation, once the history has it and it holds a lock."""
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            running = json.loads(self.tl("history", "--kind", kind, "--state", "running", "--json").stdout)
            # A lock that is still being written has a name for the time being.
            if running and any("-tmp-" not in lock.name for lock in (place / "locks").iterdir()):
                return running[0]
            time.sleep(0.05)
        process.kill()
        self.fail(f"{kind} does not run: {process.communicate()}")

    def kill(self, kind, arguments, place, slow=SLOW):
        """Runs tl, kills it at work, and runs it again, to its end."""
        process = self.start(*arguments, "--limit-upload", slow, "--limit-download", slow, "--no-cache")
        running = self.wait_until_busy(process, kind, place)
        self.assertIsNone(process.poll(), "it was to take minutes")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # The lease of the dead holds for a minute.
        later = other_clock.clock_off(self.folder, 120)
        listed = json.loads(self.tl("history", "--json", environment=later).stdout)
        states = {one["id"]: one["state"] for one in listed}
        self.assertEqual(states[running["id"]], "interrupted")
        # Its lock is that of a dead process, which `unlock` sees.
        self.tl("unlock", "-r", place.name)
        self.assertEqual(list((place / "locks").iterdir()), [])
        self.tl(*arguments)
        newest = json.loads(self.tl("history", "--kind", kind, "--json").stdout)[0]
        self.assertNotEqual(newest["id"], running["id"])
        self.assertEqual((newest["kind"], newest["state"]), (kind, "succeeded"))
        self.tl("check", "-r", place.name, "--read-data")
        return newest

    def test_backup(self):
        (self.source / "new").write_bytes(os.urandom(3 << 20))
        made = self.kill("backup", ("backup", self.source, "-r", "near"), self.repository)
        self.assertIn(made["snapshot"], {one["id"] for one in json.loads(self.tl("snapshots", "-r", "near", "--json").stdout)})

    def test_check(self):
        self.kill("check", ("check", "-r", "near", "--read-data"), self.repository)

    def test_prune(self):
        self.tl("forget", "-r", "near", "--keep-last", "1")
        made = self.kill("prune", ("prune", "-r", "near", "--max-unused", "0"), self.repository)
        self.assertGreater(made["figures"]["bytes_removed"], 5 << 20)

    def test_copy(self):
        self.kill("copy", ("copy", "--from-repo", "near", "-r", "far"), self.folder / "disk" / "far")
        self.assertEqual(len(json.loads(self.tl("snapshots", "-r", "far", "--json").stdout)), 3)

    def test_forget(self):
        made = self.kill("forget", ("forget", "-r", "near", "--keep-last", "1", "--prune", "--max-unused", "0"), self.repository)
        self.assertEqual(len(json.loads(self.tl("snapshots", "-r", "near", "--json").stdout)), 1)
        self.assertEqual(made["figures"]["errors"], 0)

    def test_policy(self):
        self.tl("policy", "add", "few", "--for", "repository:near", "--keep-last", "1")
        self.kill("forget", ("policy", "apply", "-r", "near", "--prune"), self.repository)
        self.assertEqual(len(json.loads(self.tl("snapshots", "-r", "near", "--json").stdout)), 1)

    def test_restore(self):
        back = self.folder / "back"
        self.kill("restore", ("restore", "latest", "-r", "near", "--target", back), self.repository, slow=20)
        self.assertEqual((back / self.source.relative_to("/") / "file").read_bytes(), (self.source / "file").read_bytes())

    def test_repair(self):
        for path in (self.repository / "index").iterdir():
            path.unlink()
        self.kill("repair index", ("repair", "index", "-r", "near"), self.repository)

    def test_rewrite(self):
        (self.source / "secret").write_bytes(os.urandom(3 << 20))
        self.tl("backup", self.source, "-r", "near")
        self.kill("rewrite", ("rewrite", "-r", "near", "--exclude", "secret", "--forget"), self.repository)
        self.assertNotIn("secret", self.tl("ls", "latest", "-r", "near").stdout)


if __name__ == "__main__":
    unittest.main()
