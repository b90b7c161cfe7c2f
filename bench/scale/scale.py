#!/usr/bin/env python3
"""Measures how programs do with very large repositories, side by side.

    bench/scale/scale.py --program tl=build/release/bin/tl --program restic=restic \\
        [--blobs 10000000] [--prune-blobs 2000000] [--files 1000000] [--steps warm,cold,prune,files]

Makes its repositories with bench/scale/make_repository.cpp and keeps them in the work folder, which
needs some 4 GB. Prints medians, and the peak of private memory (RssAnon), sampled every 2 ms: pages of
mapped files are shared and the kernel's to take back, so they do not count.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time


class Run:
    """One run of a program: wall seconds, and private memory at its peak in bytes."""

    def __init__(self, command, environment):
        start = time.monotonic()
        with subprocess.Popen(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            self.private = self._watch(process)
            errors = process.stderr.read()
        self.wall = time.monotonic() - start
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit status {process.returncode}\n{errors.decode()}")

    @staticmethod
    def _watch(process):
        peak = 0
        while process.poll() is None:
            try:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    for line in status:
                        if line.startswith("RssAnon"):
                            peak = max(peak, int(line.split()[1]) * 1024)
            except OSError:
                pass
            time.sleep(0.002)
        return peak


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

    def clear_cache(self, name):
        shutil.rmtree(self.path("cache-" + name), ignore_errors=True)

    def report(self, step, results):
        for name, runs in results.items():
            wall = statistics.median(run.wall for run in runs)
            private = max(run.private for run in runs)
            print(f"{step:14} {name:8} {wall:9.3f} s {private / 2**20:9.1f} MiB private", flush=True)
        names = list(results)
        if len(names) == 2:
            ratio = (statistics.median(run.wall for run in results[names[1]]) /
                     statistics.median(run.wall for run in results[names[0]]))
            print(f"{step:14} {names[1]}/{names[0]} = {ratio:.1f}", flush=True)

    def repeat(self, step, folder, arguments, cold):
        results = {name: [] for name in self.programs}
        for _ in range(self.options.runs):
            for name, program in self.programs.items():
                if cold:
                    self.clear_cache(name)
                results[name].append(Run([program, *arguments], self.environment(name, folder)))
        self.report(step, results)

    def index(self, steps):
        folder, snapshot = self.repository("index", self.options.blobs)
        if "cold" in steps:
            self.repeat("cold ls", folder, ["ls", snapshot], cold=True)
        if "warm" in steps:
            for name, program in self.programs.items():
                Run([program, "ls", snapshot], self.environment(name, folder))
            self.repeat("warm ls", folder, ["ls", snapshot], cold=False)
            self.repeat("warm snapshots", folder, ["snapshots"], cold=False)
            self.repeat("no cache ls", folder, ["ls", snapshot, "--no-cache"], cold=False)

    def prune(self):
        folder, _ = self.repository("prune", self.options.prune_blobs)
        results = {name: [] for name in self.programs}
        for _ in range(self.options.runs):
            for name, program in self.programs.items():
                copy = self.path("prune-copy")
                shutil.rmtree(copy, ignore_errors=True)
                subprocess.run(["cp", "-a", folder, copy], check=True)
                self.clear_cache(name)
                results[name].append(Run([program, "prune"], self.environment(name, copy)))
                shutil.rmtree(copy)
        self.report("prune", results)

    def files(self):
        folder, snapshot = self.repository("files", self.options.files)
        self.repeat("ls files", folder, ["ls", snapshot], cold=False)
        self.repeat("check files", folder, ["check"], cold=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", action="append", required=True, metavar="NAME=PATH")
    parser.add_argument("--maker", default="build/release/bin/tl_make_repository")
    parser.add_argument("--work", default="/var/tmp/timelocker-scale")
    parser.add_argument("--blobs", type=int, default=10_000_000)
    parser.add_argument("--prune-blobs", type=int, default=2_000_000)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--steps", default="warm,cold,prune,files")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    bench = Bench(options)
    steps = options.steps.split(",")
    if {"warm", "cold"} & set(steps):
        bench.index(steps)
    if "prune" in steps:
        bench.prune()
    if "files" in steps:
        bench.files()


if __name__ == "__main__":
    main()
