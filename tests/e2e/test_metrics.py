"""Figures for Prometheus, read by its own parser."""

import json
import os
import sqlite3
import sys
import unittest

# Debian's package, also for a Python that is not Debian's.
sys.path.append("/usr/lib/python3/dist-packages")
from prometheus_client.parser import text_string_to_metric_families

from support import CliTest

HOSTILE = "a\"b\\c\nd{e=\"f\"} 1 größe"


class Metrics(CliTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "state" / "catalog.db"
        self.environment |= {"TIMELOCKER_CATALOG": str(self.place)}
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")
        self.file = self.folder / "timelocker.prom"

    def samples(self):
        """The values of each metric, by their labels."""
        self.assertEqual(self.tl("metrics", "--output", self.file).stdout, "")
        families = list(text_string_to_metric_families(self.file.read_text()))
        for family in families:
            self.assertTrue(family.documentation, family.name)
            self.assertIn(family.type, ("gauge", "counter"))
        return {sample.name.removeprefix("timelocker_"): {
                    tuple(sorted(one.labels.items())): one.value
                    for other in families for one in other.samples if one.name == sample.name}
                for family in families for sample in family.samples}

    def use(self):
        source = self.make_files()
        self.tl("repo", "add", "near", self.folder / "disk" / "near", "-p", "password")
        self.tl("init", "-r", "near")
        self.tl("target", "add", "home", source, "--to", "near")
        self.tl("target", "run", "home")
        self.tl("check", "-r", "near")
        self.tl("repo", "stats", "near", "--measure")

    def test_figures_are_those_of_the_history(self):
        self.use()
        backup = json.loads(self.tl("history", "--kind", "backup", "--json").stdout)[0]
        line = (("kind", "backup"), ("repository", "near"), ("target", "home"))
        samples = self.samples()
        self.assertEqual(samples["last_added_bytes"][line], backup["figures"]["bytes_stored"])
        self.assertEqual(samples["last_failed"][line], 0)
        self.assertEqual(samples["operations_total"][tuple(sorted((*line, ("state", "succeeded"))))], 1)
        self.assertGreaterEqual(samples["collected_timestamp_seconds"][()], samples["last_success_timestamp_seconds"][line])
        stats = json.loads(self.tl("repo", "stats", "near", "--json").stdout)
        self.assertEqual(samples["repository_snapshots"], {(("repository", "near"),): stats["figures"][-1]["snapshots"]})
        self.assertEqual(samples["repository_size_bytes"][(("repository", "near"),)], stats["figures"][-1]["bytes"])
        self.assertEqual(samples["last_check_errors"], {(("repository", "near"),): 0})
        (self.folder / "disk" / "near" / "config").unlink()
        self.tl("target", "run", "home", expect=10)
        samples = self.samples()
        self.assertEqual(samples["last_failed"][line], 1)
        self.assertEqual(samples["operations_total"][tuple(sorted((*line, ("state", "failed"))))], 1)

    def test_names_of_any_kind(self):
        self.use()
        with sqlite3.connect(self.place) as database:
            database.execute("UPDATE operations SET target = ?", (HOSTILE,))
        self.assertIn((("kind", "backup"), ("repository", "near"), ("target", HOSTILE)), self.samples()["last_failed"])

    def test_the_file_is_for_everybody_and_replaced_as_a_whole(self):
        os.umask(0o022)
        self.samples()
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o644)
        with open(self.file) as old:
            self.use()
            self.samples()
            self.assertNotIn("last_success", old.read(), "whoever reads the old one reads on in it")
        self.assertIn("last_success", self.file.read_text())
        self.assertEqual([path.name for path in self.folder.iterdir() if "prom-" in path.name], [])

    def test_what_cannot_be_written(self):
        self.assertIn("missing/x.prom", self.tl("metrics", "--output", "missing/x.prom", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
