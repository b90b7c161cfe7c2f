"""What the tests of plugins share: plugins that are made for a test, and a look at what runs."""
import pathlib
import shutil
import time

from remote_repository import RemoteRepository, RemoteTest

SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "plugins"
SECRET = "hunter2 secret"


MANIFEST = """
protocol = 1
name = "{name}"
version = "1"
kind = "{kind}"
program = "./run"
"""


class PluginTest(RemoteTest):
    def setUp(self):
        super().setUp()
        self.folder = self.scratch / "plugins"
        self.folder.mkdir()
        self.variables = {"TIMELOCKER_PLUGINS": str(self.folder), "EXAMPLE": str(SHIPPED / "folder" / "folder.py"),
                          "RCLONE_CONFIG": "/dev/null", "TIMELOCKER_PLUGIN_BAD_WORD": SECRET}
        self.here = RemoteRepository(self, "unused", variables=self.variables)

    def add(self, name, more="", program="#!/bin/sh\n", kind="storage", enable=True):
        """A plugin whose program is `program`."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "plugin.toml").write_text(MANIFEST.format(name=name, kind=kind) + more)
        (folder / "run").write_text(program)
        (folder / "run").chmod(0o755)
        if enable:
            self.here.tl("plugin", "enable", name)

    def add_shipped(self, name):
        shutil.copytree(SHIPPED / name, self.folder / name)
        for path in (self.folder / name, *(self.folder / name).iterdir()):
            path.chmod(path.stat().st_mode & ~0o022)
        self.here.tl("plugin", "enable", name)

    def repository_on(self, location, **more):
        return RemoteRepository(self, location, variables=self.variables, **more)

    def command_lines(self, *words):
        """The running programs whose command lines have all of the words, with their ids."""
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if line and all(word in line for word in words):
                found.append((process.name, line))
        return found

    def wait_until(self, condition):
        until = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)
