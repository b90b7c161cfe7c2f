"""The programs that are compared: how each is told to do the same work.

All keep their repositories on the local disk, encrypted, with zstd at about level 3, which is
restic's default. Caches go below the work folder.
"""

import json
import os
import shutil
import subprocess

PASSWORD = "benchmark"


class Tool:
    """Each step gives the commands to run; a step that a program does not have gives None."""

    accept = (0,)

    def __init__(self, name, program, work):
        self.name, self.program, self.work = name, program, work
        self.repository = os.path.join(work, "repository")
        self.environment = {}

    def version(self):
        result = subprocess.run([self.program, "version"], capture_output=True, text=True)
        return result.stdout.strip().splitlines()[0] if result.stdout.strip() else ""

    def prepare(self):
        return []

    def first_backup(self, targets):
        return self.backup(targets)

    def backup(self, targets):
        return None

    def restore(self, target):
        return None

    def check(self):
        return None

    def restore_folder(self, target):
        """Where to stand during a restore; None: anywhere."""
        return None


class Restic(Tool):
    """restic, and TimeLocker, which takes the same commands."""

    accept = (0, 3)  # 3: some file could not be read, as happens to ordinary users.

    def __init__(self, name, program, work):
        super().__init__(name, program, work)
        self.environment = {"RESTIC_REPOSITORY": self.repository, "RESTIC_PASSWORD": PASSWORD,
                            "RESTIC_CACHE_DIR": os.path.join(work, "cache")}

    def prepare(self):
        return [[self.program, "init", "-q"]]

    def backup(self, targets):
        return [[self.program, "backup", "-q", *targets]]

    def restore(self, target):
        return [[self.program, "restore", "-q", "latest", "--target", target]]

    def check(self):
        return [[self.program, "check", "-q", "--read-data"]]


class Rustic(Tool):
    def __init__(self, name, program, work):
        super().__init__(name, program, work)
        self.environment = {"RUSTIC_REPOSITORY": self.repository, "RUSTIC_PASSWORD": PASSWORD,
                            "RUSTIC_CACHE_DIR": os.path.join(work, "cache"),
                            "RUSTIC_NO_PROGRESS": "true"}

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True,
                              text=True).stdout.strip()

    def prepare(self):
        return [[self.program, "init"]]

    def backup(self, targets):
        return [[self.program, "backup", *targets]]

    def restore(self, target):
        return [[self.program, "restore", "latest", target]]

    def check(self):
        return [[self.program, "check", "--read-data"]]


class Borg(Tool):
    accept = (0, 1)  # 1: a warning.

    def __init__(self, name, program, work):
        super().__init__(name, program, work)
        self.environment = {"BORG_REPO": self.repository, "BORG_PASSPHRASE": PASSWORD,
                            "BORG_BASE_DIR": os.path.join(work, "cache"),
                            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}
        self.count = 0

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True,
                              text=True).stdout.strip()

    def prepare(self):
        self.count = 0
        return [[self.program, "init", "--encryption=repokey"]]

    def backup(self, targets):
        self.count += 1
        return [[self.program, "create", "--compression=zstd,3", f"::{self.count}", *targets]]

    def restore(self, target):
        return [[self.program, "extract", f"::{self.count}"]]

    def restore_folder(self, target):
        return target

    def check(self):
        return [[self.program, "check", "--verify-data"]]


class Kopia(Tool):
    def __init__(self, name, program, work):
        super().__init__(name, program, work)
        cache = os.path.join(work, "cache")
        self.environment = {"KOPIA_CONFIG_PATH": os.path.join(cache, "kopia.config"),
                            "KOPIA_CACHE_DIRECTORY": cache, "KOPIA_LOG_DIR": cache,
                            "KOPIA_PASSWORD": PASSWORD, "KOPIA_CHECK_FOR_UPDATES": "false"}

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True,
                              text=True).stdout.strip()

    def prepare(self):
        os.makedirs(self.repository, exist_ok=True)
        return [[self.program, "repository", "create", "filesystem", "--path", self.repository],
                [self.program, "policy", "set", "--global", "--compression=zstd"]]

    def backup(self, targets):
        return [[self.program, "snapshot", "create", *targets]]

    def restore(self, target):
        result = subprocess.run([self.program, "snapshot", "list", "--json"], capture_output=True,
                                env={**os.environ, **self.environment}, check=True)
        newest = {row["source"]["path"]: row["id"] for row in json.loads(result.stdout)}
        return [[self.program, "restore", snapshot, target + path]
                for path, snapshot in newest.items()]

    def check(self):
        return [[self.program, "snapshot", "verify", "--verify-files-percent=100"]]


class Roofline(Tool):
    """bench/roofline.cpp: what the format itself costs, and nothing else."""

    def version(self):
        return "the work that the format demands"

    def first_backup(self, targets):
        return [[self.program, target, os.path.join(self.repository, str(number))]
                for number, target in enumerate(targets)]


KINDS = {"tl": Restic, "restic": Restic, "rustic": Rustic, "kopia": Kopia, "borg": Borg,
         "roofline": Roofline}


def find(names, programs, work):
    """The tools of these names that are there; `programs` says where, beyond the path."""
    found = []
    for name in names:
        program = programs.get(name) or shutil.which(name)
        if program and os.path.exists(program):
            found.append(KINDS[name](name, os.path.abspath(program), work))
    return found
