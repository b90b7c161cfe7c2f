"""restic's REST protocol, version 2, as rclone serves it from a folder of this machine."""
import servers

USER, PASSWORD = "someone", "pass word/1"


class RcloneRest(servers.FolderServer):
    def __init__(self, *options, certificate=None, client_root=None, size=None):
        super().__init__(size)
        self.options = list(options)
        self.certificate = certificate
        self.client_root = client_root
        self.port = None

    def start(self):
        self.make_shared()
        self.port = servers.free_ports(1)
        self.run()

    def run(self):
        tls = ["--cert", self.certificate, "--key", self.certificate] if self.certificate else []
        if self.client_root:
            tls += ["--client-ca", self.client_root]
        process = self.spawn(
            "rclone", "serve", "restic", self.shared, "--addr", f"127.0.0.1:{self.port}", *tls, *self.options,
            environment={"RCLONE_USER": USER, "RCLONE_PASS": PASSWORD, "RCLONE_CONFIG": "/dev/null", "HOME": str(self.folder),
                         "XDG_CACHE_HOME": str(self.folder / "cache")})
        servers.wait_for_port(self.port, process)

    @property
    def url(self):
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self.port}"

    def environment(self):
        return {"TL_REST_URL": self.url, "RESTIC_REST_USERNAME": USER, "RESTIC_REST_PASSWORD": PASSWORD}


def make():
    return RcloneRest()
