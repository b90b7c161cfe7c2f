"""What the tests of the command line share: the outputs as text, and golden files."""

import fcntl
import json
import os
import pathlib
import pty
import random
import re
import select
import struct
import subprocess
import termios
import time

import programs

PROGRAM = programs.TL
GOLDEN = pathlib.Path(__file__).parent / "golden"
NOBODY = 65534

# What differs from run to run, and what stands for it in the golden files.
MASKS = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<id64>"),
    (re.compile(r"\b[0-9a-f]{10}\b"), "<id10>"),
    (re.compile(r"\b[0-9a-f]{8}\b"), "<id8>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"\b\d+\.\d{3}s\b"), "<seconds>"),
    (re.compile(r"in \d+:\d\d\b( \([\d.]+ [KMGT]?i?B/s\))?"), "in <duration>"),
    # With the lengths of numbers, times and names of users in the metadata.
    (re.compile(r"Added to the repository: \d[\d.]* [KMGT]i?B"), "Added to the repository: <size>"),
    (re.compile(r"\([\d.]+ [KMGT]?i?B stored\)"), "(<size> stored)"),
    (re.compile(r"[\d.]+ [KMGT]?i?B stored"), "<size> stored"),
)


class CliTest(programs.ProgramTest):
    """Each test has an empty folder, `self.folder`, and a repository that is not made yet."""

    def setUp(self):
        super().setUp()
        self.folder = self.scratch
        self.program = PROGRAM
        self.repository = self.folder / "repository"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC",
                            # Root's is the machine's, whatever HOME says.
                            "TIMELOCKER_CATALOG": str(self.folder / "catalog.db"),
                            "TIMELOCKER_REPOSITORY": str(self.repository),
                            "TIMELOCKER_PASSWORD": "secret", "TIMELOCKER_HOST": "here"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def start(self, *arguments, environment=None, output=subprocess.PIPE, **options):
        """Starts the program and returns at once."""
        settings = {**self.environment, **(environment or {})}
        settings = {name: value for name, value in settings.items() if value is not None}
        return subprocess.Popen([self.program, *map(str, arguments)], env=settings, cwd=self.folder,
                                stdout=output, stderr=output, **options)

    def tl(self, *arguments, expect=0, environment=None, stdin=b"", **options):
        """Runs the program to its end; the result has the outputs as text."""
        process = self.start(*arguments, environment=environment, stdin=subprocess.PIPE, **options)
        try:
            output, errors = process.communicate(stdin, timeout=100)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            self.fail(f"tl {arguments} hung\n{output}\n{errors}")
        result = subprocess.CompletedProcess(arguments, process.returncode,
                                             output.decode(errors="surrogateescape"),
                                             errors.decode(errors="surrogateescape"))
        if expect is not None:
            self.assertEqual(result.returncode, expect, f"tl {arguments}\n{result.stdout}\n"
                                                        f"{result.stderr}")
        return result

    def tl_json(self, *arguments, **options):
        """Runs the program with --json; its messages."""
        result = self.tl(*arguments, "--json", **options)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def init(self, *arguments):
        return self.tl("init", *arguments)

    def make_files(self, name="files"):
        """A small folder with a bit of everything; its path."""
        top = self.folder / name
        (top / "sub" / "empty").mkdir(parents=True)
        (top / "text.txt").write_text("some text\n" * 100)
        (top / "empty.txt").write_bytes(b"")
        (top / "sub" / "data.bin").write_bytes(random.Random(1).randbytes(1 << 20))
        (top / "sub" / "größe").write_text("umlaut\n")
        os.symlink("text.txt", top / "link")
        os.link(top / "text.txt", top / "sub" / "hard")
        for parent, folders, files in os.walk(top):
            for entry in files + folders:
                os.utime(os.path.join(parent, entry), (1_600_000_000, 1_600_000_000),
                         follow_symlinks=False)
        for path in (top, top / "sub", top / "sub" / "empty"):
            path.chmod(0o755)
        for path in (top / "text.txt", top / "empty.txt", top / "sub" / "data.bin",
                     top / "sub" / "größe"):
            path.chmod(0o644)
        os.utime(top, (1_600_000_000, 1_600_000_000))
        return top

    def masked(self, text):
        for pattern, replacement in MASKS:
            text = pattern.sub(replacement, text)
        return text.replace(str(self.folder), "<folder>")

    def assert_golden(self, name, text):
        """Compares with golden/`name`. TL_UPDATE_GOLDEN=1 writes the file instead."""
        path = GOLDEN / name
        if os.environ.get("TL_UPDATE_GOLDEN"):
            path.write_text(self.masked(text))
        self.assertEqual(self.masked(text), path.read_text())

    def packs(self):
        return sorted(path for path in (self.repository / "data").rglob("*") if path.is_file())

    def locks(self):
        # A name that is shorter or longer is a temporary one.
        return [path for path in (self.repository / "locks").iterdir() if len(path.name) == 64]


class TerminalTest(CliTest):
    """Runs the program on a terminal of its own, and answers its questions."""

    def start_on_terminal(self, *arguments, columns=80, environment=None):
        """Starts the program as the leader of a new terminal; its end of the terminal."""
        settings = {**self.environment, "TERM": "xterm", **(environment or {})}
        settings = {name: value for name, value in settings.items() if value is not None}
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execve(PROGRAM, [PROGRAM, *map(str, arguments)], settings)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.addCleanup(os.close, terminal)
        self.process, self.output = process, b""
        return terminal

    def read(self, terminal, until=None):
        """Reads until the text appears, or to the end."""
        deadline = time.monotonic() + 60
        while until is None or until not in self.output:
            self.assertLess(time.monotonic(), deadline, self.output)
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                block = os.read(terminal, 65536)
            except OSError:  # The other end is closed.
                break
            if not block:
                break
            self.output += block

    def finish(self, terminal):
        self.read(terminal)
        _, status = os.waitpid(self.process, 0)
        return os.waitstatus_to_exitcode(status)

    def answer(self, terminal, question, text):
        self.read(terminal, question)
        # The echo goes off just before the question comes; what is typed earlier is dropped.
        time.sleep(0.2)
        self.output = b""
        os.write(terminal, text)


def damage(path, offset, size=1):
    """Turns bits of a stored file over."""
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(offset)
        old = file.read(size)
        file.seek(offset)
        file.write(bytes(byte ^ 0xFF for byte in old))
