"""Schedules, policies and the daemon as processes: many on one catalog, killed, stopped, and with a server that goes away."""

import json
import os
import signal
import subprocess
import time
import unittest

import other_clock
import postgresql
from support import PROGRAM, CliTest

DAY = 86_400


class Schedules(CliTest):
    def setUp(self):
        super().setUp()
        self.environment |= {"TIMELOCKER_CATALOG": str(self.folder / "state" / "catalog.db")}
        for name in ("REPOSITORY", "PASSWORD", "HOST"):
            del self.environment[f"TIMELOCKER_{name}"]
        (self.folder / "password").write_text("secret\n")
        self.source = self.make_files()

    def add_repository(self, name):
        self.tl("repo", "add", name, self.folder / name, "-p", "password")
        self.tl("init", "-r", name)

    def add_home(self, *arguments):
        self.add_repository("near")
        self.tl("target", "add", "home", self.source, "--to", "near")
        self.tl("schedule", "add", "nightly", "backup", "home", "daily", "02:30", *arguments)

    def serve(self, *arguments, environment=None):
        process = self.start("serve", *arguments, environment=environment, output=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        return process

    def stop(self, process):
        """A clean stop, which is to take seconds."""
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=20), 0)

    def history(self, *arguments, environment=None):
        return json.loads(self.tl("history", *arguments, "--json", environment=environment).stdout)

    def snapshots(self, repository):
        """Those of backups: beside them are the definitions, which are kept there, too."""
        found = json.loads(self.tl("snapshots", "--repo-name", repository, "--json").stdout)
        return [one for one in found if not any(tag.startswith("timelocker-") for tag in one.get("tags") or [])]

    def wait_for(self, condition, seconds=120):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if condition():
                return
            time.sleep(0.3)
        self.fail(f"waited in vain: {self.history()}")

    def states(self, environment=None):
        return [one["state"] for one in self.history(environment=environment)]

    def make_slow(self):
        """A source that takes minutes at the rate that `slow_daemon` has."""
        (self.source / "large").write_bytes(os.urandom(30 << 20))

    def test_two_daemons_on_one_catalog_and_one_is_killed(self):
        """200 operations, each with one result and one snapshot."""
        count = 200
        with postgresql.make() as server:
            self.environment["TIMELOCKER_CATALOG"] = server.url
            for number in range(4):
                self.add_repository(f"r{number}")
            lines = ["format = 1"]
            for number in range(8):
                lines += [f"[targets.t{number}]", f'paths = ["{self.source}"]', f'repositories = ["r{number % 4}"]']
            for number in range(count):
                lines += [f"[schedules.s{number:03}]", 'action = "backup"', f'subject = "t{number % 8}"',
                          'timing = "yearly"', "retry_count = 1"]
            (self.folder / "tl.toml").write_text("\n".join(lines) + "\n")
            self.tl("config", "apply", "tl.toml")
            self.sql(server, "INSERT INTO settings SELECT 'schedule_settled.' || name, '0' FROM schedules")
            first, second = (self.serve("--parallel", "2",
                                        environment={"XDG_STATE_HOME": str(self.folder / f"state{number}")})
                             for number in range(2))
            over = "SELECT count(*) FROM operations WHERE state NOT IN ('waiting', 'running')"
            self.wait_for(lambda: int(self.sql(server, over)) >= count // 4, 400)
            first.send_signal(signal.SIGKILL)
            first.wait()
            self.wait_for(lambda: int(self.sql(server, over)) >= count, 400)
            self.stop(second)
            results = self.sql(server, "SELECT state, count(*), count(DISTINCT run_key), count(DISTINCT snapshot) "
                                       "FROM operations GROUP BY state")
            self.assertEqual(results, f"succeeded|{count}|{count}|{count}")
            runners = self.sql(server, "SELECT count(DISTINCT runner) FROM operations")
            self.assertEqual(runners, "2")
            again = int(self.sql(server, "SELECT count(*) FROM operations WHERE attempt > 1"))
            self.assertLessEqual(again, 2)  # What the dead one had begun.
            snapshots = 0
            for number in range(4):
                self.tl("unlock", "--repo-name", f"r{number}")
                self.tl("check", "--repo-name", f"r{number}")
                snapshots += len(self.snapshots(f"r{number}"))
            # The dead one may have saved a snapshot and not told so.
            self.assertIn(snapshots - count, range(again + 1))

    def sql(self, server, statement):
        """What PostgreSQL itself says; one that recovers from a crash is waited for."""
        psql = postgresql.programs() / "psql"
        until = time.monotonic() + 60
        while True:
            done = subprocess.run([psql, "-XAtq", "-d", server.url, "-c", statement], check=False, capture_output=True,
                                  text=True)
            if done.returncode == 0:
                return done.stdout.strip()
            if time.monotonic() > until:
                self.fail(done.stderr)
            time.sleep(0.3)

    def test_a_daemon_outlives_its_database(self):
        with postgresql.make() as server:
            self.environment["TIMELOCKER_CATALOG"] = server.url
            self.add_home()
            daemon = self.serve()
            time.sleep(1)
            server.crash()
            time.sleep(7)  # The daemon has looked in vain.
            self.assertIsNone(daemon.poll())
            server.run()
            self.sql(server, "UPDATE settings SET value = '0' WHERE name = 'schedule_settled.nightly'")
            self.wait_for(lambda: self.states() == ["succeeded"])
            self.stop(daemon)

    def test_what_a_killed_daemon_did_is_interrupted_and_the_next_run_is_right(self):
        self.make_slow()
        clock = other_clock.OtherClock(self.folder)
        self.add_home()
        daemon = self.serve("--limit-upload", "100", environment=clock.environment())
        time.sleep(1)
        clock.set(3 * DAY)  # Three runs were missed: one makes up for them.
        self.wait_for(lambda: self.states(clock.environment()) == ["running"])
        time.sleep(3)
        daemon.send_signal(signal.SIGKILL)
        daemon.wait()
        clock.set(3 * DAY + 120)  # The lease of the dead holds for a minute.
        daemon = self.serve(environment=clock.environment())
        self.wait_for(lambda: self.states(clock.environment()) == ["interrupted"])
        clock.set(4 * DAY)
        self.wait_for(lambda: self.states(clock.environment()) == ["succeeded", "interrupted"])
        self.stop(daemon)
        self.tl("unlock", "--repo-name", "near")
        self.tl("check", "--repo-name", "near", "--read-data")
        self.assertEqual(len(self.snapshots("near")), 1)

    def test_a_stop_puts_back_what_runs(self):
        self.make_slow()
        clock = other_clock.OtherClock(self.folder)
        self.add_home()
        daemon = self.serve("--limit-upload", "100", environment=clock.environment())
        time.sleep(1)
        clock.set(DAY)
        self.wait_for(lambda: self.states(clock.environment()) == ["running"])
        time.sleep(3)
        self.stop(daemon)
        self.assertEqual(self.states(clock.environment()), ["waiting"])
        daemon = self.serve(environment=clock.environment())
        self.wait_for(lambda: self.states(clock.environment()) == ["succeeded"])
        self.stop(daemon)

    def test_one_daemon_a_user(self):
        self.add_home()
        daemon = self.serve()
        time.sleep(2)
        second = self.tl("serve", expect=11)
        self.assertIn("another `tl serve`", second.stderr)
        self.stop(daemon)

    def test_a_daemon_without_a_catalog_to_reach_says_so(self):
        failed = self.tl("serve", environment={"TIMELOCKER_CATALOG": "postgresql://tl@127.0.0.1:1/none"}, expect=1)
        self.assertIn("the catalog cannot be reached", failed.stderr)

    def test_a_repository_lives_by_its_schedules(self):
        self.add_home()
        self.add_repository("far")
        self.tl("policy", "add", "usual", "--keep-last", "2", "--for", "target:home")
        self.tl("schedule", "add", "tidy", "forget", "near", "weekly", "--set", "prune=yes")
        self.tl("schedule", "add", "away", "copy", "near", "weekly", "--set", "to=far")
        self.tl("schedule", "add", "look", "check", "far", "weekly", "--set", "read-data-subset=100%")
        for _ in range(4):
            (self.source / "new").write_bytes(os.urandom(1000))
            self.tl("schedule", "run", "nightly")
        preview = json.loads(self.tl("policy", "preview", "--repo-name", "near", "--json").stdout)
        self.assertEqual(preview[0]["policy"], "usual")
        wanted = sorted(one["id"] for one in preview[0]["keep"])
        self.tl("schedule", "run", "tidy")
        kept = sorted(one["id"] for one in self.snapshots("near"))
        self.assertEqual(kept, wanted)
        self.assertEqual(len(kept), 2)
        self.tl("schedule", "run", "away")
        self.tl("schedule", "run", "look")
        self.assertEqual(len(self.snapshots("far")), 2)
        self.assertEqual([one["kind"] for one in self.history()][:3], ["check", "copy", "forget"])
        self.assertEqual(set(self.states()), {"succeeded"})

    def test_checkpoints_come_by_schedule(self):
        """Of the daemon and by hand; the log is then held against them, and a changed one is vouched for no more."""
        clock = other_clock.OtherClock(self.folder)
        self.add_repository("near")
        self.tl("schedule", "add", "vouch", "checkpoint", "near", "daily")
        exported = self.tl("config", "export").stdout
        self.assertIn("action = 'checkpoint'", exported)
        (self.folder / "tl.toml").write_text(exported)
        self.assertIn("nothing to change", self.tl("config", "apply", "tl.toml").stdout)
        daemon = self.serve(environment=clock.environment())
        time.sleep(1)
        clock.set(DAY)
        self.wait_for(lambda: self.states(clock.environment()) == ["succeeded"])
        self.stop(daemon)
        self.tl("schedule", "run", "vouch")
        self.tl("audit", "checkpoint", "--repo-name", "near")
        self.assertEqual([(one["kind"], one["state"]) for one in self.history()], [("checkpoint", "succeeded")] * 3)
        self.assertEqual(sorted(one["actor"] == "schedule vouch" for one in self.history()), [False, True, True])
        verified = json.loads(self.tl("audit", "verify", "--repo-name", "near", "--json").stdout)
        self.assertEqual((verified["whole"], verified["checkpoints"]), (True, 3))
        log = next((self.folder / ".local" / "state" / "timelocker" / "audit").glob("audit-*.jsonl"))
        log.write_text(log.read_text().replace('"init"', '"look"', 1))
        refused = self.tl("schedule", "run", "vouch", expect=1)
        self.assertIn("not as it was written", refused.stdout + refused.stderr)
        self.assertEqual(sorted(self.states()), ["failed"] + ["succeeded"] * 3)

    def test_systemd_takes_the_units(self):
        self.add_home("--retries", "2", "--set", "jitter=20m")
        for name, timing in (("hourly", "hourly :15"), ("cron", "*/20 0-2 1-7 jan,jun mon-wed"), ("often", "every 90m"),
                             ("either", "0 0 13 * fri"), ("täglich", "daily")):
            self.tl("schedule", "add", name, "check", "near", timing)
        self.tl("schedule", "add", "vouch", "checkpoint", "near", "daily")
        units = self.folder / "units"
        self.tl("schedule", "systemd", "--output", units, "--program", os.path.abspath(PROGRAM))
        files = sorted(map(str, units.iterdir()))
        self.assertEqual(len(files), 14)
        verified = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True,
                                  check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        # What systemd makes of a line is what we make of the schedule.
        for name in ("nightly", "hourly", "cron"):
            line = next(line for line in (units / f"timelocker-{name}.timer").read_text().splitlines()
                        if line.startswith("OnCalendar="))
            told = subprocess.run(["systemd-analyze", "calendar", "--iterations=3", line.removeprefix("OnCalendar=")],
                                  capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": os.environ["PATH"]})
            theirs = [" ".join(line.split()[-3:-1]) for line in told.stdout.splitlines()
                      if "Next elapse:" in line or "Iter. #" in line]
            ours = [one["due"][:19].replace("T", " ")
                    for one in json.loads(self.tl("schedule", "next", name, "-c", "3", "--json").stdout)]
            self.assertEqual(ours, theirs, told.stdout)


if __name__ == "__main__":
    unittest.main()
