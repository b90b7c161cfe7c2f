#!/usr/bin/env python3
"""Measures how programs do with very large repositories, side by side.

    bench/scale/scale.py --program tl=build/release/bin/tl --program restic=restic \\
        [--blobs 10000000] [--prune-blobs 2000000] [--files 1000000] [--steps warm,cold,prune,...]

Makes its repositories with bench/scale/make_repository.cpp and keeps them in the work folder, which
needs some 4 GB, and 8 GB more while files are restored and backed up. Each step can be asked for by
itself:

    warm      ls of a small snapshot in a repository of many blobs, the cache filled
    cold      the same, the cache empty
    nocache   the same with --no-cache
    snapshots snapshots, the cache filled
    prune     prune of many small blobs, a fifth of which no snapshot needs
    ls        ls of a snapshot of many files
    check     check of it
    restore   restore of it to an empty folder
    backup    backup of the restored files to an empty repository, and once more unchanged

Prints medians of wall and processor seconds, and the peak of private memory (RssAnon), sampled every
2 ms: pages of mapped files are shared and the kernel's to take back, so they do not count. Where two
programs run, the second is compared with the first: its time and its memory divided by the first's.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

STEPS = ["warm", "cold", "nocache", "snapshots", "prune", "ls", "check", "restore", "backup"]


class Run:
    """One run of a program: wall and processor seconds, and private memory at its peak in bytes."""

    def __init__(self, command, environment):
        start = time.monotonic()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, env={**os.environ, **environment},
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=errors)
            status, usage = self._watch(process)
            self.wall = time.monotonic() - start
            self.processor = usage.ru_utime + usage.ru_stime
            if status != 0:
                errors.seek(0)
                sys.exit(f"{' '.join(command)}: exit status {status}\n{errors.read().decode()}")

    def _watch(self, process):
        self.private = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid != 0:
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, usage
            try:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
                    for line in lines:
                        if line.startswith("RssAnon"):
                            self.private = max(self.private, int(line.split()[1]) * 1024)
            except OSError:
                pass
            time.sleep(0.002)


class Bench:
    def __init__(self, options):
        self.options = options
        self.programs = dict(program.split("=", 1) for program in options.program)

    def path(self, name):
        return os.path.join(self.options.work, name)

    def repository(self, kind, count):
        """A repository that is made once, and the ID of its snapshot."""
        folder = self.path(f"{kind}-{count}")
        note = folder + ".snapshot"
        if not os.path.exists(note):
            shutil.rmtree(folder, ignore_errors=True)
            print(f"making {kind} {count}", flush=True)
            made = subprocess.run([self.options.maker, kind, folder, str(count)], check=True,
                                  stdout=subprocess.PIPE, text=True)
            with open(note, "w", encoding="ascii") as out:
                out.write(made.stdout.strip())
        with open(note, encoding="ascii") as text:
            return folder, text.read()

    def environment(self, name, folder):
        return {"RESTIC_REPOSITORY": folder, "RESTIC_PASSWORD": "scale",
                "RESTIC_CACHE_DIR": self.path("cache-" + name)}

    def run(self, name, folder, arguments):
        return Run([self.programs[name], *arguments], self.environment(name, folder))

    def clear_cache(self, name):
        shutil.rmtree(self.path("cache-" + name), ignore_errors=True)

    def report(self, step, results):
        medians = {}
        for name, runs in results.items():
            wall = statistics.median(run.wall for run in runs)
            processor = statistics.median(run.processor for run in runs)
            private = max(run.private for run in runs)
            medians[name] = (wall, private)
            print(f"{step:16} {name:8} {wall:9.3f} s wall {processor:9.3f} s processor"
                  f" {private / 2**20:9.1f} MiB private", flush=True)
        if len(medians) == 2:
            (first, (wall, private)), (second, (other_wall, other_private)) = medians.items()
            print(f"{step:16} {second}/{first}: wall {other_wall / wall:.2f},"
                  f" memory {other_private / max(private, 1):.2f}", flush=True)

    def repeat(self, step, run):
        """Runs run(name) for each program in turn, as often as asked for."""
        results = {name: [] for name in self.programs}
        for _ in range(self.options.runs):
            for name in self.programs:
                results[name].append(run(name))
        self.report(step, results)

    def with_empty_cache(self, name, folder, arguments):
        self.clear_cache(name)
        return self.run(name, folder, arguments)

    def index(self, steps):
        folder, snapshot = self.repository("index", self.options.blobs)
        ls = ["ls", snapshot]
        if "cold" in steps:
            self.repeat("cold ls", lambda name: self.with_empty_cache(name, folder, ls))
        if {"warm", "snapshots"} & steps:
            for name in self.programs:
                self.run(name, folder, ls)
        if "warm" in steps:
            self.repeat("warm ls", lambda name: self.run(name, folder, ls))
        if "snapshots" in steps:
            self.repeat("warm snapshots", lambda name: self.run(name, folder, ["snapshots"]))
        if "nocache" in steps:
            self.repeat("no cache ls", lambda name: self.run(name, folder, [*ls, "--no-cache"]))

    def prune(self):
        folder, _ = self.repository("prune", self.options.prune_blobs)

        def prune_copy(name):
            copy = self.path("prune-copy-" + name)
            shutil.rmtree(copy, ignore_errors=True)
            subprocess.run(["cp", "-a", folder, copy], check=True)
            run = self.with_empty_cache(name, copy, ["prune"])
            if not self.options.keep:
                shutil.rmtree(copy)
            return run

        self.repeat("prune", prune_copy)

    def files(self, steps):
        folder, snapshot = self.repository("files", self.options.files)
        for step in ("ls", "check"):
            if step in steps:
                arguments = ["ls", snapshot] if step == "ls" else ["check"]
                self.repeat(f"{step} files", lambda name: self.run(name, folder, arguments))
        if "restore" in steps:
            self.repeat("restore files", lambda name: self.restore(name, folder, snapshot))
        if "backup" in steps:
            self.backup(folder, snapshot)

    def restore(self, name, folder, snapshot):
        target = self.path("restored")
        shutil.rmtree(target, ignore_errors=True)
        run = self.run(name, folder, ["restore", snapshot, "--target", target])
        shutil.rmtree(target)
        return run

    def backup(self, folder, snapshot):
        source = self.path(f"source-{self.options.files}")
        if not os.path.exists(source):
            first = next(iter(self.programs))
            self.run(first, folder, ["restore", snapshot, "--target", source + "-part"])
            os.rename(source + "-part", source)
        arguments = ["backup", source]

        def first_backup(name):
            target = self.path("backup-" + name)
            shutil.rmtree(target, ignore_errors=True)
            self.clear_cache(name)
            self.run(name, target, ["init"])
            return self.run(name, target, arguments)

        self.repeat("first backup", first_backup)
        self.repeat("unchanged backup",
                    lambda name: self.run(name, self.path("backup-" + name), arguments))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", action="append", required=True, metavar="NAME=PATH")
    parser.add_argument("--maker", default="build/release/bin/tl_make_repository")
    parser.add_argument("--work", default="/var/tmp/timelocker-scale")
    parser.add_argument("--blobs", type=int, default=10_000_000)
    parser.add_argument("--prune-blobs", type=int, default=2_000_000)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--steps", default="warm,cold,nocache,snapshots,prune,ls,check")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", action="store_true",
                        help="keep the pruned repositories, to be checked")
    options = parser.parse_args()
    steps = set(options.steps.split(","))
    if steps - set(STEPS):
        sys.exit(f"there are no steps {', '.join(sorted(steps - set(STEPS)))};"
                 f" there are {', '.join(STEPS)}")
    os.makedirs(options.work, exist_ok=True)
    bench = Bench(options)
    if {"warm", "cold", "nocache", "snapshots"} & steps:
        bench.index(steps)
    if "prune" in steps:
        bench.prune()
    if {"ls", "check", "restore", "backup"} & steps:
        bench.files(steps)


if __name__ == "__main__":
    main()
