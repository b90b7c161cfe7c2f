"""Runs a program and says what it cost."""

import dataclasses
import os
import subprocess
import time


@dataclasses.dataclass
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: int  # bytes, the most at any time


class StepFailed(Exception):
    pass


def run(commands, environment, folder=None, accept=(0,)):
    """Runs the commands one after another; their costs add up, of memory the largest counts.

    The kernel counts this interpreter's own memory (some 20 MB) as the least that a child has."""
    total = Cost(0.0, 0.0, 0)
    for command in commands:
        with subprocess.Popen(command, env={**os.environ, **environment}, cwd=folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as process:
            start = time.monotonic()
            # Errors are few and short; a pipe's buffer holds them until the end.
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accept:
            raise StepFailed(f"{' '.join(command)}: exit status {process.returncode}\n"
                             + errors.decode(errors="replace")[-2000:])
        total = Cost(total.wall + wall, total.cpu + usage.ru_utime + usage.ru_stime,
                     max(total.memory, usage.ru_maxrss * 1024))
    return total


def size_of(folder):
    """The bytes of all regular files below a folder."""
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            status = os.lstat(os.path.join(parent, name))
            total += status.st_size
    return total
