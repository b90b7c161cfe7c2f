#!/usr/bin/env python3
"""Measures how much memory tl takes at its peak, under several bounds (`--memory`): the resident set that the kernel counts.

The repository is on a REST server on this machine (rclone's), whose uploads are slowed so that packs wait for the line, as they do in
the world. Saved are: large files that do not compress, many small files, and files whose chunks are as long as chunks can be.
Then half of the files is changed, saved again, and the first snapshot forgotten and pruned, which repacks nearly all.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "servers"))

import measure  # noqa: E402
import rclone_rest  # noqa: E402

MIB = 1 << 20
STEPS = ("backup", "backup again", "prune", "check", "restore")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bounds", default="128M,256M,512M,1G", help="default: %(default)s")
    parser.add_argument("--megabytes", type=int, default=400, help="of large files; the others come on top")
    parser.add_argument("--small-files", type=int, default=20_000)
    parser.add_argument("--rate", default="100M", help="of uploads, as --limit-upload takes it; default: %(default)s")
    parser.add_argument("--option", action="append", default=[], help="more for tl, such as --option=--pack-size=64")
    parser.add_argument("--tl", default=str(ROOT / "build/release/bin/tl"))
    parser.add_argument("--work", default=str(ROOT / "build/bench-memory"))
    parser.add_argument("--json", help="default: results.json in the work folder")
    return parser.parse_args()


def write_files(source, megabytes, small_files, seed):
    """Half of the files differ from one seed to the next."""
    large, small, long = source / "large", source / "small", source / "long"
    for folder in (large, small, long):
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(0, megabytes // 10):
        (large / f"{number}").write_bytes(chance(number, seed).randbytes(10_000_000))
    for number in range(small_files):
        folder = small / f"{number // 500}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}").write_bytes(chance(number, seed).randbytes(3000))
    # The content of each repeats itself so soon that no place in it is one to cut at.
    for number in range(40):
        (long / f"{number}").write_bytes(chance(number, seed).randbytes(64) * (16 * MIB // 64))


def chance(number, seed):
    return random.Random(f"{number}" if number % 2 else f"{number} {seed}")


class Run:
    def __init__(self, arguments, bound, server, work, name):
        self.command = [arguments.tl, "-r", f"rest:{server.url}/{name}/", "--memory", bound, "--limit-upload", arguments.rate,
                        "--no-cache", *arguments.option]
        self.environment = {"RESTIC_PASSWORD": "password", "XDG_STATE_HOME": str(work / "state"), **server.environment()}

    def call(self, *arguments):
        return measure.run([[*self.command, *map(str, arguments)]], self.environment).memory

    def measure(self, arguments, source, target):
        peaks = {}
        write_files(source, arguments.megabytes, arguments.small_files, 1)
        self.call("init")
        peaks["backup"] = self.call("backup", source)
        write_files(source, arguments.megabytes, arguments.small_files, 2)
        peaks["backup again"] = self.call("backup", source)
        self.call("forget", "--keep-last", "1")
        peaks["prune"] = self.call("prune", "--max-unused", "0")
        peaks["check"] = self.call("check", "--read-data")
        peaks["restore"] = self.call("restore", "latest", "--target", target)
        if measure.size_of(target) < measure.size_of(source):
            raise measure.StepFailed("less was restored than was saved")
        return peaks


def main():
    arguments = parse_arguments()
    work = pathlib.Path(arguments.work).absolute()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    results = {}
    print(f"{'bound':>8}" + "".join(f"{step:>14}" for step in STEPS) + "   MiB at the peak", flush=True)
    for bound in arguments.bounds.split(","):
        with rclone_rest.RcloneRest() as server:
            peaks = Run(arguments, bound, server, work, "repository").measure(arguments, work / "source", work / "restored")
        shutil.rmtree(work / "restored", ignore_errors=True)
        shutil.rmtree(work / "source")
        results[bound] = peaks
        print(f"{bound:>8}" + "".join(f"{peaks[step] / MIB:>14.0f}" for step in STEPS), flush=True)
    path = pathlib.Path(arguments.json) if arguments.json else work / "results.json"
    path.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
