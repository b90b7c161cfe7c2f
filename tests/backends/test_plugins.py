"""Storage by plugins: the example and rclone; calls to the other kinds; what may not be started."""
import json
import os
import socket
import subprocess

import servers
from plugin_tests import PluginTest
from programs import RESTIC, TL


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Plugins(PluginTest):
    def expect_conformance(self, name, subject, *options):
        lines = [json.loads(line) for line in self.here.tl("plugin", "test", name, subject, "--json", *options).splitlines()]
        self.assertEqual([line for line in lines[:-1] if not line["ok"]], [])
        self.assertGreater(len(lines), 15)
        self.assertEqual(lines[-1]["failed"], 0)

    def test_the_example_lives_a_whole_life(self):
        self.add_shipped("folder")
        self.expect_conformance("folder", self.scratch / "empty")
        store = self.scratch / "store with blanks"
        self.live_a_life(self.repository_on(f"plugin:folder:{store}", for_restic=str(store)))

    def test_rclone_serves_both_programs(self):
        self.expect_conformance("rclone", self.scratch / "empty")
        store = self.scratch / "store"
        repository = self.repository_on(f"rclone:{store}", for_restic=str(store))
        repository.tl("init")
        self.make_files(20)
        repository.backup(TL, "source", cwd=self.scratch)
        self.expect_restored(repository)
        repository.restic("check", "--read-data")
        # restic's own way to rclone sees the same, and goes on from it.
        repository.for_restic = f"rclone:{store}"
        self.make_files(3, seed=2)
        self.assertEqual(repository.backup(RESTIC, "source", cwd=self.scratch)["files_new"], 3)
        repository.tl("forget", "--keep-last", "1", "--group-by", "", "--prune", "--max-unused", "0")
        repository.tl("check", "--read-data")
        self.expect_restored(repository)

    def test_rclones_own_options_are_restics(self):
        program = self.scratch / "my rclone"
        program.write_text('#!/bin/sh\necho "$@" >> "$HOME/words"\nexec rclone "$@"\n')
        program.chmod(0o755)
        store = self.scratch / "store"
        options = ["-o", f"rclone.program='{program}' -q", "-o", "rclone.args=serve restic --stdio --bwlimit 1G",
                   "-o", "rclone.connections=2", "-o", "rclone.timeout=20s"]
        repository = self.repository_on(f"rclone:{store}", options=options)
        repository.tl("init")
        words = (self.scratch / "home" / "words").read_text()
        self.assertEqual(words, f"-q serve restic --stdio --bwlimit 1G {store}\n")
        code, said = self.repository_on(f"rclone:{store}", options=["-o", "rclone.colour=red"]).outcome("snapshots")
        self.assertEqual(code, 1)
        self.assertIn("rclone.colour", said)

    def test_rclones_memory_through_an_address(self):
        """What rclone keeps in memory is gone with it: one stays, and the plugin tells where it is."""
        self.expect_conformance("rclone", ":memory:bucket/path")
        port = servers.free_ports(1)
        rclone = subprocess.Popen(
            ["rclone", "serve", "restic", "--addr", f"127.0.0.1:{port}", ":memory:bucket"], stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.scratch), "RCLONE_CONFIG": "/dev/null"})
        self.addCleanup(rclone.wait)
        self.addCleanup(rclone.kill)
        self.add("kept", 'arguments = ["{path}"]\n[storage]\nconnection = "address"\n',
                 f'#!/bin/sh\necho "http://127.0.0.1:{port}/$1/"\nexec cat > /dev/null\n')
        repository = self.repository_on("plugin:kept:place")
        self.wait_until(lambda: is_listening(port))
        repository.tl("init")
        self.make_files(5)
        repository.backup(TL, "source", cwd=self.scratch)
        repository.tl("check", "--read-data")
        self.expect_restored(repository)
        repository.for_restic = f"rest:http://127.0.0.1:{port}/place/"
        repository.restic("check", "--read-data")

    def test_what_may_not_be_started_says_why(self):
        self.add("new", enable=False)
        self.add("other", kind="hook")
        self.add("wrong", "colour = 1\n", enable=False)
        for location, word in {"plugin:new:/x": "tl plugin enable new", "plugin:other:/x": "wanted is storage",
                               "plugin:wrong:/x": '"colour" is not known', "plugin:none:/x": "there is no plugin",
                               "plugin:new": "plugin:NAME:PATH", "rclone:--config=/x": "begins with a dash"}.items():
            code, said = self.repository_on(location).outcome("snapshots")
            self.assertEqual(code, 1, said)
            self.assertIn(word, said)
        listed = {plugin["name"]: plugin for plugin in json.loads(self.here.tl("plugin", "list", "--json"))}
        self.assertFalse(listed["new"]["enabled"])
        self.assertTrue(listed["rclone"]["usable"])
        self.assertIn("not known", listed["wrong"]["problem"])
        self.assertEqual(self.here.outcome("plugin", "enable", "wrong")[0], 1)
        self.here.tl("plugin", "disable", "rclone")
        code, said = self.repository_on("rclone:/x").outcome("snapshots")
        self.assertIn("tl plugin enable rclone", said)

    def test_each_kind_is_made_and_works(self):
        secrets = self.scratch / "secrets"
        secrets.mkdir()
        (secrets / "backup").write_text("test password\n")
        subjects = {"storage": self.scratch / "empty", "notifier": "text", "secret": "backup", "hook": "before-backup"}
        options = {"notifier": ["-o", f"plugin.my-notifier.file={self.scratch}/log"], "secret": ["-o", f"plugin.my-secret.folder={secrets}"]}
        for kind, subject in subjects.items():
            name = f"my-{kind}"
            self.here.tl("plugin", "new", name, "--kind", kind)
            self.here.tl("plugin", "enable", name)
            self.here.tl("plugin", "test", name, subject, *options.get(kind, []))
        self.assertIn("text", (self.scratch / "log").read_text())
        repository = self.new_repository()
        command = f"{TL} plugin secret my-secret backup"
        folder = {"TIMELOCKER_PLUGIN_MY_SECRET_FOLDER": str(secrets), "RESTIC_PASSWORD": ""}
        repository.tl("snapshots", "--password-command", command, environment=folder)
        (secrets / "backup").write_text("another\n")
        repository.tl("snapshots", "--password-command", command, environment=folder, exit_code=12)
