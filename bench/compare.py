#!/usr/bin/env python3
"""Compares backup programs on this machine: time, processor time, memory, size of the repository.

Each run takes a new repository through: first backup, backup of unchanged files, restore, check of all
data. The programs take turns, and the turns change from run to run. All caches are warm. Printed are
medians; everything measured goes into a JSON file.
"""

import argparse
import concurrent.futures
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import sys

import corpora
import measure
import tools

STEPS = ("first", "unchanged", "restore", "check")


def parse_arguments():
    def names(choices):
        def parse(text):
            chosen = text.split(",")
            for name in chosen:
                if name not in choices:
                    raise argparse.ArgumentTypeError(f"{name}: choose from {','.join(choices)}")
            return chosen
        return parse

    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    # B last: for minutes after its files were removed, ext4 is slow to make new ones.
    parser.add_argument("--corpora", type=names("ABC"), default=list("ACB"), help="default: A,C,B")
    parser.add_argument("--tools", type=names(list(tools.KINDS)), default=list(tools.KINDS),
                        help="default: all that are there")
    parser.add_argument("--steps", type=names(STEPS), default=list(STEPS),
                        help="what is measured; what it needs is done all the same")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0,
                        help="below 1: smaller corpora, to try the script")
    parser.add_argument("--work", default="build/bench", help="folder for all that is made")
    parser.add_argument("--json", default="build/bench/results.json", help="where results go")
    parser.add_argument("--program", action="append", default=[], metavar="TOOL=PATH",
                        help="where a tool is, if not on the path")
    return parser.parse_args()


class Run:
    """One tool's way through all steps on one corpus."""

    def __init__(self, tool, corpus, steps, work, target):
        self.tool, self.corpus, self.steps, self.work = tool, corpus, steps, work
        self.target = target
        self.costs = {}

    def measure(self):
        self.clean()
        try:
            measure.run(self.tool.prepare(), self.tool.environment)
            self.step("first", self.tool.first_backup(self.corpus.targets))
            size = measure.size_of(self.tool.repository)
            if "unchanged" in self.steps:
                self.step("unchanged", self.tool.backup(self.corpus.targets))
            if "restore" in self.steps:
                self.restore()
            if "check" in self.steps:
                self.step("check", self.tool.check())
        finally:
            self.clean()
        return {"size": size,
                "steps": {name: dataclasses.asdict(cost) for name, cost in self.costs.items()
                          if name in self.steps}}

    def step(self, name, commands, folder=None):
        if commands is None:
            return
        os.sync()  # What an earlier step left to write must not slow this one.
        self.costs[name] = measure.run(commands, self.tool.environment, folder, self.tool.accept)

    def restore(self):
        os.makedirs(self.target)
        commands = self.tool.restore(self.target)
        if commands is None:
            return
        self.step("restore", commands, self.tool.restore_folder(self.target))
        restored = measure.size_of(self.target)
        if restored < self.corpus.bytes * 0.98:
            raise measure.StepFailed(f"{self.tool.name} restored {restored} bytes of "
                                     f"{self.corpus.bytes}")

    def clean(self):
        for folder in (self.tool.repository, os.path.join(self.work, "cache")):
            shutil.rmtree(folder, ignore_errors=True)


def require_space(work, corpus):
    """A repository and a restored copy must fit, with room to spare."""
    needed = corpus.bytes * 2.5 + (1 << 30)
    free = shutil.disk_usage(work).free
    if free < needed:
        sys.exit(f"compare: {free / 1e9:.1f} GB are free in {work}; corpus {corpus.name} needs "
                 f"{needed / 1e9:.1f} GB: choose another --work")


def measure_corpus(corpus, chosen, arguments, work):
    """Restored trees stay until the corpus is done: for minutes after many files were removed, ext4
    is slow to make new ones, and the next run would pay for it."""
    restored = os.path.join(work, "restored")
    shutil.rmtree(restored, ignore_errors=True)
    try:
        return measure_in_turns(corpus, chosen, arguments, work, restored)
    finally:
        shutil.rmtree(restored, ignore_errors=True)


def measure_in_turns(corpus, chosen, arguments, work, restored):
    results = {tool.name: [] for tool in chosen}
    failures = {}
    for number in range(arguments.runs):
        turn = number % max(1, len(chosen))
        for tool in chosen[turn:] + chosen[:turn]:
            if tool.name in failures:
                continue
            require_space(work, corpus)
            try:
                target = os.path.join(restored, f"{tool.name}-{number + 1}")
                run = Run(tool, corpus, arguments.steps, work, target)
                results[tool.name].append(run.measure())
            except measure.StepFailed as failure:
                failures[tool.name] = str(failure)
                print(f"  {tool.name} failed: {failure}", file=sys.stderr)
                continue
            steps = results[tool.name][-1]["steps"]
            print(f"  {corpus.name} run {number + 1}: {tool.name:9}"
                  + "  ".join(f"{name} {cost['wall']:.2f} s" for name, cost in steps.items()),
                  flush=True)
    return results, failures


def medians(runs, steps):
    """The median of each figure over the runs."""
    result = {"size": statistics.median(run["size"] for run in runs)}
    for step in steps:
        costs = [run["steps"][step] for run in runs if step in run["steps"]]
        if costs:
            result[step] = {figure: statistics.median(cost[figure] for cost in costs)
                            for figure in ("wall", "cpu", "memory")}
    return result


def print_table(corpus, results, steps):
    table = {name: medians(runs, steps) for name, runs in results.items() if runs}
    baseline = table.get("restic", {})
    print(f"\nCorpus {corpus.name}: {corpus.files} files, {corpus.bytes / 1e6:.0f} MB; medians")
    print(f"  {'step':10}{'tool':10}{'wall s':>9}{'cpu s':>9}{'memory MB':>11}"
          f"{'repo MB':>9}{'times restic':>14}{'memory':>8}")
    for step in steps:
        for name, row in table.items():
            if step not in row:
                continue
            cost = row[step]
            ratio = memory = ""
            if step in baseline:
                ratio = f"{baseline[step]['wall'] / cost['wall']:.2f}"
                memory = f"{cost['memory'] / baseline[step]['memory']:.2f}"
            print(f"  {step:10}{name:10}{cost['wall']:9.2f}{cost['cpu']:9.2f}"
                  f"{cost['memory'] / 1e6:11.0f}{row['size'] / 1e6:9.0f}{ratio:>14}{memory:>8}")
    return table


def describe_machine():
    model = ""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"processor": model, "cores": len(os.sched_getaffinity(0)),
            "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "system": platform.platform()}


def in_other_process(function, *arguments):
    """Calls the function in a process of its own: what this one has in memory counts as the least that
    every measured program takes."""
    with concurrent.futures.ProcessPoolExecutor(max_workers=1) as executor:
        return executor.submit(function, *arguments).result()


def main():
    arguments = parse_arguments()
    work = os.path.abspath(arguments.work)
    os.makedirs(work, exist_ok=True)
    programs = dict(text.split("=", 1) for text in arguments.program)
    chosen = tools.find(arguments.tools, programs, work)
    if not chosen:
        sys.exit("compare: none of these tools is here: " + ", ".join(arguments.tools))
    report = {"time": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
              "machine": describe_machine(), "runs": arguments.runs, "scale": arguments.scale,
              "tools": {tool.name: tool.version() for tool in chosen}, "corpora": {}}
    for name, version in report["tools"].items():
        print(f"{name}: {version}")
    for name in arguments.corpora:
        print(f"corpus {name}: making and reading it", flush=True)
        corpus = in_other_process(corpora.make, name, work, arguments.scale)
        results, failures = measure_corpus(corpus, chosen, arguments, work)
        table = print_table(corpus, results, arguments.steps)
        report["corpora"][name] = {"files": corpus.files, "bytes": corpus.bytes, "medians": table,
                                   "results": results, "failures": failures}
        pathlib.Path(arguments.json).write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nall figures: {arguments.json}")
    return 1 if any(row["failures"] for row in report["corpora"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
