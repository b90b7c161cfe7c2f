"""Secrets in the vault and in a real keyring, and that they are nowhere else; users and tokens."""

import contextlib
import json
import pathlib
import time
import unittest

import keyring
import postgresql
from support import CliTest

SECRET = "xyzzy-repository-secret"
MASTER = "xyzzy-master-password"


class Secrets(CliTest):
    def setUp(self):
        super().setUp()
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        self.vault = self.folder / ".config" / "timelocker" / "vault"
        self.master = {"TIMELOCKER_VAULT_PASSWORD": MASTER}

    def tearDown(self):
        if self.vault.exists():
            self.tl("vault", "lock", expect=None)

    def make_vault(self):
        self.tl("vault", "create", environment=self.master)
        self.tl("vault", "set", "near", stdin=f"{SECRET}\n".encode(), environment=self.master)

    def state(self):
        return json.loads(self.tl("vault", "show", "--json").stdout)["state"]

    def needs_kernel_keyring(self):
        tried = self.tl("vault", "unlock", environment=self.master, expect=None)
        if "keyring cannot be used" in tried.stderr:
            self.skipTest("the kernel's keyring is closed to us")
        self.assertEqual(tried.returncode, 0, tried.stderr)

    def test_a_repository_has_its_password_in_the_vault(self):
        self.make_vault()
        self.assertEqual(self.vault.stat().st_mode & 0o777, 0o600)
        self.tl("repo", "add", "near", "near", "--vault", "near")
        self.tl("init", "-r", "near", environment=self.master)
        wrong = self.tl("snapshots", "--repo-name", "near", environment={"TIMELOCKER_VAULT_PASSWORD": "other"}, expect=12)
        self.assertIn("wrong password for the vault", wrong.stderr)
        self.tl("backup", self.vault, "--repo-name", "near", environment=self.master)
        # It is the secret itself that opens the repository, for restic as for everyone.
        self.tl("snapshots", environment={"TIMELOCKER_REPOSITORY": str(self.folder / "near"), "TIMELOCKER_PASSWORD": SECRET})

    def test_an_open_vault_needs_no_password_until_its_time_is_up(self):
        self.make_vault()
        self.needs_kernel_keyring()
        self.assertEqual(self.state(), "unlocked")
        self.assertEqual(self.tl("vault", "list").stdout, "near\n")
        self.tl("vault", "lock")
        self.assertEqual(self.state(), "locked")
        self.assertNotEqual(self.tl("vault", "list", expect=None).returncode, 0)
        self.tl("vault", "unlock", "--for", "1s", environment=self.master)
        until = time.monotonic() + 30
        while self.state() != "locked":
            self.assertLess(time.monotonic(), until, "it does not lock itself")
            time.sleep(0.2)
        self.assertNotEqual(self.tl("vault", "list", expect=None).returncode, 0)
        self.tl("vault", "unlock", environment=self.master)
        (self.folder / "new").write_text("another master\n")
        self.tl("vault", "passwd", "--new-password-file", "new", environment=self.master)
        self.assertEqual(self.state(), "locked")
        self.tl("vault", "list", environment=self.master, expect=12)
        self.tl("vault", "list", environment={"TIMELOCKER_VAULT_PASSWORD_FILE": str(self.folder / "new")})

    def test_a_damaged_vault_is_told_as_such(self):
        self.make_vault()
        good = self.vault.read_bytes()
        for damaged in (good[:-1], good[:100], b"", good[:70] + bytes([good[70] ^ 1]) + good[71:], b"x" * 500):
            self.vault.write_bytes(damaged)
            told = self.tl("vault", "list", environment=self.master, expect=1).stderr
            self.assertIn("damaged", told)
        self.vault.write_bytes(good)
        self.assertEqual(self.tl("vault", "list", environment=self.master).stdout, "near\n")
        self.vault.unlink()
        self.assertIn("tl vault create", self.tl("vault", "list", environment=self.master, expect=1).stderr)

    def test_no_secret_is_anywhere_else(self):
        self.make_vault()
        self.tl("repo", "add", "near", "near", "--vault", "near")
        self.tl("init", "-r", "near", environment=self.master)
        source = self.make_files()
        self.tl("target", "add", "home", source, "--to", "near")
        process = self.start("target", "run", "home", "--limit-upload", "200", environment=self.master)
        seen = []
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            for command in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    seen.append(command.read_bytes())
            time.sleep(0.05)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        self.assertTrue(any(b"target\0run" in line for line in seen), "the process was looked at")
        places = {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self.assertTrue(any("audit" in path for path in places) and any("catalog.db" in path for path in places))
        places |= {"standard output": output, "standard error": errors, "process list": b"\n".join(seen)}
        for place, content in places.items():
            for secret in (SECRET, MASTER):
                self.assertNotIn(secret.encode(), content, place)

    def test_a_real_keyring_keeps_the_password(self):
        with keyring.make() as ring:
            self.environment |= ring.variables
            self.tl("secret", "set", "keyring:repository near", stdin=f"{SECRET}\n".encode())
            self.tl("secret", "test", "keyring:repository near")
            self.tl("repo", "add", "near", "near", "--keyring", "repository near")
            self.tl("init", "-r", "near")
            self.tl("snapshots", "--repo-name", "near")
            self.assertNotIn(SECRET.encode(), ring.stored())
            for path in self.folder.rglob("*"):
                if path.is_file():
                    self.assertNotIn(SECRET.encode(), path.read_bytes(), path)
            ring.close_keyring()
            ring.open_keyring("a wrong password")
            self.assertIn("or is locked", self.tl("snapshots", "--repo-name", "near", expect=1).stderr)
            ring.close_keyring()
            ring.open_keyring(keyring.PASSWORD)
            self.tl("snapshots", "--repo-name", "near")
            self.tl("secret", "remove", "keyring:repository near")
            self.assertIn("tl secret set", self.tl("snapshots", "--repo-name", "near", expect=1).stderr)
            self.tl("secret", "remove", "keyring:repository near", expect=1)

    def test_a_token_may_do_what_it_is_for(self):
        self.tl("user", "add", "anna", "--role", "operator")
        token = self.tl("token", "create", "ci", "--user", "anna", "--scope", "backup").stdout.strip()
        (self.folder / "password").write_text("secret\n")
        self.tl("repo", "add", "near", "near", "-p", "password")
        self.tl("init", "-r", "near")
        self.tl("target", "add", "home", self.make_files(), "--to", "near")
        by_token = {"TIMELOCKER_TOKEN": token}
        self.tl("target", "run", "home", environment=by_token)
        refused = self.tl("restore", "latest", "--repo-name", "near", "--target", "back", environment=by_token, expect=1)
        self.assertIn("lacks the scope restore", refused.stderr)
        self.assertIn("takes the role admin", self.tl("target", "remove", "home", environment=by_token, expect=1).stderr)
        self.assertIn("takes the role admin", self.tl("user", "list", environment=by_token, expect=1).stderr)
        self.assertIn("not known", self.tl("target", "list", environment={"TIMELOCKER_TOKEN": "tl_00"}, expect=1).stderr)
        self.tl("token", "remove", "ci")
        self.assertIn("not known", self.tl("target", "list", environment=by_token, expect=1).stderr)
        self.assertNotIn(token.encode(), (self.folder / "catalog.db").read_bytes())

    def test_in_a_shared_catalog_the_users_role_counts(self):
        with postgresql.make() as server:
            self.environment["TIMELOCKER_CATALOG"] = server.url
            self.tl("target", "list")
            self.tl("user", "add", "boss", "--role", "admin")
            self.assertIn("does not know the user", self.tl("target", "list", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
