"""The guided set-up as a process: answers by pipe, by option and on a terminal; wrong ones, and none; what it leaves."""

import json
import subprocess
import time
import unittest

import keyring
from programs import Repository, RESTIC
from support import TerminalTest

PASSWORD = "a password to remember"


class Setup(TerminalTest):
    def setUp(self):
        super().setUp()
        for name in ("REPOSITORY", "PASSWORD", "HOST"):
            del self.environment[f"TIMELOCKER_{name}"]
        self.home = self.folder / "home"
        self.home.mkdir()
        self.environment["HOME"] = str(self.home)
        (self.home / "letter.txt").write_text("Dear Anna\n" * 50)
        (self.home / "empty").write_bytes(b"")
        (self.home / ".cache").mkdir()
        (self.home / ".cache" / "junk").write_text("junk")
        self.password_file = self.home / ".config" / "timelocker" / "passwords" / "repository"

    def answers(self, **other):
        """The lines that a person would type, in the order of the questions."""
        lines = {"consent": "yes", "place": str(self.repository), "name": "", "password": PASSWORD, "again": PASSWORD,
                 "keep": "", "paths": "", "target": "", "groups": "", "schedule": "", "policy": "", "systemd": "no",
                 "backup": "", "do": ""} | other
        return "".join(f"{line}\n" for lines in lines.values() for line in ([lines] if isinstance(lines, str) else lines)
                       ).encode()

    def told(self, *arguments):
        return json.loads(self.tl(*arguments, "--json").stdout)

    def nothing_is_made(self):
        left = {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}
        self.assertEqual({name for name in left if "audit" not in name},
                         {"home/letter.txt", "home/empty", "home/.cache/junk"})
        self.assertFalse(self.repository.exists())

    def test_answers_lead_to_a_backup_a_schedule_a_policy_and_a_restore(self):
        begun = time.monotonic()
        done = self.tl("setup", stdin=self.answers())
        self.assertLess(time.monotonic() - begun, 60)
        self.assertIn("Nothing is sent anywhere", done.stdout)
        self.assertIn("letter.txt (500 B) came back as it was saved, the same as on the disk", done.stdout)
        self.assertIn("tl restore latest -r repository", done.stdout)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertEqual(self.password_file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.password_file.read_text(), f"{PASSWORD}\n")
        self.assertEqual(self.told("repo", "list")[0]["default"], True)
        self.assertEqual(self.told("schedule", "show", "home")["timing"], "daily 20:00")
        self.assertEqual(self.told("policy", "show", "home")["rules"],
                         {"keep-daily": "7", "keep-weekly": "5", "keep-monthly": "12"})
        self.assertEqual([(one["kind"], one["state"]) for one in self.told("history")],
                         [("restore", "succeeded"), ("backup", "succeeded")])
        # No password is asked for from now on, and the policy keeps what there is.
        self.tl("target", "run", "home")
        self.tl("policy", "preview", "--repo-name", "repository")
        self.tl("restore", "latest", "--target", "back")
        self.assertEqual((self.folder / "back" / str(self.home)[1:] / "letter.txt").read_text(), "Dear Anna\n" * 50)
        self.assertFalse((self.folder / "back" / str(self.home)[1:] / ".cache").exists())
        # Stock restic has it, with the password as it was typed.
        theirs = Repository(self, self.repository, PASSWORD)
        self.assertIn(str(self.home / "letter.txt"), theirs.run(RESTIC, "ls", "latest").decode())
        theirs.run(RESTIC, "check", "--read-data")
        # All that the catalog says can be written down and read again.
        (self.folder / "all.toml").write_text(self.tl("config", "export").stdout)
        self.tl("config", "validate", "all.toml")

    def test_again_it_shows_what_there_is_and_adds(self):
        self.tl("setup", stdin=self.answers())
        before = self.tl("config", "export").stdout
        again = self.tl("setup", stdin=b"\n")
        self.assertIn("repository repository at", again.stdout)
        self.assertIn("schedule home: backup of home daily 20:00", again.stdout)
        self.assertNotIn("Do you agree", again.stdout)
        self.assertEqual(self.tl("config", "export").stdout, before)
        (self.home / "documents").mkdir()
        (self.home / "documents" / "thesis.odt").write_text("thesis")
        lines = ["yes", "", str(self.home / "documents"), "", "none", "hourly", "last 3", "no", "", ""]
        more = self.tl("setup", stdin="".join(f"{line}\n" for line in lines).encode())
        self.assertIn("use the repository repository", more.stdout)
        self.assertEqual(sorted(one["name"] for one in self.told("target", "list")), ["documents", "home"])
        self.assertEqual(self.told("schedule", "show", "documents")["timing"], "hourly")
        kept = self.tl("config", "export").stdout.splitlines()
        self.assertEqual([line for line in before.splitlines() if line not in kept], [], "nothing was overwritten")

    def test_wrong_answers_are_told_and_asked_again(self):
        (self.folder / "file").write_text("x")
        done = self.tl("setup", stdin=self.answers(
            consent=["perhaps", "yes"],
            place=["", str(self.folder / "file" / "below"), str(self.repository)],
            name=["a/b", "near"],
            password=[PASSWORD, "another", PASSWORD],
            keep=["pocket", "file"],
            paths=["/nowhere/at/all", "~/letter.txt, ~/.cache"],
            target=["x y", "things"],
            groups=["nothing-like-it", "none"],
            schedule=["sometimes", "weekly sun 09:00"],
            policy=["much", "daily 3"],
            systemd=["maybe", "no"]))
        for said in ("say yes or no", "an answer is needed here", "is no folder", "cannot be a name", "two passwords differ",
                     "say file, keyring or vault", "there is no \"/nowhere/at/all\"", "tl pattern list", "daily 7, weekly 5"):
            self.assertIn(said, done.stdout)
        self.assertEqual(done.stdout.count("That will not do"), 12)
        self.assertEqual(self.told("target", "show", "things")["paths"],
                         [str(self.home / "letter.txt"), str(self.home / ".cache")])
        self.assertEqual(self.told("schedule", "show", "things")["timing"], "weekly sun 09:00")

    def test_three_wrong_answers_end_it(self):
        ended = self.tl("setup", stdin=self.answers(schedule=["a", "b", "c"]), expect=1)
        self.assertIn("Fatal", ended.stderr)
        self.nothing_is_made()

    def test_answers_that_end_make_nothing(self):
        lines = self.answers().splitlines(keepends=True)
        for count in range(len(lines)):
            ended = self.tl("setup", stdin=b"".join(lines[:count]), expect=1)
            self.assertIn("the answers ended here", ended.stderr, count)
            self.nothing_is_made()

    def test_no_is_an_answer(self):
        self.assertIn("consent", self.tl("setup", stdin=b"no\n", expect=1).stderr)
        self.nothing_is_made()
        self.assertIn("Nothing was made", self.tl("setup", stdin=self.answers(do="no")).stdout)
        self.nothing_is_made()

    def test_a_password_is_made_up_and_shown_once(self):
        done = self.tl("setup", stdin=self.answers(password="", again="yes"))
        made = self.password_file.read_text().strip()
        self.assertEqual(done.stdout.count(made), 1)
        self.assertNotIn(made, done.stderr)
        Repository(self, self.repository, made).run(RESTIC, "snapshots")

    def test_a_repository_that_is_there_is_used(self):
        self.tl("init", environment={"TIMELOCKER_REPOSITORY": str(self.repository), "TIMELOCKER_PASSWORD": PASSWORD})
        self.tl("backup", self.home, environment={"TIMELOCKER_REPOSITORY": str(self.repository),
                                                  "TIMELOCKER_PASSWORD": PASSWORD})
        lines = self.answers(name=["wrong", "wrong again", PASSWORD], password="old", again=[])
        done = self.tl("setup", stdin=lines)
        self.assertEqual(done.stdout.count("The password is wrong"), 2)
        self.assertIn("use the repository that is there as old", done.stdout)
        theirs = Repository(self, self.repository, PASSWORD)
        self.assertEqual(len([one for one in theirs.snapshots() if "tags" not in one]), 2)
        self.assertEqual(self.told("repo", "show", "old")["password_kind"], "file")

    def test_a_password_that_stays_wrong_is_a_failure_of_its_own(self):
        self.tl("init", environment={"TIMELOCKER_REPOSITORY": str(self.repository), "TIMELOCKER_PASSWORD": PASSWORD})
        place = [str(self.repository), "1", "2", "3"] * 3
        self.tl("setup", stdin=self.answers(place=place, name=[], password=[], again=[]), expect=12)
        self.assertFalse((self.folder / "catalog.db").exists())

    def test_a_script_answers_by_options(self):
        (self.folder / "secret").write_text(PASSWORD)
        units = self.folder / "units"
        arguments = ["setup", "--yes", "-r", self.repository, "-p", "secret", "--systemd", units, "--schedule", "hourly :15",
                     "--keep", "last 5", self.home]
        dry = self.tl(*arguments, "--dry-run")
        self.assertIn("+ target home", dry.stdout)
        self.assertFalse((self.folder / "catalog.db").exists() or self.repository.exists() or units.exists())
        done = self.tl(*arguments, "--json")
        summary = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual(summary["schedules"], ["home", "tidy-repository"])
        self.assertEqual(summary["restored"], {"path": str(self.home / "letter.txt"), "size": 500,
                                               "compared_with_disk": True})
        self.assertEqual(sorted(summary["units"]), sorted(map(str, units.iterdir())))
        verified = subprocess.run(["systemd-analyze", "verify", "--man=no", *summary["units"]], capture_output=True, text=True,
                                  check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        self.assertIn("TIMELOCKER_CATALOG=", next(units.glob("*home.service")).read_text())
        self.assertEqual(self.told("repo", "list")[0]["password_reference"], str(self.folder / "secret"))
        self.tl(*arguments)
        self.assertEqual((len(self.told("target", "list")), len(self.told("schedule", "list"))), (1, 2))
        self.tl("setup", "--yes")

    def test_a_repository_inside_of_what_is_backed_up_stays_out_of_it(self):
        inside = self.home / "backups" / "here"
        dry = self.tl("setup", "--yes", "--make-password", "-r", inside, "--systemd", "none", "--dry-run")
        self.assertIn("A password would be made up", dry.stdout)
        self.assertNotIn("The password:", dry.stdout)
        self.tl("setup", "--yes", "--make-password", "-r", inside, "--systemd", "none")
        self.tl("target", "run", "home")
        listed = self.tl("ls", "latest", "--recursive").stdout
        self.assertIn("letter.txt", listed)
        self.assertNotIn("backups/here/", listed)

    def test_what_cannot_be_made_leaves_no_password_behind(self):
        self.repository.mkdir()
        (self.repository / "keys").write_text("in the way")
        failed = self.tl("setup", stdin=self.answers(), expect=None)
        self.assertNotEqual(failed.returncode, 0)
        self.assertFalse(self.password_file.exists())
        self.assertEqual(self.told("repo", "list"), [])

    def test_the_vault_and_a_real_keyring_keep_the_password(self):
        master = {"TIMELOCKER_VAULT_PASSWORD": "of the vault"}
        self.tl("setup", stdin=self.answers(keep="vault"), environment=master)
        self.assertEqual(self.told("repo", "show", "repository")["password_kind"], "vault")
        self.tl("target", "run", "home", environment=master)
        self.assertFalse(self.password_file.exists())
        with keyring.make() as ring:
            self.environment |= ring.variables | {"TIMELOCKER_CATALOG": str(self.folder / "other.db")}
            self.tl("setup", stdin=self.answers(place=str(self.folder / "second"), keep="keyring"))
            self.tl("target", "run", "home")
            self.assertNotIn(PASSWORD.encode(), b"".join(path.read_bytes() for path in self.folder.rglob("*")
                                                         if path.is_file()))

    def test_a_new_vault_is_made_with_the_answers(self):
        self.tl("setup", stdin=self.answers(keep=["vault", "of the vault", "of the vault"]))
        self.tl("target", "run", "home", environment={"TIMELOCKER_VAULT_PASSWORD": "of the vault"})

    def test_on_a_terminal_the_password_is_not_shown(self):
        terminal = self.start_on_terminal("setup")
        shown = b""
        for question, answer in ((b"agree", b"yes"), (b"backups go", bytes(self.repository)), (b"be called", b""),
                                 (b"new repository", PASSWORD.encode()), (b"same again", PASSWORD.encode()),
                                 (b"be kept (file", b""), (b"backed up (files", b""), (b"target be called", b""),
                                 (b"left out", b""), (b"When shall", b""), (b"Which snapshots", b""), (b"systemd", b"no"),
                                 (b"at once", b""), (b"all this now", b"")):
            self.read(terminal, question)
            shown += self.output
            self.answer(terminal, question, answer + b"\n")
        self.assertEqual(self.finish(terminal), 0)
        shown += self.output
        self.assertNotIn(PASSWORD.encode(), shown)
        self.assertIn(b"came back as it was saved", shown)
        self.assertIn(bytes(self.repository), shown, "what is no secret is shown")
        Repository(self, self.repository, PASSWORD).run(RESTIC, "snapshots")

    def test_a_ctrl_c_at_a_question_makes_nothing(self):
        terminal = self.start_on_terminal("setup")
        self.answer(terminal, b"agree", b"yes\n")
        self.answer(terminal, b"backups go", b"\x03")
        self.assertEqual(self.finish(terminal), 130)
        self.nothing_is_made()


if __name__ == "__main__":
    unittest.main()
