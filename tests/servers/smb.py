"""Samba: the share "share" is the folder `shared`; its one user is the one who runs the test, with the password PASSWORD."""
import getpass
import os
import signal
import subprocess

from servers import Server, free_ports, wait_for_port

PASSWORD = "a password, für Tests"


class SmbServer(Server):
    """`encryption` is Samba's `server smb encrypt`: off, desired or required. `settings` are lines for [global], `share` lines for
    the share. `size` makes the share a disk of its own, of so many bytes."""

    def __init__(self, encryption="desired", settings="", share="", size=None):
        super().__init__()
        self.encryption, self.settings, self.share, self.size = encryption, settings, share, size
        self.user = getpass.getuser()

    @property
    def shared(self):
        return self.folder / "shared"

    @property
    def configuration(self):
        return self.folder / "smb.conf"

    def start(self):
        for name in ("shared", "private", "state", "cache", "lock", "pid", "ncalrpc"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        if self.size:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", self.shared], check=True)
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

    def pause(self):
        """Makes the server hang: it keeps its connections and says nothing."""
        for pid in self.group():
            os.kill(pid, signal.SIGSTOP)

    def resume(self):
        for pid in self.group():
            os.kill(pid, signal.SIGCONT)

    def group(self):
        """The server and its children, one for each connection."""
        found = subprocess.run(["pgrep", "--session", str(self.processes[0].pid)], capture_output=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    def kill(self, sent=signal.SIGKILL):
        if self.processes:  # Each child may have made a group of its own.
            for pid in self.group():
                os.kill(pid, sent)
        super().kill(sent)

    def __exit__(self, *arguments):
        self.kill()
        if self.size:
            subprocess.run(["umount", "--lazy", self.shared], check=False)
        super().__exit__(*arguments)

    def location(self, path="", user=None):
        return f"smb://{user or self.user}@127.0.0.1:{self.port}/share{path}"

    def options(self):
        return []

    def environment(self):
        return {"TL_SMB_LOCATION": self.location(), "TIMELOCKER_SMB_PASSWORD": PASSWORD}


def make():
    return SmbServer()
