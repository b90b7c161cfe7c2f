"""Repositories and targets under names, their history, and what other processes see of it."""

import json
import os
import signal
import sqlite3
import time
import unittest

import other_clock
import postgresql
from programs import Repository
from support import CliTest


class Catalog(CliTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "state" / "catalog.db"
        self.environment |= {"TIMELOCKER_CATALOG": str(self.place)}
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")

    def add(self, name, *arguments):
        self.tl("repo", "add", name, self.folder / name, "-p", "password", *arguments)
        self.tl("init", "-r", name)

    def history(self, *arguments):
        return json.loads(self.tl("history", *arguments, "--json").stdout)

    def wait_for_running(self):
        """The operation that runs, once it has told how far it is."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for one in self.history("--state", "running"):
                if one["progress"]:
                    return one
            time.sleep(0.2)
        self.fail(f"nothing runs: {self.history()}")

    def start_slow_backup(self):
        """Begins to run the target `home`, which would take minutes."""
        source = self.folder / "large"
        source.mkdir()
        (source / "file").write_bytes(os.urandom(30 << 20))
        self.add("near")
        self.tl("target", "add", "home", source, "--to", "near")
        return self.start("target", "run", "home", "--limit-upload", "100")

    def finish(self, process):
        output, errors = process.communicate(timeout=60)
        return process.returncode, output.decode(), errors.decode()

    def test_from_names_to_a_restore(self):
        source = self.make_files()
        self.add("near", "--default")
        self.add("far")
        self.tl("target", "add", "home", source, "--to", "near", "--to", "far", "-e", "*.bin",
                "--group", "caches", "--tag", "daily")
        runs = self.tl_json("target", "run", "home")[-1]["runs"]
        self.assertEqual([run["repository"] for run in runs], ["near", "far"])
        self.assertEqual([run["exit_code"] for run in runs], [0, 0])
        operations = self.history("--target", "home")
        self.assertEqual({one["snapshot"] for one in operations}, {run["snapshot_id"] for run in runs})
        self.assertEqual({one["state"] for one in operations}, {"succeeded"})
        self.assertEqual({one["figures"]["files_new"] for one in operations}, {4})
        self.tl("check", "--all-repos")
        self.tl("prune", "--repo-name", "far")
        stats = json.loads(self.tl("repo", "stats", "far", "--measure", "--json").stdout)
        self.assertEqual([row["source"] for row in stats["figures"]],
                         ["backup", "check", "prune", "stats"])
        self.assertEqual(stats["checks"][0]["errors"], 0)
        self.assertGreater(stats["figures"][-1]["bytes"], 0)
        self.tl("restore", "latest", "--target", "back")  # From the default repository.
        back = self.folder / "back" / source.relative_to("/")
        self.assertEqual((back / "text.txt").read_bytes(), (source / "text.txt").read_bytes())
        self.assertFalse((back / "sub" / "data.bin").exists())

    def test_definitions_go_to_another_machine(self):
        self.add("near", "--default")
        self.tl("target", "add", "home", self.folder, "--machine", "", "-e", "*.bin")
        self.tl("config", "export", "--output", "tl.toml")
        self.tl("config", "validate", "tl.toml")
        elsewhere = {"TIMELOCKER_CATALOG": str(self.folder / "other.db")}
        self.tl("config", "apply", "tl.toml", environment=elsewhere)
        self.assertIn("nothing to change", self.tl("config", "apply", "tl.toml", environment=elsewhere).stdout)
        self.assertEqual(self.tl("config", "export", environment=elsewhere).stdout,
                         (self.folder / "tl.toml").read_text())
        self.assertNotIn("secret", (self.folder / "tl.toml").read_text())

    def test_an_empty_machine_gets_all_back_from_a_repository(self):
        source = self.make_files()
        self.add("near", "--default")
        self.tl("target", "add", "home", source, "--to", "near", "--machine", "")
        more = self.folder / "more.toml"
        more.write_text('format = 1\n[retention_policies.usual]\nscope = "target"\nsubject = "home"\n'
                        'rules = { keep-daily = "7" }\n'
                        '[schedules.nightly]\naction = "backup"\nsubject = "home"\ntiming = "0 3 * * *"\n')
        self.tl("config", "apply", more)
        self.tl("target", "run", "home")
        self.tl("target", "run", "home")  # The configuration has not changed.
        exported = self.tl("config", "export").stdout
        elsewhere = {"TIMELOCKER_CATALOG": str(self.folder / "other.db"), "TIMELOCKER_PASSWORD": "secret"}
        place = ("-r", self.folder / "near")
        kept = json.loads(self.tl(*place, "config", "kept", "--json", environment=elsewhere).stdout)
        self.assertEqual(len(kept), 1)
        plan = self.tl(*place, "config", "recover", "--dry-run", environment=elsewhere).stdout
        self.assertIn("+ target home", plan)
        self.assertFalse((self.folder / "other.db").exists())
        (self.folder / "password").rename(self.folder / "saved")
        result = self.tl(*place, "config", "recover", environment=elsewhere)
        self.assertIn("5 changes", result.stdout)
        self.assertIn("no password file " + str(self.folder / "password"), result.stderr)
        (self.folder / "saved").rename(self.folder / "password")
        self.assertEqual(self.tl("config", "export", environment=elsewhere).stdout, exported)
        del elsewhere["TIMELOCKER_PASSWORD"]
        self.tl("restore", "latest", "--target", "back", environment=elsewhere)
        back = self.folder / "back" / source.relative_to("/")
        self.assertEqual((back / "text.txt").read_bytes(), (source / "text.txt").read_bytes())

        restic = Repository(self, self.folder / "near", "secret")
        restic.check()
        newest = json.loads(restic.restic("snapshots", "--json"))[-1]
        self.assertEqual(newest["paths"], [str(source)], "the configuration came after the backup")
        self.assertEqual(restic.restic("dump", kept[0]["snapshot"], "/timelocker/configuration.toml").decode(), exported)
        self.tl("forget", "--repo-name", "near", "--group-by", "", "--keep-last", "1")
        left = [one["tags"] for one in restic.snapshots() if "tags" in one]
        self.assertEqual(left, [["timelocker-configuration"]])

    def test_one_repository_that_is_away_is_caught_up_with(self):
        source = self.make_files()
        self.add("near")
        self.add("far")
        self.tl("target", "add", "home", source, "--to", "far", "--to", "near")
        away = self.folder / "away"
        (self.folder / "far").rename(away)
        failed = self.tl("target", "run", "home", expect=10)
        self.assertIn("home to far", failed.stderr)
        self.assertEqual([one["state"] for one in self.history()], ["succeeded", "failed"])
        away.rename(self.folder / "far")
        runs = self.tl_json("target", "run", "home", "--behind")[-1]["runs"]
        self.assertEqual([run["repository"] for run in runs], ["far"])
        self.assertIn("nothing to do", self.tl("target", "run", "home", "--behind").stdout)

    def test_a_password_comes_from_the_keyring(self):
        programs = self.folder / "bin"
        programs.mkdir()
        fake = programs / "secret-tool"
        fake.write_text('#!/bin/sh\n[ "$*" = "lookup repository near" ] && printf secret\n')
        fake.chmod(0o755)
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"
        self.tl("repo", "add", "near", "near", "--keyring", "repository near")
        self.tl("init", "-r", "near")
        self.tl("snapshots", "--repo-name", "near")
        self.tl("repo", "edit", "near", "--keyring", "repository other")
        self.assertIn("the keyring has no secret", self.tl("snapshots", "--repo-name", "near", expect=1).stderr)
        self.assertNotIn(b"secret\0", self.place.read_bytes())

    def test_locations_need_no_catalog(self):
        by_location = {"TIMELOCKER_REPOSITORY": str(self.repository), "TIMELOCKER_PASSWORD": "secret"}
        self.tl("init", environment=by_location)
        self.tl("backup", "password", environment=by_location)
        self.tl("check", environment=by_location)
        self.tl("prune", environment=by_location)
        self.tl("repo", "list")
        self.tl("history")
        self.assertFalse(self.place.parent.exists())
        self.place.parent.mkdir()
        self.place.write_bytes(b"x" * 5000)
        self.tl("backup", "password", environment=by_location)
        damaged = self.tl("history", expect=1)
        self.assertIn("No backup is affected", damaged.stderr)

    def test_another_process_sees_and_cancels_a_backup(self):
        process = self.start_slow_backup()
        running = self.wait_for_running()
        self.assertEqual(running["target"], "home")
        self.assertIn("bytes_done", running["progress"])
        self.tl("cancel", running["id"][:12])
        self.assertEqual(self.finish(process)[0], 130)
        over = self.history(running["id"])
        self.assertEqual(over["state"], "cancelled")
        self.assertIn("cancel_requested_by", over)
        self.tl("check", "--repo-name", "near")

    def test_a_killed_backup_is_recorded_and_the_next_one_is_right(self):
        process = self.start_slow_backup()
        running = self.wait_for_running()
        process.send_signal(signal.SIGKILL)
        self.finish(process)
        # The lease of the dead holds for a minute.
        later = other_clock.clock_off(self.folder, 120)
        listed = json.loads(self.tl("history", running["id"], "--json", environment=later).stdout)
        self.assertEqual(listed["state"], "interrupted")
        self.tl("unlock", "--repo-name", "near")
        runs = self.tl_json("target", "run", "home", "--behind")[-1]["runs"]
        self.assertEqual([run["exit_code"] for run in runs], [0])
        self.tl("check", "--repo-name", "near", "--read-data")

    def test_a_fleet_shares_a_catalog_in_postgresql(self):
        with postgresql.make() as server:
            self.environment["TIMELOCKER_CATALOG"] = server.url
            source = self.make_files()
            self.add("near")
            self.tl("target", "add", "home", source, "--to", "near")
            self.tl("target", "run", "home")
            self.assertEqual([one["state"] for one in self.history()], ["succeeded"])
            self.tl("config", "export", "--output", "tl.toml")
            self.assertIn("nothing to change", self.tl("config", "apply", "tl.toml", "--remove-others").stdout)
            self.assertFalse(self.place.parent.exists())
        gone = self.tl("target", "list", expect=1)
        self.assertIn("the catalog cannot be reached", gone.stderr)

    def test_the_file_is_sqlite_and_holds_no_secret(self):
        self.add("near")
        self.assertEqual(self.place.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.place.parent.stat().st_mode & 0o777, 0o700)
        database = sqlite3.connect(self.place)
        self.addCleanup(database.close)
        self.assertEqual(database.execute("SELECT version FROM catalog_version").fetchall(), [(3,)])
        dump = "\n".join(database.iterdump())
        self.assertIn("password", dump)
        self.assertNotIn("secret", dump.replace('"secrets"', "").replace("secrets TEXT", ""))


if __name__ == "__main__":
    unittest.main()
