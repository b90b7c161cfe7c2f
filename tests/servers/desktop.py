"""A desktop without a person: a session bus, a display in memory and a notification daemon (dunst)."""
import json
import os
import subprocess
import time

import servers


class DesktopServer(servers.Server):
    def start(self):
        self.folder.chmod(0o700)
        bus = f"unix:path={self.folder}/bus"
        self.variables = {"DBUS_SESSION_BUS_ADDRESS": bus, "XDG_RUNTIME_DIR": str(self.folder), "HOME": str(self.folder)}
        self.spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", f"--address={bus}")
        self._wait_for(lambda: (self.folder / "bus").exists(), "a bus")
        display = self.spawn("sh", "-c", f"exec Xvfb -displayfd 1 -screen 0 640x480x24 -nolisten tcp >{self.folder}/display")
        self._wait_for(lambda: (self.folder / "display").read_text().strip() if (self.folder / "display").exists() else "",
                       "a display", display)
        self.variables["DISPLAY"] = ":" + (self.folder / "display").read_text().strip()
        (self.folder / "dunstrc").write_text("[global]\n  font = Sans 10\n")
        daemon = self.spawn("dunst", "-conf", self.folder / "dunstrc", environment=self.variables)
        self._wait_for(self._has_daemon, "a notification daemon", daemon)

    def _wait_for(self, is_there, what, process=None):
        until = time.monotonic() + 20
        while not is_there():
            if time.monotonic() > until or (process and process.poll() is not None):
                raise RuntimeError(f"there is no {what}: {(self.folder / 'server.log').read_text()}")
            time.sleep(0.02)

    def _call(self, *arguments):
        return subprocess.run(arguments, env={**os.environ, **self.variables}, capture_output=True, text=True, check=False).stdout

    def _has_daemon(self):
        return "true" in self._call("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                                    "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.Notifications")

    def shown(self):
        """What is on the screen or was, as dictionaries, newest first."""
        self._call("dunstctl", "close-all")
        time.sleep(0.2)
        history = json.loads(self._call("dunstctl", "history"))
        return [{name: field["data"] for name, field in entry.items()} for entry in history["data"][0]]

    def environment(self):
        return self.variables


def make():
    return DesktopServer()
