"""Runs tl and restic as processes, for tests of what only whole programs show.

The build says where they are (TL_PROGRAM, RESTIC_PROGRAM). Every test has a scratch folder of its own, an empty home,
and no environment but what is set here.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

import repository_files

TL = os.environ.get("TL_PROGRAM", "build/dev/bin/tl")
RESTIC = os.environ.get("RESTIC_PROGRAM", "restic")
PASSWORD = "test password"
IS_ID = re.compile("[0-9a-f]{64}")
IS_ROOT = os.geteuid() == 0


class ProgramTest(unittest.TestCase):
    """A test with a scratch folder, which `self.scratch` names."""

    maxDiff = 10_000

    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="tl-test-"))
        self.addCleanup(remove_folder, self.scratch)

    def trees_of_both(self, ours, theirs, *arguments, **options):
        """The trees that the same backup gives by tl in `ours` and by restic in `theirs`."""
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            made = [threads.submit(repository.backup_tree, program, *arguments, **options)
                    for repository, program in ((ours, TL), (theirs, RESTIC))]
        return [tree.result() for tree in made]

    def remove(self, path):
        remove_folder(path)

    def new_repository(self, name="repository", version=2):
        """A repository whose password costs next to nothing to try."""
        path = self.scratch / name
        repository_files.create(path, PASSWORD, version)
        return Repository(self, path)

    def repository_at(self, name):
        return Repository(self, self.scratch / name)


class Repository:
    """A repository and the two programs that work on it."""

    def __init__(self, test, path, password=PASSWORD):
        self.test = test
        self.path = pathlib.Path(path)
        self.password = password

    def with_password(self, password):
        return Repository(self.test, self.path, password)

    def environment(self, **more):
        home, temporary = self.test.scratch / "home", self.test.scratch / "tmp"
        home.mkdir(exist_ok=True)
        temporary.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.endswith("SAN_OPTIONS")}
        return kept | {
            "HOME": str(home),
            "TIMELOCKER_CATALOG": str(home / "catalog.db"),  # Root's is the machine's, whatever HOME says.
            "TMPDIR": str(temporary),
            "TZ": "UTC",
            "RESTIC_REPOSITORY": str(self.path),
            "RESTIC_PASSWORD": self.password,
        } | more

    def command(self, program, *arguments):
        return [program, *(["--no-cache"] if program == RESTIC else []), *map(os.fspath, map(_plain, arguments))]

    def start(self, program, *arguments, environment=None, **options):
        """A running process; its output is collected."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen(self.command(program, *arguments), env=self.environment(**(environment or {})), **options)

    def run(self, program, *arguments, exit_code=0, environment=None, cwd=None, input=None):
        """The standard output. Fails the test when the exit code is another (None: any)."""
        result = subprocess.run(
            self.command(program, *arguments), env=self.environment(**(environment or {})), cwd=cwd, input=input,
            capture_output=True, timeout=300)
        if exit_code is not None and result.returncode != exit_code:
            self.test.fail(
                f"{program} {' '.join(map(repr, arguments))}: exit code {result.returncode}, not {exit_code}\n"
                f"{result.stdout[-3000:].decode(errors='replace')}\n{result.stderr[-3000:].decode(errors='replace')}")
        return result.stdout

    def tl(self, *arguments, **options):
        return self.run(TL, *arguments, **options)

    def restic(self, *arguments, **options):
        return self.run(RESTIC, *arguments, **options)

    def backup(self, program, *arguments, **options):
        """The summary of a backup, as a dictionary."""
        return last_json(self.run(program, "backup", "--json", *arguments, **options))

    def json(self, *arguments):
        """What tl prints, which is one JSON document."""
        return json.loads(self.tl(*arguments))

    def snapshots(self):
        """All snapshots, oldest first."""
        return self.json("snapshots", "--json")

    def backup_tree(self, program, *arguments, **options):
        """Makes a backup; returns the ID of its top tree."""
        made = self.backup(program, *arguments, **options)["snapshot_id"]
        return next(snapshot["tree"] for snapshot in self.snapshots() if snapshot["id"].startswith(made))

    def nodes(self, tree):
        """The nodes of a tree, by name."""
        return {node["name"]: node for node in json.loads(self.restic("cat", "blob", tree))["nodes"]}

    def check(self):
        """Both programs read all data and find nothing wrong."""
        self.tl("check", "--read-data")
        self.restic("check", "--read-data")

    def files(self, folder):
        """The names of the files in a folder of the repository, sorted; not those of leftovers."""
        return sorted(path.name for path in (self.path / folder).rglob("*") if IS_ID.fullmatch(path.name))


def copy_for_everybody(folder):
    """Puts tl into a folder where ordinary users can run it: its own may be closed to them, as root's home is."""
    return shutil.copy(TL, folder / "tl")


def _plain(argument):
    return argument if isinstance(argument, (bytes, os.PathLike)) else str(argument)


def tree_differences(ours, theirs, trees, path=""):
    """How the tree of one repository differs from that of another, in words."""
    if trees[0] == trees[1]:
        return []
    found = []
    our_nodes, their_nodes = ours.nodes(trees[0]), theirs.nodes(trees[1])
    found += [f"{path}/{name} is only in ours" for name in our_nodes.keys() - their_nodes.keys()]
    found += [f"{path}/{name} is only in theirs" for name in their_nodes.keys() - our_nodes.keys()]
    for name in our_nodes.keys() & their_nodes.keys():
        our_node, their_node = our_nodes[name], their_nodes[name]
        subtrees = our_node.pop("subtree", None), their_node.pop("subtree", None)
        if our_node != their_node:
            found.append(f"{path}/{name}:\n  ours   {our_node}\n  theirs {their_node}")
        if all(subtrees):
            found += tree_differences(ours, theirs, subtrees, f"{path}/{name}")
    return found


def last_json(output):
    """The last line of a program's output that is a JSON object."""
    lines = [line for line in output.splitlines() if line.startswith(b"{")]
    return json.loads(lines[-1])


def remove_folder(path):
    """Removes a folder whatever its permissions; what is mounted in it must be unmounted."""
    for folder, _, _ in os.walk(os.fsencode(path)):
        if not stat.S_IMODE(os.lstat(folder).st_mode) & 0o700 == 0o700:
            os.chmod(folder, 0o700)
    shutil.rmtree(os.fsencode(path))
