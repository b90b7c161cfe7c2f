"""OpenSSH's server, for SFTP alone, with keys of its own; and the configuration that brings ssh there."""
import getpass
import os
import pathlib
import subprocess

import servers

SSHD = "/usr/sbin/sshd"  # sshd wants to be called by its whole path.


class SftpServer(servers.FolderServer):
    """Users begin in `shared`; `ssh_config` is for `ssh -F`. `settings` go before all others in the server's
    configuration, whose first word on each subject counts."""

    def __init__(self, settings=(), subsystem="internal-sftp", size=None):
        super().__init__(size)
        self.settings, self.subsystem = list(settings), subsystem
        self.port = servers.free_ports(1)

    def start(self):
        self.make_shared()
        self.make_key("host_key")
        self.make_key("user_key")
        (self.folder / "authorized_keys").write_text((self.folder / "user_key.pub").read_text())
        host_key = " ".join((self.folder / "host_key.pub").read_text().split()[:2])
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}\n")
        self.ssh_config = self.write_ssh_config("ssh_config")
        if os.geteuid() == 0:
            pathlib.Path("/run/sshd").mkdir(exist_ok=True)  # Where sshd gives up root's powers.
        self.run()

    def run(self):
        settings = [
            *self.settings, f"ListenAddress 127.0.0.1:{self.port}", f"HostKey {self.folder}/host_key", "PidFile none",
            f"AuthorizedKeysFile {self.folder}/authorized_keys", "StrictModes no", "UsePAM no", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", "PubkeyAuthentication yes", "PermitRootLogin prohibit-password",
            "AllowTcpForwarding no", "X11Forwarding no", "MaxStartups 100", "MaxSessions 50"]
        if self.subsystem:
            settings.append(f"Subsystem sftp {self.subsystem} -d {self.shared}")
        configuration = self.folder / "sshd_config"
        configuration.write_text("\n".join(settings) + "\n")
        daemon = self.spawn(SSHD, "-D", "-e", "-f", configuration)
        servers.wait_for_port(self.port, daemon)

    def make_key(self, name):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name)], check=True)

    def write_ssh_config(self, name, port=None, **changes):
        """Writes a configuration for ssh; returns its path. A change of None leaves the setting out."""
        settings = {
            "Port": port or self.port, "User": getpass.getuser(), "IdentityFile": self.folder / "user_key",
            "IdentitiesOnly": "yes", "IdentityAgent": "none", "UserKnownHostsFile": self.folder / "known_hosts",
            "GlobalKnownHostsFile": "/dev/null", "StrictHostKeyChecking": "yes",
            "HostKeyAlias": f"[127.0.0.1]:{self.port}", **changes}
        path = self.folder / name
        path.write_text("Host *\n" + "".join(
            f"  {key} {value}\n" for key, value in settings.items() if value is not None))
        return path

    def arguments(self, configuration=None):
        """For -o sftp.args."""
        return f"-F {configuration or self.ssh_config}"

    def command(self, configuration=None):
        """For -o sftp.command, which older versions of restic have alone."""
        return f"ssh -F {configuration or self.ssh_config} 127.0.0.1 -s sftp"

    def environment(self):
        return {"TL_SFTP_ARGUMENTS": self.arguments(), "TL_SFTP_FOLDER": str(self.shared)}


def make():
    return SftpServer()
