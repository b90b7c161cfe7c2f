#!/usr/bin/env python3
"""Compares tl with restic on a server: first backup, unchanged backup, restore and check, at several delays of the line.

The server runs on this machine; between it and the programs stands a line (delay_line.cpp) that gives each byte the delay, half of it
each way, so that `--delays 50` is a journey of 50 ms there and back. Programs take turns. All is random data of --megabytes in
files of --file-megabytes, or of --file-kilobytes. Printed are medians; everything goes into a JSON file.

A kind of server is a class with a context and command(); see SERVERS.
"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "servers"))

import measure  # noqa: E402
import s3  # noqa: E402
import sftp  # noqa: E402

STEPS = ("first", "unchanged", "restore", "check")
PROGRAMS = ("tl", "restic")


class Sftp:
    """OpenSSH's sshd, with its own keys and its defaults."""

    def __init__(self):
        self.server = sftp.SftpServer()

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *problem):
        self.server.__exit__(*problem)

    @property
    def port(self):
        return self.server.port

    def options(self, port, name):
        """What both programs are told: the arguments that name the repository `name`, reached through `port`."""
        configuration = self.server.write_ssh_config(f"ssh_config_{port}", port=port)
        # restic 0.14 has no sftp.args; tl would add options of its own to ssh. Both run the same command.
        return ["-r", f"sftp:127.0.0.1:{name}", "-o", f"sftp.command={self.server.command(configuration)}"]

    def forget(self, name):
        shutil.rmtree(self.server.shared / name)


class S3:
    """A Ceph RADOS gateway that keeps objects in memory, over http, with a bucket for each repository."""

    def __init__(self):
        self.server = s3.S3Server()

    def __enter__(self):
        self.server.__enter__()
        os.environ.update(self.server.environment())
        return self

    def __exit__(self, *problem):
        self.server.__exit__(*problem)

    @property
    def port(self):
        return self.server.port

    def options(self, port, name):
        return ["-r", f"s3:http://localhost:{port}/{name}"]

    def forget(self, name):
        self.server.administer("bucket", "rm", f"--bucket={name}", "--purge-objects", "--bypass-gc")


SERVERS = {"sftp": Sftp, "s3": S3}


class Line:
    """A context manager: what connects to `port` reaches the server's port, `milliseconds` later each way."""

    def __init__(self, port, milliseconds):
        self.command = [build_line(), str(port), str(milliseconds)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def build_line():
    source, program = ROOT / "bench/delay_line.cpp", ROOT / "build/bench/delay_line"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([os.environ.get("CXX", "g++"), "-std=c++20", "-O2", str(source), "-o", str(program)], check=True)
    return str(program)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=SERVERS, default="sftp")
    parser.add_argument("--delays", default="0,20,50", help="milliseconds there and back, default: %(default)s")
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--file-kilobytes", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--programs", default=",".join(PROGRAMS))
    parser.add_argument("--tl", default=str(ROOT / "build/release/bin/tl"))
    parser.add_argument("--restic", default="restic")
    parser.add_argument("--work", default=str(ROOT / "build/bench-remote"))
    parser.add_argument("--json", help="default: results.json in the work folder")
    return parser.parse_args()


def make_corpus(folder, megabytes, file_kilobytes):
    """The same bytes in every run."""
    chance = random.Random(1)
    left, number = megabytes * 1_000_000, 0
    while left > 0:
        size = min(left, file_kilobytes * 1000)
        path = folder / f"{number // 500}" / f"{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
        left, number = left - size, number + 1


class Run:
    """One program's way through the steps."""

    def __init__(self, program, options, steps, source, target):
        self.program, self.options, self.steps, self.source, self.target = program, options, steps, source, target
        self.environment = {"RESTIC_PASSWORD": "password", "RESTIC_CACHE_DIR": str(target.parent / "cache"),
                            "XDG_CACHE_HOME": str(target.parent / "cache")}

    def call(self, *arguments):
        return measure.run([[self.program, *self.options, *arguments]], self.environment)

    def measure(self):
        restore = ("restore", "latest", "--target", str(self.target))
        commands = {"first": ("backup", str(self.source)), "unchanged": ("backup", str(self.source)), "restore": restore,
                    "check": ("check",)}
        costs = {}
        self.call("init")
        for step in STEPS:
            if step in self.steps or step == "first":
                os.sync()  # What an earlier step left to write must not slow this one.
                costs[step] = self.call(*commands[step])
        if "restore" in self.steps and measure.size_of(self.target) < measure.size_of(self.source):
            raise measure.StepFailed("less was restored than was saved")
        return costs


def measure_delay(delay, arguments, work, source):
    """The costs of each program's runs."""
    programs = arguments.programs.split(",")
    results = {program: [] for program in programs}
    with SERVERS[arguments.server]() as server, Line(server.port, delay / 2) as line:
        # Without a delay the programs talk to the server itself: the line costs more than nothing.
        port = line.port if delay else server.port
        for number in range(arguments.runs):
            for program in programs if number % 2 == 0 else reversed(programs):
                name = f"{program}-{number}"
                run = Run(getattr(arguments, program), server.options(port, name), arguments.steps.split(","), source,
                          work / "restored")
                try:
                    costs = run.measure()
                finally:
                    for folder in (work / "restored", work / "cache"):
                        shutil.rmtree(folder, ignore_errors=True)
                    with contextlib.suppress(FileNotFoundError):
                        server.forget(name)
                results[program].append(costs)
                print(f"  {delay:g} ms {program:7}" + "  ".join(f"{step} {cost.wall:.2f} s" for step, cost in costs.items()),
                      flush=True)
    return results


def print_table(delay, results):
    for step in STEPS:
        walls = {program: statistics.median(costs[step].wall for costs in runs) for program, runs in results.items()
                 if step in runs[0]}
        if len(walls) == 2:
            print(f"{delay:g} ms {step:10} tl {walls['tl']:7.2f} s   restic {walls['restic']:7.2f} s   "
                  f"restic / tl {walls['restic'] / walls['tl']:.2f}")


def main():
    arguments = parse_arguments()
    work = pathlib.Path(arguments.work).absolute()
    shutil.rmtree(work, ignore_errors=True)
    source = work / "source"
    source.mkdir(parents=True)
    everything = {}
    try:
        make_corpus(source, arguments.megabytes, arguments.file_kilobytes)
        for delay in map(float, arguments.delays.split(",")):
            everything[delay] = measure_delay(delay, arguments, work, source)
        for delay, results in everything.items():
            print_table(delay, results)
        text = json.dumps({delay: {program: [{step: vars(cost) for step, cost in costs.items()} for costs in runs]
                                   for program, runs in results.items()} for delay, results in everything.items()}, indent=1)
        (pathlib.Path(arguments.json) if arguments.json else work / "results.json").write_text(text)
    finally:
        shutil.rmtree(source, ignore_errors=True)


if __name__ == "__main__":
    main()
