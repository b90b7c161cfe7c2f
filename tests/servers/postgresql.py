"""PostgreSQL with an empty database, which whoever uses it may do with as he likes."""
import os
import pathlib
import pwd
import subprocess

import servers


def programs():
    """The folder of the newest version that is installed; Debian has it in no PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: scripts/setup.sh does that")
    return found[-1]


class PostgresqlServer(servers.Server):
    """It refuses to run as root, so for root it runs as Debian's user postgres."""

    def __init__(self):
        super().__init__()
        self.port = servers.free_ports(1)
        self.is_root = os.geteuid() == 0

    def as_user(self, *arguments):
        return ["runuser", "-u", "postgres", "--", *arguments] if self.is_root else list(arguments)

    def start(self):
        self.folder.chmod(0o711)
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o700)
        if self.is_root:
            owner = pwd.getpwnam("postgres")
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        subprocess.run(
            self.as_user(programs() / "initdb", "-D", self.home / "data", "-U", "tl", "-A", "trust", "-E", "UTF8",
                         "--locale=C.UTF-8", "--no-sync"),
            cwd=self.home, stdout=subprocess.DEVNULL, check=True)
        self.run()

    def run(self):
        server = self.spawn(*self.as_user(
            programs() / "postgres", "-D", self.home / "data", "-c", "listen_addresses=127.0.0.1", "-c",
            f"port={self.port}", "-c", f"unix_socket_directories={self.home}", "-c", "fsync=off"))
        servers.wait_for_port(self.port, server)

    @property
    def url(self):
        return f"postgresql://tl@127.0.0.1:{self.port}/postgres"

    def environment(self):
        return {"TL_CATALOG_URL": self.url}


def make():
    return PostgresqlServer()
