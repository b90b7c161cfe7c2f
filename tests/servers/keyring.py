"""The keyring of a desktop: gnome-keyring on a session bus of its own, open from the start."""
import os
import subprocess
import time

import servers

PASSWORD = "keyring password"


class KeyringServer(servers.Server):
    def start(self):
        self.folder.chmod(0o700)
        bus = f"unix:path={self.folder}/bus"
        self.variables = {"DBUS_SESSION_BUS_ADDRESS": bus, "XDG_RUNTIME_DIR": str(self.folder)}
        self.spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", f"--address={bus}")
        self._wait_for(lambda: (self.folder / "bus").exists(), "a bus")
        self.open_keyring(PASSWORD)

    def open_keyring(self, password):
        """Starts the keyring; a wrong password leaves it locked."""
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        read, write = os.pipe()
        os.write(write, password.encode())
        os.close(write)
        with open(self.folder / "keyring.log", "ab") as log:
            self.keyring = subprocess.Popen(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", f"--control-directory={self.folder}"],
                stdin=read, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **self.variables, "XDG_DATA_HOME": str(data), "HOME": str(self.folder)})
        os.close(read)
        self.processes.append(self.keyring)
        self._wait_for(self._is_there, "a keyring")

    def close_keyring(self):
        self.keyring.kill()
        self.keyring.wait(timeout=20)
        self.processes.remove(self.keyring)
        self._wait_for(lambda: not self._is_there(), "an end of the keyring")

    def stored(self):
        """All files of the keyring, as one string of bytes."""
        return b"".join(path.read_bytes() for path in (self.folder / "data").rglob("*") if path.is_file())

    def _wait_for(self, is_there, what):
        until = time.monotonic() + 20
        while not is_there():
            if time.monotonic() > until:
                raise RuntimeError(f"there is no {what}: {(self.folder / 'server.log').read_text()}")
            time.sleep(0.02)

    def _is_there(self):
        asked = subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                                "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
                               env={**os.environ, **self.variables}, capture_output=True, text=True, check=False)
        return "true" in asked.stdout

    def environment(self):
        return self.variables


def make():
    return KeyringServer()
