"""nfs-ganesha, an NFS server in user space: the export "/export" is the folder `shared`, on NFS 3.

It wants to register with a port mapper. It gets one of its own, in a network of its own and reached through a socket in a /run
of its own: so port 111 and the machine's port mapper are left alone.
"""
from own_mounts import own_mounts
from servers import FolderServer, free_ports, wait_for_port

START = """
mount -t tmpfs tmpfs /run
grep -q " / " /proc/self/mounts || mount --bind "$3" "$3"  # ganesha exports what is in a mount; a plain chroot is none.
unshare --net rpcbind -f &
while ! [ -S /run/rpcbind.sock ]; do sleep 0.02; done
exec ganesha.nfsd -F -f "$1" -p "$2/ganesha.pid" -L "$2/ganesha.log"
"""


class NfsServer(FolderServer):
    """`access` is ganesha's Access_Type: RW or RO."""

    def __init__(self, access="RW", size=None, squash="No_Root_Squash"):
        super().__init__(size)
        self.access, self.squash = access, squash

    def start(self):
        self.make_shared()
        self.port = free_ports(4)
        self.run()

    def run(self):
        """Starts the server, on the ports and with the files that it had before, if it ran."""
        configuration = self.folder / "ganesha.conf"
        configuration.write_text(f"""
NFS_CORE_PARAM {{
  Bind_addr = 127.0.0.1; NFS_Port = {self.port}; MNT_Port = {self.port + 1}; NLM_Port = {self.port + 2};
  Rquota_Port = {self.port + 3}; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = None; Protocols = 3;
  mount_path_pseudo = true; fsid_device = true;
}}
NFSV4 {{ Graceless = true; RecoveryBackend = fs; RecoveryRoot = {self.folder}; }}
EXPORT_DEFAULTS {{ Squash = {self.squash}; SecType = sys; Transports = TCP; Protocols = 3; }}
EXPORT {{
  # Looks at the disk each time: tests change it behind its back.
  Attr_Expiration_Time = 0; Export_Id = 1; Path = {self.shared}; Pseudo = /export; Access_Type = {self.access};
  {"Filesystem_Id = 77.77;" if self.size else ""} FSAL {{ Name = VFS; }}
}}
LOG {{ Default_Log_Level = EVENT; }}
""")
        server = self.spawn(*own_mounts(), "sh", "-c", START, "start", configuration, self.folder, self.shared)
        try:
            wait_for_port(self.port, server)
            wait_for_port(self.port + 1, server)
        except RuntimeError as error:
            raise RuntimeError(f"{error}: {(self.folder / 'ganesha.log').read_text()[-2000:]}") from error

    def location(self, path="", by_port=None):
        return f"nfs://127.0.0.1:{by_port or self.port}/export{path}"

    def options(self):
        return ["-o", f"nfs.mountport={self.port + 1}"]

    def environment(self):
        return {"TL_NFS_LOCATION": self.location(), "TL_NFS_MOUNT_PORT": str(self.port + 1)}


def make():
    return NfsServer()
