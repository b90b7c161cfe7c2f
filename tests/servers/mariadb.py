"""MariaDB with nothing in it, and a file that tells its programs the way in."""
import os
import pwd
import subprocess

import servers


class MariadbServer(servers.Server):
    """It refuses to run as root, so for root it runs as Debian's user mysql."""

    def __init__(self):
        super().__init__()
        self.port = servers.free_ports(1)

    def start(self):
        self.folder.chmod(0o711)
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o711)
        owner = pwd.getpwuid(os.geteuid())
        if os.geteuid() == 0:
            owner = pwd.getpwnam("mysql")
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        data = self.home / "data"
        # "normal": root comes in without a password, whoever asks.
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={owner.pw_name}",
             "--auth-root-authentication-method=normal", "--skip-test-db"], stdout=subprocess.DEVNULL, check=True)
        server = self.spawn(
            "mariadbd", "--no-defaults", f"--datadir={data}", f"--user={owner.pw_name}", "--bind-address=127.0.0.1",
            f"--port={self.port}", f"--socket={self.home / 'socket'}", f"--pid-file={self.home / 'pid'}", "--innodb-flush-log-at-trx-commit=0")
        servers.wait_for_port(self.port, server, seconds=60)

    def options(self):
        """The content of a ~/.my.cnf."""
        return f"[client]\nuser=root\nhost=127.0.0.1\nport={self.port}\n"

    def environment(self):
        return {"TL_MARIADB_PORT": str(self.port)}


def make():
    return MariadbServer()
