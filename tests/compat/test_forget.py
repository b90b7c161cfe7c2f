"""Forget decides as restic does, on random policies and snapshots: the same snapshots for the same reasons.

restic 0.14 does not yet keep the oldest snapshot while a count lasts, and knows no `unlimited`. The first are the
reasons that begin with "oldest", which are taken out before the comparison; the second is not used here.
TL_FORGET_SEED repeats a run, TL_FORGET_ROUNDS makes it longer.
"""
import datetime
import json
import os
import random

import repository_files
from odd_tree import random_bytes, write
from programs import PASSWORD, RESTIC, TL, ProgramTest, Repository
from tree_facts import differences, tree_facts

SEED = int(os.environ.get("TL_FORGET_SEED", random.SystemRandom().randrange(1 << 32)))
ROUNDS = int(os.environ.get("TL_FORGET_ROUNDS", 40))
COUNTS = ("last", "hourly", "daily", "weekly", "monthly", "yearly")
WITHIN = ("", "-hourly", "-daily", "-weekly", "-monthly", "-yearly")
TAGS = ("a", "b", "c")


def decisions(output):
    """What forget says of each snapshot, by group: the reasons to keep it, none for one to remove."""
    groups = {}
    for group in json.loads(output):
        name = group["host"], tuple(group["paths"] or ()), tuple(group["tags"] or ())
        said = {snapshot["id"]: [] for snapshot in (group["keep"] or []) + (group["remove"] or [])}
        for reason in group["reasons"]:
            snapshot = reason["snapshot"]
            # restic 0.14 gives no ID here; no two snapshots have the same time.
            found = snapshot.get("id") or next(kept["id"] for kept in group["keep"] if kept["time"] == snapshot["time"])
            said[found] = [match for match in reason["matches"] if not match.startswith("oldest ")]
        groups[name] = said
    return groups


class Forget(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.path = self.scratch / "repository"
        self.key = repository_files.create(self.path, PASSWORD)
        self.repository = Repository(self, self.path)

    def add_snapshots(self, count):
        """Crowded here and there, on several clocks, about the days when clocks are changed."""
        moment = datetime.datetime(2024, 4, 3, 12, tzinfo=datetime.timezone.utc)
        for number in range(count):
            pace = self.random.choice((600, 7_000, 90_000, 800_000, 9_000_000))
            moment -= datetime.timedelta(seconds=self.random.randint(1, pace), microseconds=number)
            zone = datetime.timezone(datetime.timedelta(hours=self.random.choice((0, 1, 2, 2, -5, 9))))
            repository_files.store_json(self.path, "snapshots", self.key, {
                "time": moment.astimezone(zone).isoformat().replace("+00:00", "Z"),
                "tree": "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8",
                "paths": self.random.choice((["/home"], ["/home", "/etc"], ["/etc", "/home"])),
                "hostname": self.random.choice(("one", "two")),
                "tags": self.random.sample(TAGS, self.random.choice((0, 0, 1, 2))),
            })

    def duration(self):
        parts = [(self.random.randint(1, 3), "y"), (self.random.randint(1, 14), "m"),
                 (self.random.randint(1, 60), "d"), (self.random.randint(1, 50), "h")]
        return "".join(f"{number}{unit}" for number, unit in self.random.sample(parts, self.random.randint(1, 3)))

    def policy(self):
        options = ["--keep-" + self.random.choice(COUNTS), str(self.random.randint(1, 6))]
        for kind in self.random.sample(COUNTS, self.random.randint(0, 3)):
            options += ["--keep-" + kind, str(self.random.randint(1, 12))]
        for kind in self.random.sample(WITHIN, self.random.choice((0, 0, 1, 2))):
            options += ["--keep-within" + kind, self.duration()]
        if self.random.random() < 0.3:
            options += ["--keep-tag", ",".join(self.random.sample(TAGS, self.random.randint(1, 2)))]
        options += ["--group-by", self.random.choice(("host,paths", "host", "paths,tags", ""))]
        if self.random.random() < 0.2:
            options += ["--host", "two"]
        if self.random.random() < 0.2:
            options += ["--tag", "a"]
        return options

    def forget(self, program, options, zone):
        output = self.repository.run(program, "forget", "--dry-run", "--json", *options, environment={"TZ": zone})
        return decisions(output or b"[]")

    def test_decides_as_restic(self):
        print(f"TL_FORGET_SEED={SEED}", end=" ", flush=True)
        self.add_snapshots(90)
        kept = removed = 0
        for number in range(ROUNDS):
            policy = self.policy()
            zone = self.random.choice(("UTC", "Europe/Berlin", "America/New_York"))
            with self.subTest(seed=SEED, policy=policy, zone=zone):
                ours = self.forget(TL, policy, zone)
                self.assertEqual(ours, self.forget(RESTIC, policy, zone))
                for reasons in (reasons for group in ours.values() for reasons in group.values()):
                    kept, removed = kept + bool(reasons), removed + (not reasons)
        self.assertGreater(min(kept, removed), ROUNDS)

    def test_removes_what_restic_would(self):
        self.add_snapshots(60)
        policy = ["--keep-last", "3", "--keep-daily", "5", "--group-by", "host"]
        expected = self.forget(TL, policy, "UTC")
        self.repository.tl("forget", *policy)
        listed = {snapshot["id"] for snapshot in json.loads(self.repository.restic("snapshots", "--json"))}
        # The oldest may be kept, too.
        wanted = {name for group in expected.values() for name, reasons in group.items() if reasons}
        self.assertLessEqual(wanted, listed)
        self.assertLessEqual(len(listed - wanted), 2)
        self.assertEqual(self.repository.files("locks"), [])

    def test_prunes_what_the_removed_needed(self):
        source = self.scratch / "source"
        source.mkdir()
        write(source / "kept", random_bytes(500_000, 0))
        for turn in range(3):
            write(source / "changed", random_bytes(6_000_000, turn))
            self.repository.backup(TL, "--pack-size", "4", "source", cwd=self.scratch)
        expected = tree_facts(source)
        size = sum(path.stat().st_size for path in (self.path / "data").rglob("*"))
        would, _ = self.repository.tl("forget", "--prune", "--dry-run", "--json", "--keep-last", "1").splitlines()
        removed = {snapshot["id"] for snapshot in json.loads(would)[0]["remove"]}
        self.assertEqual(sum(path.stat().st_size for path in (self.path / "data").rglob("*")), size)
        did, summary = self.repository.tl(
            "forget", "--prune", "--max-unused", "0", "--json", "--keep-last", "1").splitlines()
        self.assertEqual({snapshot["id"] for snapshot in json.loads(did)[0]["remove"]}, removed)
        self.assertEqual(json.loads(summary)["message_type"], "summary")
        self.assertLess(sum(path.stat().st_size for path in (self.path / "data").rglob("*")), size / 2)
        self.repository.check()
        self.assertEqual(len(self.repository.snapshots()), 1)
        self.repository.restic("restore", "latest", "--target", self.scratch / "restored")
        self.assertEqual(differences(expected, tree_facts(self.scratch / "restored" / "source")), [])
