"""Every kind of damage to every kind of file: `tl check` finds it, names it and says what to do about it; what it advises
brings back all that can be brought back; and stock restic judges what is left.
"""
import json
import random
import shutil

from odd_tree import write
from programs import RESTIC, TL, ProgramTest
from tree_facts import tree_facts

SEED = 20260101


def flip(content, at):
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1:]


# What may happen to a file; `other` is another one of its kind.
DAMAGES = {
    "a flipped bit": lambda content, other: flip(content, len(content) // 2),
    "a flipped bit near the end": lambda content, other: flip(content, len(content) - 9),
    "a flipped bit at the beginning": lambda content, other: flip(content, 20),
    "truncated": lambda content, other: content[:len(content) // 2],
    "a byte too short": lambda content, other: content[:-1],
    "a byte too long": lambda content, other: content + b"\0",
    "empty": lambda content, other: b"",
    "swapped": lambda content, other: other,
    "missing": lambda content, other: None,
}


# Format 1 differs in what is in the files, not in what happens to files.
WITHOUT_IN_FORMAT_1 = set(DAMAGES) - {"a flipped bit", "truncated"}


def left_out(version):
    return WITHOUT_IN_FORMAT_1 if version == 1 else set()


class Damage(ProgramTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.source = self.scratch / "source"
        self.source.mkdir()

    def make_template(self, version):
        """A repository with snapshots of both programs, each of which has packs of its own."""
        self.repository = self.new_repository(f"repository {version}", version)
        self.facts = {}
        for turn, program in enumerate((RESTIC, TL, RESTIC)):
            folder = self.source / f"folder {turn}"
            folder.mkdir(exist_ok=True)
            for number in range(20):
                write(folder / f"file {number}", self.random.randbytes(20_000))
            made = self.repository.backup(program, "source", cwd=self.scratch)["snapshot_id"]
            whole = next(name for name in self.repository.files("snapshots") if name.startswith(made))
            self.facts[whole] = tree_facts(self.source)
        self.template = self.scratch / f"template {version}"
        shutil.copytree(self.repository.path, self.template)

    def begin_anew(self):
        self.remove(self.repository.path)
        shutil.copytree(self.template, self.repository.path)

    def path_of(self, folder, name):
        path = self.repository.path / folder
        return (path / name[:2] / name) if folder == "data" else path / name

    def packs_of(self, kind):
        return [pack["id"] for index in self.repository.files("index")
                for pack in self.repository.json("cat", "index", index)["packs"] if pack["blobs"][0]["type"] == kind]

    def damage(self, folder, name, other, change):
        path = self.path_of(folder, name)
        damaged = change(path.read_bytes(), self.path_of(folder, other).read_bytes())
        path.chmod(0o600)
        path.unlink() if damaged is None else path.write_bytes(damaged)

    def check(self):
        """What `tl check` says of it: the errors as JSON, and the same for a person."""
        self.repository.tl("check", "--read-data", exit_code=1)
        process = self.repository.start(TL, "check", "--read-data", "--json")
        _, lines = process.communicate()
        errors = [json.loads(line) for line in lines.splitlines() if line.startswith(b"{")]
        return [error for error in errors if error["message_type"] == "error"]

    def advice(self):
        """The commands that the check prints for a person, in its order."""
        process = self.repository.start(TL, "check", "--read-data")
        _, errors = process.communicate()
        return [line.split()[1:] for line in errors.decode().splitlines() if line.startswith("    tl ")]

    def follow_advice(self):
        """Does what the checks advise, until they find nothing any more."""
        copies = self.scratch / "copies"
        if copies.exists():  # From another damage to the same pack.
            self.remove(copies)
        copies.mkdir()
        done = []
        for _ in range(6):
            commands = self.advice()
            if not commands:
                return done
            for command in commands:
                if command[0] != "check":
                    done.append(command)
                    self.repository.tl(*command, cwd=copies)
        self.fail(f"the advice does not come to an end: {done}")

    def restored(self, program, snapshot):
        target = self.scratch / "restored"
        self.repository.run(program, "restore", snapshot, "--target", target)
        facts = tree_facts(target)
        self.remove(target)
        return {path.split(b"/", 1)[1]: fact for path, fact in facts.items() if b"/" in path}

    def expect_sound(self):
        self.repository.tl("check", "--read-data")
        self.repository.restic("check", "--read-data")

    def expect_restored_as_far_as_possible(self, hit_paths):
        """Every snapshot is there, or its successor, and but for `hit_paths` it is as it was."""
        snapshots = self.repository.snapshots()
        self.assertEqual({snapshot.get("original", snapshot["id"]) for snapshot in snapshots}, set(self.facts))
        for snapshot in snapshots:
            expected = self.facts[snapshot.get("original", snapshot["id"])]
            restored = self.restored(RESTIC, snapshot["id"])
            changed = {path for path in expected if restored.get(path) != expected[path]}
            self.assertTrue(changed <= hit_paths, changed - hit_paths)
            if "original" not in snapshot:
                self.assertEqual(changed, set())

    def each_damage(self, folder, name, other, judge, without=()):
        """Does each kind of damage to the file of an otherwise sound repository; `judge` is told its name."""
        for what in DAMAGES:
            if what not in without:
                with self.subTest(file=f"{folder}/{name}", damage=what):
                    self.begin_anew()
                    self.damage(folder, name, other, DAMAGES[what])
                    judge(what)

    def expect_named(self, errors, name):
        self.assertTrue(any(name in error["message"] for error in errors), errors)
        for error in errors:
            self.assertTrue(error["advice"], error)

    def test_packs(self):
        for version in (1, 2):
            self.make_template(version)
            files = {path for facts in self.facts.values() for path in facts if b"file" in path}
            for kind in ("data", "tree"):
                self.begin_anew()
                packs = self.packs_of(kind)

                def judge(what):
                    self.expect_named(self.check(), packs[0])
                    self.follow_advice()
                    self.expect_sound()
                    if kind == "data":
                        # What only the end of a pack says, the index says, too.
                        harmless = ("a flipped bit near the end", "a byte too short", "a byte too long")
                        self.expect_restored_as_far_as_possible(set() if what in harmless else files)
                self.each_damage("data", packs[0], packs[1], judge, left_out(version))

    def test_indexes(self):
        for version in (1, 2):
            self.make_template(version)
            indexes = self.repository.files("index")

            def judge(what):
                errors = self.check()
                if what != "missing":
                    self.expect_named(errors, indexes[0])
                self.follow_advice()
                self.expect_sound()
                self.expect_restored_as_far_as_possible(set())
            self.each_damage("index", indexes[0], indexes[1], judge, left_out(version))

    def test_snapshots(self):
        for version in (1, 2):
            self.make_template(version)
            hit, other = list(self.facts)[1:3]

            def judge(_):
                self.expect_named(self.check(), hit)
                # The others are listed all the same.
                listed = self.repository.run(TL, "snapshots", "--json", exit_code=1)
                self.assertEqual({snapshot["id"] for snapshot in json.loads(listed)}, set(self.facts) - {hit})
                self.follow_advice()
                self.expect_sound()
                kept = {snapshot["id"]: snapshot for snapshot in self.repository.snapshots()}
                self.assertTrue(set(self.facts) - {hit} <= set(kept))
                recovered = [snapshot["id"] for snapshot in kept.values() if snapshot.get("tags") == ["recovered"]]
                self.assertEqual(len(recovered), 1)
                # The root of the lost snapshot is a folder now.
                found = {path.split(b"/", 1)[1]: fact for path, fact in self.restored(RESTIC, recovered[0]).items()
                         if b"/" in path}
                lost = {path for path, fact in self.facts[hit].items() if found.get(path) != fact}
                self.assertEqual({path for path in lost if b"/" in path}, set())
            self.each_damage("snapshots", hit, other, judge, left_out(version) | {"missing"})

    def test_keys(self):
        self.make_template(2)
        self.repository.tl("key", "add", "--new-password-file", self.password_file("other"))
        self.remove(self.template)
        shutil.copytree(self.repository.path, self.template)
        ours = next(key["id"] for key in self.repository.json("key", "list", "--json") if key["current"])
        keys = self.repository.files("keys")
        hit = next(name for name in keys if not name.startswith(ours))
        other = next(name for name in keys if name.startswith(ours))

        def judge(_):
            self.expect_named(self.check(), hit)
            self.follow_advice()
            self.expect_sound()
            self.expect_restored_as_far_as_possible(set())
        self.each_damage("keys", hit, other, judge, without={"missing"})

    def password_file(self, password):
        path = self.scratch / "password"
        path.write_text(password)
        return path

    def failure(self, *arguments):
        """The exit code and the standard error of a command that has to fail."""
        process = self.repository.start(TL, *arguments)
        _, errors = process.communicate()
        self.assertNotEqual(process.returncode, 0)
        return process.returncode, errors.decode()

    def test_the_only_key(self):
        self.make_template(2)
        key = self.repository.files("keys")[0]

        def judge(what):
            code, errors = self.failure("check")
            self.assertEqual(code, 1, errors)
            self.assertIn("copy of the repository", errors)
            self.assertNotIn("tl check", errors)
            self.assertNotIn("tl init", errors)
            if what != "missing":
                self.assertIn(key, errors)
        self.each_damage("keys", key, key, judge, without={"swapped"})

    def test_the_config(self):
        self.make_template(2)

        def judge(what):
            code, errors = self.failure("check")
            self.assertIn("config" if what != "missing" else "no repository", errors)
            self.assertEqual(code, 1 if what != "missing" else 10)
            for advice in ("copy of the repository", "repair config"):
                self.assertIn(advice, errors)
            self.assertNotIn("tl check", errors)
            copies = self.scratch / f"copies {what}"
            copies.mkdir()
            self.repository.tl("repair", "config", cwd=copies)
            self.expect_sound()
            self.expect_restored_as_far_as_possible(set())
            self.repository.backup(RESTIC, "source", cwd=self.scratch)
            self.expect_sound()
        self.each_damage("", "config", "config", judge, without={"swapped"})
