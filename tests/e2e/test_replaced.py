"""The way back of a restore: killed at random moments, by ordinary users, over several file systems, on a full disk.

TL_REPLACED_SEED repeats a run, TL_REPLACED_ROUNDS makes it longer.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time
import unittest

from odd_tree import make_odd_tree, random_bytes, write
from programs import IS_ROOT, PASSWORD, TL, ProgramTest, copy_for_everybody
from tree_facts import differences, facts_of, tree_facts

SEED = int(os.environ.get("TL_REPLACED_SEED", random.SystemRandom().randrange(1 << 32)))
ROUNDS = int(os.environ.get("TL_REPLACED_ROUNDS", 25))
NOBODY = 65534
INCOMPLETE = 3
KEPT = ".timelocker-replaced-"


def all_facts(folder):
    """Of a folder and all in it, itself included."""
    return tree_facts(folder) | {b".": facts_of(folder)}


class WayBack(ProgramTest):
    def setUp(self):
        super().setUp()
        self.repository = self.new_repository()
        self.source = self.scratch / "source"
        self.target = self.scratch / "target"

    def backup(self):
        self.repository.backup(TL, ".", cwd=self.source)

    def copy(self, source, target):
        """With hard links, times and attributes."""
        subprocess.run(["cp", "-a", source, target], check=True)

    def kept(self, folder=None):
        return sorted(str(path) for path in (folder or self.target).rglob(KEPT + "*"))

    def restore(self, *arguments, **options):
        return self.repository.tl("restore", "latest", "--target", self.target, "--keep-replaced", *arguments, **options)

    def assert_facts(self, expected, folder=None):
        self.assertEqual(differences(expected, all_facts(folder or self.target)), [])


class Killed(WayBack):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        make_odd_tree(self.source, large=20_000_000, many=300)
        self.backup()
        self.old = self.scratch / "old"
        self.copy(self.source, self.old)
        self.change(self.old)
        # What was made in this second is not told apart from what is: so it is older.
        self.before = all_facts(self.old)

    def change(self, root):
        """Makes the tree another one, in all ways."""
        paths = sorted(path for path in root.rglob("*") if not path.is_symlink())
        for path in self.random.sample(paths, len(paths) * 2 // 3):
            if not os.path.lexists(path):
                continue
            way = self.random.randrange(6)
            if way == 0:
                self.remove_all(path)
            elif way == 1 and path.is_file():
                with open(path, "ab") as file:
                    file.write(b"and more")
            elif way == 2 and not path.is_dir():
                path.unlink()
                path.mkdir()
                write(path / "in the way", b"x")
            elif way == 3:
                os.chmod(path, 0o700)
                os.utime(path, ns=(1, self.random.randrange(10**18)))
            elif way == 4 and path.is_dir():
                os.symlink("nowhere", path / "extra link")
                write(path / "extra", b"extra")
            elif way == 5 and path.is_file():
                path.unlink()
                os.symlink("elsewhere", path)

    def remove_all(self, path):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def begin(self):
        """The target as it was before."""
        if self.target.exists():
            self.remove(self.target)
        self.copy(self.old, self.target)
        self.assert_facts(self.before)

    def kill(self, after, *arguments, how=signal.SIGKILL):
        process = self.repository.start(TL, *arguments)
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            process.communicate()
        return process.returncode

    def duration(self, *arguments):
        begin = time.monotonic()
        self.repository.run(TL, *arguments, exit_code=None)
        return time.monotonic() - begin

    def test_a_restore_and_its_undo(self):
        print(f"TL_REPLACED_SEED={SEED}", end=" ", flush=True)
        restore = ["restore", "latest", "--target", self.target, "--keep-replaced", "--delete"]
        self.begin()
        whole_restore = self.duration(*restore)
        self.assertEqual(differences(tree_facts(self.source), {
            path: facts for path, facts in tree_facts(self.target).items() if KEPT.encode() not in path}), [])
        kept, = self.kept()
        whole_undo = self.duration("replaced", "undo", kept)
        self.assert_facts(self.before)
        self.assertEqual(self.kept(), [])
        taken_back = 0
        for number in range(ROUNDS):
            with self.subTest(seed=SEED, round=number):
                self.begin()
                how = self.random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
                self.kill(self.random.uniform(0, 1.2 * whole_restore), *restore, how=how)
                while self.kept() and self.random.randrange(3):
                    self.kill(self.random.uniform(0, whole_undo), "replaced", "undo", self.kept()[0])
                taken_back += len(self.kept())
                if self.kept():
                    self.repository.tl("replaced", "undo", self.kept()[0])
                self.assertEqual(self.kept(), [])
                # Killed between the removal of the empty folder and this, only the top's time is another.
                expected = self.before | {b".": all_facts(self.target)[b"."] | {
                    name: fact for name, fact in self.before[b"."].items() if name != "mtime"}}
                self.assert_facts(expected)
        self.assertGreater(taken_back, 0)
        print(f"{taken_back} taken back")

    def test_a_confirmation(self):
        self.begin()
        self.restore("--delete")
        confirm = ["replaced", "confirm", self.kept()[0]]
        for _ in range(5):
            if self.kept():
                self.kill(self.random.uniform(0, 0.05), *confirm)
        if self.kept():
            if (pathlib.Path(self.kept()[0]) / "confirmed").exists():
                self.repository.tl("replaced", "undo", self.kept()[0], exit_code=1)
            self.repository.tl(*confirm)
        self.assertEqual(self.kept(), [])
        self.assertEqual(differences(tree_facts(self.source), tree_facts(self.target)), [])


class InPlace(WayBack):
    def test_from_the_edit_to_the_edit(self):
        self.source.mkdir()
        write(self.source / "letter", b"as it was")
        self.repository.tl("backup", self.source)
        write(self.source / "letter", b"edited")
        write(self.source / "new", b"written since")
        before = all_facts(self.source)
        output = self.repository.tl("restore", f"latest:{self.source}", "--in-place", "--delete").decode()
        kept, = self.kept(self.source)
        self.assertIn(f"tl replaced undo '{kept}'", output)
        self.assertEqual((self.source / "letter").read_bytes(), b"as it was")
        self.assertFalse((self.source / "new").exists())
        listed, = json.loads(self.repository.tl("replaced", "list", "--json", self.source))
        self.assertEqual((listed["folder"], listed["target"]), (kept, str(self.source)))
        shown = self.repository.tl("replaced", "show", self.source).decode()
        self.assertIn(f"replaced  {self.source}/letter", shown)
        self.assertIn(f"deleted   {self.source}/new", shown)
        write(self.source / "letter", b"edited after the restore")
        process = self.repository.start(TL, "replaced", "undo", kept)
        errors = process.communicate()[1].decode()
        self.assertEqual(process.returncode, INCOMPLETE)
        self.assertIn(f"left: {self.source}/letter", errors)
        self.assertEqual((self.source / "new").read_bytes(), b"written since")
        self.assertEqual((self.source / "letter").read_bytes(), b"edited after the restore")
        self.repository.tl("replaced", "undo", "--force", kept)
        self.assertEqual((self.source / "letter").read_bytes(), b"edited")
        aside, = pathlib.Path(kept).glob("aside-*/*")
        self.assertEqual(aside.read_bytes(), b"edited after the restore")
        self.repository.tl("replaced", "confirm", kept)
        self.assert_facts(before, self.source)

    def test_what_is_above_the_targets_stays_as_it_is(self):
        target = self.source / "target"
        target.mkdir(parents=True)
        write(target / "letter", b"as it was")
        self.repository.tl("backup", target)
        os.chmod(self.source, 0o750)
        os.utime(self.source, (1000, 1000))
        write(self.source / "of somebody else", b"not in the snapshot")
        os.utime(self.source, (1000, 1000))
        write(target / "letter", b"edited")
        write(target / "new", b"written since")
        above = facts_of(self.source)
        self.repository.tl("restore", "latest", "--in-place", "--delete", "--include", str(self.source), "--discard-replaced")
        self.assertEqual((target / "letter").read_bytes(), b"as it was")
        self.assertEqual(os.listdir(target), ["letter"])
        self.assertEqual((self.source / "of somebody else").read_bytes(), b"not in the snapshot")
        self.assertEqual(facts_of(self.source), above)

    def test_a_snapshot_of_relative_paths_has_no_place(self):
        self.source.mkdir()
        write(self.source / "a-name-that-is-not-in-the-root-folder", b"1")
        self.backup()
        process = self.repository.start(TL, "restore", "latest", "--in-place")
        errors = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 1)
        self.assertIn("--target", errors)
        self.assertFalse(os.path.exists("/a-name-that-is-not-in-the-root-folder"))

    def test_nothing_is_kept_for_a_target_unless_asked(self):
        self.source.mkdir()
        write(self.source / "a", b"1")
        self.backup()
        self.target.mkdir()
        write(self.target / "a", b"22")
        self.repository.tl("restore", "latest", "--target", self.target)
        self.assertEqual(os.listdir(self.target), ["a"])

    def test_found_by_the_history(self):
        self.source.mkdir()
        write(self.source / "a", b"1")
        password = self.scratch / "password"
        write(password, PASSWORD.encode())
        tl = self.repository.tl
        tl("repo", "add", "here", self.repository.path, "--password-file", password)
        tl("-r", "here", "backup", self.source)
        write(self.source / "a", b"22")
        tl("-r", "here", "restore", f"latest:{self.source}", "--in-place")
        listed, = json.loads(tl("replaced", "list", "--json"))
        tl("replaced", "undo", listed["id"][:8])
        self.assertEqual((self.source / "a").read_bytes(), b"22")
        self.assertEqual(json.loads(tl("replaced", "list", "--json")), [])
        kinds = [one["kind"] for one in json.loads(tl("history", "--json"))]
        self.assertEqual(kinds, ["undo restore", "restore", "backup"])


@unittest.skipUnless(IS_ROOT, "only root can become somebody else")
class OrdinaryUser(WayBack):
    def as_nobody(self, program, *folders):
        """Gives the folders and the repository away, and returns what runs the program as their new owner."""
        own = self.scratch / "nobody"
        own.mkdir()
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", own, self.repository.path, *folders], check=True)
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": [],
                   "environment": {"HOME": str(own), "TMPDIR": str(own)}}

        def run(*arguments):
            process = self.repository.start(program, *arguments, **options)
            output = process.communicate(timeout=60)
            return process.returncode, output
        return run

    def test_read_only_folders_and_no_rights_above(self):
        program = copy_for_everybody(self.scratch)
        os.chmod(self.scratch, 0o755)
        top = self.scratch / "closed"
        home = top / "home"
        home.mkdir(parents=True)
        write(home / "file", b"old")
        (home / "locked").mkdir()
        write(home / "locked/inside", b"old")
        self.repository.tl("backup", top)
        write(home / "file", b"edited")
        write(home / "locked/inside", b"edited")
        write(home / "locked/extra", b"extra")
        run = self.as_nobody(program, home)
        os.chmod(home / "locked", 0o500)
        before = all_facts(home)
        # What is above the home belongs to root, and stays as it is.
        code, output = run("restore", f"latest:{top}", "--in-place", "--delete")
        self.assertEqual(code, 0, output)
        kept = self.kept(top)
        self.assertEqual([pathlib.Path(path).parent for path in kept], [home], output)
        self.assertEqual((home / "locked/inside").read_bytes(), b"old", output)
        self.assertFalse((home / "locked/extra").exists())
        code, output = run("replaced", "undo", kept[0])
        self.assertEqual(code, 0, output)
        self.assert_facts(before, home)
        # Root decides nothing on somebody else's word.
        code, output = run("restore", f"latest:{top}", "--in-place", "--delete")
        self.repository.tl("replaced", "undo", self.kept(top)[0], exit_code=1)

    def test_several_sections_below_a_folder_of_root(self):
        program = copy_for_everybody(self.scratch)
        os.chmod(self.scratch, 0o755)
        home = self.scratch / "closed/home"
        home.mkdir(parents=True)
        # More than a section has with so little memory.
        for number in range(45_000):
            (home / f"{number:05}").touch()
        self.repository.tl("backup", home.parent)
        run = self.as_nobody(program, home)
        for name in ("00000", "44999"):
            write(home / name, b"edited")
        before = all_facts(home)
        code, output = run("restore", f"latest:{home.parent}", "--in-place", "--memory", "128M")
        kept, = self.kept(home.parent)
        self.assertEqual(pathlib.Path(kept).parent, home, output)
        self.assertGreater(len(list(pathlib.Path(kept).glob("list-*"))), 1)
        self.assertEqual((home / "44999").read_bytes(), b"")
        code, output = run("replaced", "undo", kept)
        self.assertEqual(code, 0, output)
        self.assert_facts(before, home)


@unittest.skipUnless(IS_ROOT, "only root can mount")
class FileSystems(WayBack):
    def mount(self, folder, size):
        folder.mkdir(exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine does not let root mount")
        self.addCleanup(subprocess.run, ["umount", str(folder)], check=True)

    def test_each_has_its_own_folder(self):
        for name in ("a", "disk/b", "disk/sub/c"):
            (self.source / name).parent.mkdir(parents=True, exist_ok=True)
            write(self.source / name, b"saved")
        self.backup()
        self.target.mkdir()
        self.mount(self.target / "disk", "10m")
        (self.target / "disk/sub").mkdir()
        for name in ("a", "disk/b", "disk/sub/c", "disk/extra"):
            write(self.target / name, b"edited")
        before = all_facts(self.target)
        self.restore("--delete")
        kept = self.kept()
        self.assertEqual([pathlib.Path(path).parent for path in kept], [self.target, self.target / "disk"])
        self.assertEqual((self.target / "disk/sub/c").read_bytes(), b"saved")
        for path in kept:
            self.repository.tl("replaced", "undo", path)
        self.assert_facts(before)

    def test_a_full_disk(self):
        self.source.mkdir()
        for number in range(30):
            write(self.source / str(number), random_bytes(1_000_000, number))
        self.backup()
        self.mount(self.target, "30m")
        for number in range(15):
            write(self.target / str(number), random_bytes(1_000_000, 100 + number))
        before = all_facts(self.target)
        self.restore(exit_code=1)
        kept, = self.kept()
        self.repository.tl("replaced", "undo", kept)
        self.assert_facts(before)


if __name__ == "__main__":
    unittest.main()
