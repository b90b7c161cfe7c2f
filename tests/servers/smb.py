"""Samba: the share "share" is the folder `shared`; its one user is the one who runs the test, with the password PASSWORD."""
import getpass
import subprocess

from servers import FolderServer, free_ports, wait_for_port

PASSWORD = "a password, für Tests"


class SmbServer(FolderServer):
    """`encryption` is Samba's `server smb encrypt`: off, desired or required. `settings` are lines for [global], `share` lines for
    the share."""

    def __init__(self, encryption="desired", settings="", share="", size=None):
        super().__init__(size)
        self.encryption, self.settings, self.share = encryption, settings, share
        self.user = getpass.getuser()

    @property
    def configuration(self):
        return self.folder / "smb.conf"

    def start(self):
        for name in ("private", "state", "cache", "lock", "pid", "ncalrpc"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        self.make_shared()
        self.port = free_ports(1)
        self.configuration.write_text(f"""
[global]
workgroup = TEST
netbios name = TLTEST
server role = standalone server
interfaces = 127.0.0.1/8
bind interfaces only = yes
smb ports = {self.port}
disable netbios = yes
private dir = {self.folder}/private
state directory = {self.folder}/state
cache directory = {self.folder}/cache
lock directory = {self.folder}/lock
pid directory = {self.folder}/pid
ncalrpc dir = {self.folder}/ncalrpc
log file = {self.folder}/log.%m
log level = 1
passdb backend = tdbsam:{self.folder}/private/passdb.tdb
map to guest = never
restrict anonymous = 2
server min protocol = SMB2_10
server smb encrypt = {self.encryption}
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
{self.settings}
[share]
path = {self.shared}
read only = no
valid users = {self.user}
{self.share}
""")
        subprocess.run(["smbpasswd", "-c", self.configuration, "-a", "-s", self.user], input=f"{PASSWORD}\n{PASSWORD}\n".encode(),
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.run()

    def run(self):
        """Starts the server, on the port and with the files that it had before, if it ran."""
        # spawn() gave it a group of its own already.
        wait_for_port(self.port, self.spawn("/usr/sbin/smbd", "-F", "--no-process-group", "-s", self.configuration, "--debug-stdout"))

    def location(self, path="", by_port=None):
        return f"smb://{self.user}@127.0.0.1:{by_port or self.port}/share{path}"

    def options(self):
        return []

    def environment(self):
        return {"TL_SMB_LOCATION": self.location(), "TIMELOCKER_SMB_PASSWORD": PASSWORD}


def make():
    return SmbServer()
