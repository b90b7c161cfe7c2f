"""Certificates for tests, made by openssl: a root of our own, and what it signs."""
import subprocess

_SETTINGS = """
[ca]
default_ca = root
[root]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
certificate = {folder}/root.pem
private_key = {folder}/root.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def _openssl(*arguments):
    done = subprocess.run(["openssl", *[str(argument) for argument in arguments]], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.decode()}")


class Authority:
    """Signs certificates, in a folder that it fills. `root` is the file that clients are to trust."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.root = folder / "root.pem"
        (folder / "index.txt").touch()
        (folder / "serial").write_text("01\n")
        self._settings = folder / "ca.cnf"
        self._settings.write_text(_SETTINGS.format(folder=folder))
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                 "-subj", "/CN=test root", "-keyout", folder / "root.key", "-out", self.root,
                 "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name, hosts=("DNS:localhost", "IP:127.0.0.1"), is_expired=False):
        """A PEM file with certificate and key, for servers and clients."""
        key, request, made, extensions = (self.folder / f"{name}.{kind}" for kind in ("key", "csr", "crt", "ext"))
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                 "-keyout", key, "-out", request)
        extensions.write_text(f"subjectAltName={','.join(hosts)}\nbasicConstraints=CA:FALSE\n")
        dates = ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"] if is_expired else ["-days", "2"]
        _openssl("ca", "-batch", "-notext", "-config", self._settings, *dates, "-extfile", extensions,
                 "-in", request, "-out", made)
        path = self.folder / f"{name}.pem"
        path.write_text(made.read_text() + key.read_text())
        path.chmod(0o600)
        return path
