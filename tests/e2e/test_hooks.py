"""Hooks around backups of targets, with the recipes for databases on real ones, and the verification after a backup."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time
import unittest

import mariadb
import postgresql
from support import CliTest

RECIPES = pathlib.Path(__file__).parents[2] / "hooks"


class Hooks(CliTest):
    def setUp(self):
        super().setUp()
        del self.environment["TIMELOCKER_REPOSITORY"], self.environment["TIMELOCKER_PASSWORD"]
        (self.folder / "password").write_text("secret\n")
        self.tl("repo", "add", "near", self.folder / "near", "-p", "password", "--default")
        self.tl("init")
        self.dumps = self.folder / "dumps"

    def history(self, *arguments):
        return json.loads(self.tl("history", *arguments, "--json").stdout)

    def lines(self, operation):
        return [line["text"] for line in json.loads(self.tl("history", operation["id"], "--json").stdout)["log"]]

    def add_target(self, *arguments, path=None):
        self.tl("target", "add", "home", path or self.dumps, *arguments)

    def recipe(self, name, *subjects):
        return " ".join([str(RECIPES / name), str(self.dumps), *map(str, subjects)])

    def restored(self, name):
        """The file of the dumps as it comes back from the newest snapshot."""
        self.tl("restore", "latest", "--target", "back")
        return self.folder / "back" / self.dumps.relative_to("/") / name

    def test_postgresql_comes_back_with_all_its_rows(self):
        with postgresql.PostgresqlServer() as server:
            tools = postgresql.programs()
            self.environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "PGHOST": "127.0.0.1",
                                 "PGPORT": str(server.port), "PGUSER": "tl"}

            def psql(database, statement):
                return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement],
                                      env=self.environment, capture_output=True, text=True, check=True).stdout

            psql("postgres", "CREATE DATABASE shop")
            psql("postgres", "CREATE ROLE clerk")
            psql("shop", "CREATE TABLE goods (id serial PRIMARY KEY, name text, price numeric, picture bytea);"
                         "INSERT INTO goods (name, price, picture) SELECT 'Größe ' || n, n / 3.0, "
                         "decode(md5(n::text), 'hex') FROM generate_series(1, 5000) n;"
                         "GRANT SELECT ON goods TO clerk")
            rows = psql("shop", "SELECT * FROM goods ORDER BY id")
            self.add_target("--hook-before", self.recipe("dump-postgresql.sh", "shop"), "--verify-after", "data")
            output = self.tl("target", "run", "home").stdout
            self.assertIn("before: dumped shop", output)
            self.assertIn("no errors were found", output)
            self.assertEqual(self.dumps.stat().st_mode & 0o777, 0o700)
            operation = self.history()[0]
            self.assertEqual(operation["state"], "succeeded")
            self.assertIn("before: dumped shop", self.lines(operation))
            self.assertGreater(operation["figures"]["verified_packs"], 0)

            # What has not changed is not stored again: neither dump nor repository compress it away.
            psql("shop", "UPDATE goods SET price = 0 WHERE id = 17")
            self.tl("target", "run", "home")
            figures = self.history()[0]["figures"]
            self.assertLess(figures["bytes_added"], (self.dumps / "shop.dump").stat().st_size + 100_000)
            psql("shop", "UPDATE goods SET price = 17 / 3.0 WHERE id = 17")
            self.tl("target", "run", "home")

            # The server loses all; the backup gives it back.
            dump = self.restored("shop.dump")
            psql("postgres", "DROP DATABASE shop")
            psql("postgres", "DROP ROLE clerk")
            with self.assertRaises(subprocess.CalledProcessError):
                psql("shop", "SELECT 1")
            subprocess.run(["psql", "-Xq", "-d", "postgres", "-f", dump.with_name("roles.sql")],
                           env=self.environment, check=True, capture_output=True)
            subprocess.run(["pg_restore", "--create", "--dbname=postgres", dump], env=self.environment, check=True)
            self.assertEqual(psql("shop", "SELECT * FROM goods ORDER BY id"), rows)
            self.assertEqual(psql("shop", "SELECT has_table_privilege('clerk', 'goods', 'SELECT')"), "t\n")

            # A dump that fails leaves the one before it, and there is no backup.
            before = (self.dumps / "shop.dump").read_bytes()
            self.tl("target", "edit", "home", "--hook-before", self.recipe("dump-postgresql.sh", "nowhere"))
            failed = self.tl("target", "run", "home", expect=1)
            self.assertIn('database "nowhere" does not exist', failed.stderr)
            self.assertEqual((self.dumps / "shop.dump").read_bytes(), before)
            self.assertEqual({path.name for path in self.dumps.iterdir()}, {"roles.sql", "shop.dump"})
            self.assertEqual(self.history()[0]["state"], "failed")
            self.assertEqual(len(self.tl_json("snapshots")[0]), 3)

    def test_mariadb_comes_back_with_all_its_rows(self):
        with mariadb.MariadbServer() as server:
            (self.folder / ".my.cnf").write_text(server.options())

            def query(statement):
                return subprocess.run(["mariadb", "--batch", "--execute", statement], env=self.environment,
                                      capture_output=True, text=True, check=True).stdout

            query("CREATE DATABASE shop; USE shop; CREATE TABLE goods (id INT PRIMARY KEY, name TEXT, picture BLOB);"
                  "INSERT INTO goods SELECT seq, CONCAT('Größe ', seq), UNHEX(MD5(seq)) FROM seq_1_to_2000")
            rows = query("SELECT id, name, HEX(picture) FROM shop.goods ORDER BY id")
            self.add_target("--hook-before", self.recipe("dump-mariadb.sh", "shop"))
            self.assertIn("before: dumped shop", self.tl("target", "run", "home").stdout)
            dump = self.restored("shop.sql")
            query("DROP DATABASE shop")
            with open(dump, encoding="utf-8") as statements:
                subprocess.run(["mariadb"], env=self.environment, stdin=statements, check=True)
            self.assertEqual(query("SELECT id, name, HEX(picture) FROM shop.goods ORDER BY id"), rows)

    def test_sqlite_is_copied_while_it_is_written(self):
        place = self.folder / "it's a shop.db"
        database = sqlite3.connect(place)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT)")
        database.executemany("INSERT INTO goods (name) VALUES (?)", [(f"Größe {n}",) for n in range(2000)])
        database.commit()
        database.execute("INSERT INTO goods (name) VALUES ('not yet committed')")
        # The command's words: a name with an apostrophe goes into the other quotes.
        self.add_target("--hook-before", f'{RECIPES / "dump-sqlite.sh"} {self.dumps} "{place}"')
        self.assertIn("before: copied", self.tl("target", "run", "home").stdout)
        copy = self.restored(str(place)[1:].replace("/", "_"))
        self.assertEqual(list(self.dumps.iterdir()), [self.dumps / copy.name])
        rows = sqlite3.connect(copy).execute("SELECT count(*), max(name) FROM goods").fetchall()
        self.assertEqual(rows, [(2000, "Größe 999")])
        database.close()
        place.unlink()
        self.assertIn("there is no", self.tl("target", "run", "home", expect=1).stderr)
        self.assertFalse(place.exists())

    def test_schedules_call_hooks_and_the_file_of_definitions_has_them(self):
        source = self.make_files()
        told = self.folder / "told"
        note = self.folder / "note.sh"
        note.write_text(f"echo $TIMELOCKER_HOOK_EVENT $TIMELOCKER_HOOK_TARGET $TIMELOCKER_HOOK_REPOSITORY "
                        f"$TIMELOCKER_HOOK_RESULT $TIMELOCKER_HOOK_SNAPSHOT >> {told}\n")
        command = f"sh {note}"
        self.add_target("--hook-before", command, "--hook-after", command, "--hook-on-error", command,
                        "--hook-time-limit", "2m", "--verify-after", "structure", path=source)
        exported = self.tl("config", "export").stdout
        (self.folder / "tl.toml").write_text(exported)
        elsewhere = {"TIMELOCKER_CATALOG": str(self.folder / "other.db")}
        self.tl("config", "apply", "tl.toml", environment=elsewhere)
        self.assertEqual(self.tl("config", "export", environment=elsewhere).stdout, exported)
        self.tl("schedule", "add", "nightly", "backup", "home", "daily")
        self.tl("schedule", "run", "nightly")
        operation = self.history()[0]
        self.assertEqual(operation["state"], "succeeded")
        self.assertEqual(operation["figures"]["verification_errors"], 0)
        self.assertEqual(told.read_text(), "before home near\n"
                                           f"after home near success {operation['snapshot']}\n")
        # Without its repository the backup fails, after the first hook.
        told.unlink()
        (self.folder / "near" / "config").rename(self.folder / "config")
        self.tl("target", "run", "home", expect=10)
        self.assertEqual(told.read_text(), "before home near\non-error home near failure\n")

    def test_a_stop_ends_the_hook_and_calls_the_one_on_error(self):
        told = self.folder / "told"
        self.add_target("--hook-before", f"sh -c 'touch {self.folder}/begun; sleep 1000'", "--hook-on-error",
                        f"sh -c 'echo $TIMELOCKER_HOOK_RESULT > {told}'", path=self.make_files())
        process = self.start("target", "run", "home")
        until = time.monotonic() + 60
        while not (self.folder / "begun").exists() and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(told.read_text(), "cancelled\n")
        self.assertEqual(self.history()[0]["state"], "cancelled")


if __name__ == "__main__":
    unittest.main()
