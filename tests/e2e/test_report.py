"""Reports of the whole program: the figures are those of the history, whatever names are in it."""

import csv
import html.parser
import io
import json
import os
import re
import sqlite3
import subprocess
import unittest

from support import CliTest

HOSTILE = "=HYPERLINK(\"http://x\")<script>alert('x')</script>\x1b[31m größe 大きさ " + "long" * 3000


class Tags(html.parser.HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data


class Report(CliTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "state" / "catalog.db"
        self.environment |= {"TIMELOCKER_CATALOG": str(self.place)}
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")

    def use(self):
        """Some backups, a check, a prune, a failure."""
        source = self.make_files()
        for name in ("near", "far"):
            self.tl("repo", "add", name, self.folder / "disk" / name, "-p", "password")
            self.tl("init", "-r", name)
        self.tl("target", "add", "home", source, "--to", "near", "--to", "far")
        self.tl("target", "run", "home")
        (source / "more").write_bytes(os.urandom(300_000))
        self.tl("target", "run", "home", "--repo-name", "near")
        self.tl("check", "-r", "near", "--read-data")
        self.tl("prune", "-r", "near")
        (self.folder / "disk" / "far" / "config").rename(self.folder / "config")
        self.tl("target", "run", "home", "--repo-name", "far", expect=10)
        self.tl("check", "-r", "far", expect=None)

    def rows(self, *arguments):
        """The lines of a report as CSV, by their table."""
        text = self.tl("report", *arguments, "--format", "csv").stdout
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.assertEqual({len(line) for line in lines}, {len(lines[0])})
        tables = {}
        for line in lines[1:]:
            row = dict(zip(lines[0], line))
            tables.setdefault(row["table"], []).append(row)
        return tables

    def history(self, *arguments):
        return json.loads(self.tl("history", *arguments, "--last", "1000", "--json").stdout)

    def pdf_text(self, path):
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()

    def test_figures_equal_the_history(self):
        self.use()
        history = {one["id"]: one for one in self.history()}
        tables = self.rows()
        self.assertEqual({row["id"] for row in tables["operations"]}, set(history))
        for row in tables["operations"]:
            one = history[row["id"]]
            self.assertEqual((row["kind"], row["target"], row["repository"], row["state"]),
                             (one["kind"], one["target"], one["repository"], one["state"]))
            self.assertEqual(int(row["bytes_added"]), one["figures"].get("bytes_added", 0))
            self.assertEqual(row["time"], one["started"])
        failed = {one["id"]: one["message"] for one in history.values() if one["state"] == "failed"}
        self.assertGreaterEqual(len(failed), 1)
        self.assertEqual({row["id"]: row["message"] for row in tables["failures"]}, failed)
        for row in tables["operations_by_kind"]:
            ofKind = [one for one in history.values() if one["kind"] == row["kind"]]
            self.assertEqual(int(row["count"]), len(ofKind))
            self.assertEqual(int(row["failed"]), sum(one["state"] == "failed" for one in ofKind))
            self.assertEqual(int(row["bytes_stored"]), sum(one["figures"].get("bytes_stored", 0) for one in ofKind))
        stats = json.loads(self.tl("repo", "stats", "near", "--json").stdout)
        measured = [row for row in tables["storage"] if row["repository"] == "near" and row["bytes"]]
        self.assertEqual([int(row["bytes"]) for row in measured],
                         [one["bytes"] for one in stats["figures"] if "bytes" in one])
        checks = [row for row in tables["checks"] if row["repository"] == "near"]
        self.assertEqual([(row["coverage"], int(row["errors"])) for row in checks], [("data", 0)])
        facts = {row["fact"]: row["value"] for row in tables["audit_facts"]}
        self.assertEqual(facts["verification"], "the log is as written")
        self.assertEqual(len(tables["audit"]), int(facts["count"]))

    def test_one_repository_and_a_range(self):
        self.use()
        self.assertEqual({row["repository"] for row in self.rows("operations", "-r", "far")["operations"]}, {"far"})
        self.assertNotIn("operations", self.rows("operations", "--to", "2001-01-01"))
        self.assertIn("operations", self.rows("operations", "--from", "2001-01-01"))
        errors = self.tl("report", "--format", "csv", "-r", "nowhere", expect=1).stderr
        self.assertIn("tl repo list", errors)

    def test_a_pdf_has_the_figures(self):
        self.use()
        self.tl("report", "--output", "report.pdf")
        text = self.pdf_text(self.folder / "report.pdf")
        for word in ("Operations", "Storage", "Checks", "Audit log", "the log is as written", "Page 1 of", "near", "far"):
            self.assertIn(word, text)
        failed = next(one for one in self.history("--state", "failed"))
        self.assertIn(failed["id"][:8], text)
        self.assertIn(failed["message"].split()[0], text)
        fonts = subprocess.run(["pdffonts", self.folder / "report.pdf"], check=True, capture_output=True).stdout.decode()
        self.assertIn("DejaVuSans", fonts)
        self.assertEqual(self.tl("report", "operations", "--format", "pdf").stdout[:5], "%PDF-")

    def test_html_is_one_file_without_scripts(self):
        self.use()
        self.tl("report", "--output", "report.html")
        page = (self.folder / "report.html").read_text()
        tags = Tags()
        tags.feed(page)
        self.assertEqual(tags.open, [])
        self.assertIn("svg", tags.tags)
        self.assertLessEqual(set(tags.tags) & {"script", "link", "img", "iframe", "object", "form"}, set())
        self.assertNotRegex(page, r"https?://|url\(|\son\w+=")
        self.assertIn("home", tags.text)

    def test_hostile_names(self):
        self.use()
        with sqlite3.connect(self.place) as database:
            database.execute("UPDATE operations SET target = ?, message = ?, repository = ?", (HOSTILE, HOSTILE, HOSTILE))
            database.execute("UPDATE storage_figures SET repository = ?", (HOSTILE,))
            database.execute("UPDATE checks SET repository = ?, broken_packs = ?", (HOSTILE, json.dumps([HOSTILE])))
        tables = self.rows()
        for row in tables["operations"]:
            self.assertTrue(row["target"].startswith("'="))
            self.assertNotIn("\x1b", row["target"])
        self.tl("report", "--output", "report.html")
        tags = Tags()
        tags.feed((self.folder / "report.html").read_text())
        self.assertEqual(tags.open, [])
        self.assertNotIn("script", tags.tags)
        self.assertIn("<script>alert('x')</script>", tags.text)
        self.tl("report", "--output", "report.pdf")
        text = self.pdf_text(self.folder / "report.pdf")
        self.assertIn("größe", re.sub(r"\s", "", text))
        self.assertIn("…", text)

    def test_nothing_happened_yet(self):
        self.assertEqual(self.rows("operations").keys(), {"operations_facts"})
        self.assertFalse(self.place.exists(), "looking makes no catalog")
        for name in ("report.pdf", "report.html", "report.json", "report.csv"):
            self.tl("report", "--output", name)
        self.assertIn("None.", self.pdf_text(self.folder / "report.pdf"))

    def test_what_cannot_be_written(self):
        errors = self.tl("report", "--output", "missing/report.pdf", expect=1).stderr
        self.assertIn("missing/report.pdf", errors)
        self.assertRegex(self.tl("report", "--format", "csv", "--output", "/dev/full", expect=1).stderr, "(?i)no space")
        (self.folder / "report.html").mkdir()
        self.tl("report", "--output", "report.html", expect=1)
        self.assertEqual(list((self.folder / "report.html").iterdir()), [])
        (self.folder / "old.csv").write_text("old")
        self.tl("report", "--output", "old.csv", "-r", "nowhere", expect=1)
        self.assertEqual((self.folder / "old.csv").read_text(), "old")
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.endswith(".tmp")], [])


if __name__ == "__main__":
    unittest.main()
