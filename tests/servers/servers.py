"""Real servers for tests: each is a context manager that starts on loopback, on free ports, in a scratch folder of its own,
and is gone with all it made when the block ends.

A server's `environment()` is what tests written in C++ find it by; `with_server.py` starts one around such a program.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def free_ports(count):
    """Ports that nobody listens on, `count` of them in a row. Another process may still take one first."""
    for _ in range(100):
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                for following in range(port + 1, port + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", following))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no {count} free ports in a row")


def wait_for_port(port, process=None, seconds=20):
    """Returns when something listens on the port. Fails when `process` ends before, or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it listened")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port} after {seconds} s")


class Server:
    """What all servers share. A kind of server sets `port` and overrides start() and environment()."""

    def __init__(self):
        self.folder = None
        self.processes = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tl-server-"))
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        raise NotImplementedError

    def environment(self):
        """Variables that tell a test where the server is and how to get in."""
        raise NotImplementedError

    def spawn(self, *arguments, environment=None, log="server.log"):
        """Starts a program of this server, in a process group of its own; its output goes to a file of the folder."""
        with open(self.folder / log, "ab") as output:
            process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, env={**os.environ, **(environment or {})})
        self.processes.append(process)
        return process

    def family(self):
        """The processes of the server and all that descend from them, such as one for each connection."""
        parents = {}
        for folder in pathlib.Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit():
                    parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        found, layer = [], [process.pid for process in self.processes]
        while layer:
            found += layer
            layer = [process for process, parent in parents.items() if parent in layer]
        return found

    def pause(self):
        """Makes the server hang: it keeps its connections and says nothing."""
        stopped = set()
        while more := set(self.family()) - stopped:  # Those that were started before their parents stopped.
            _send(signal.SIGSTOP, more)
            stopped |= more

    def resume(self):
        _send(signal.SIGCONT, self.family())

    def kill(self, sent=signal.SIGKILL):
        """Ends all processes of the server, by default at once, as a power cut would."""
        if sent == signal.SIGKILL:
            Server.pause(self)  # Nobody is started any more who would escape.
        _send(sent, self.family())
        for process in self.processes:
            process.wait(timeout=20)
        self.processes.clear()

    def crash(self):
        """Ends at once what clients speak to; run() starts it again, on the same ports and with the same files."""
        self.kill()

    def run(self):
        raise NotImplementedError


def _send(sent, processes):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, sent)


class FolderServer(Server):
    """A server whose files are in the folder `shared` of this machine. `size` makes that a disk of its own, of so many bytes."""

    def __init__(self, size=None):
        super().__init__()
        self.size = size

    @property
    def shared(self):
        return self.folder / "shared"

    def make_shared(self):
        self.shared.mkdir()
        if self.size:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", self.shared], check=True)

    def remount(self, options):
        """Changes the disk, as by `size=100m` or `ro`."""
        subprocess.run(["mount", "-o", f"remount,{options}", self.shared], check=True)

    def __exit__(self, *arguments):
        self.kill()
        if self.size:
            subprocess.run(["umount", "--lazy", self.shared], check=False)
        super().__exit__(*arguments)
