"""What a person sees, against golden files; times, IDs and folders are masked."""

import filecmp
import json
import os
import subprocess
import unittest

from support import CliTest, PROGRAM


class Text(CliTest):
    def setUp(self):
        super().setUp()
        self.files = self.make_files()

    def test_a_whole_story(self):
        steps = [("init",), ("backup", "files"), ("backup", "files", "-vv", "--tag", "second"),
                 ("snapshots", "--compact"), ("ls", "latest", "-l"), ("check", "--read-data"),
                 ("restore", "latest", "--target", "out"), ("unlock",)]
        story = ""
        for step in steps:
            result = self.tl(*step)
            story += f"$ tl {' '.join(step)}\n{self.settled(result.stdout)}{result.stderr}"
        # Names of the user and the machine are in some lines.
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True)
        story = story.replace(user.stdout.strip() + "@here", "<user>@here")
        lines = [self.without_owner(line) for line in story.splitlines()]
        self.assert_golden("story.txt", "\n".join(lines) + "\n")

    @staticmethod
    def settled(output):
        """Without what depends on which thread is first: a scan may be overtaken by the backup;
        and without figures that depend on how long the names and times of the machine are."""
        lines = [line for line in output.splitlines() if not line.startswith(("scan finished", "traffic: "))]
        items = sorted(line for line in lines if line.startswith("unchanged "))
        return "".join(f"{items.pop(0) if line.startswith('unchanged ') else line}\n"
                       for line in lines)

    @staticmethod
    def without_owner(line):
        words = line.split()
        if len(words) > 4 and words[0][-9:].strip("rwx-") == "" and words[1].isdigit():
            return " ".join([words[0], "<uid>", "<gid>", *words[3:]])
        return line

    def test_errors(self):
        steps = [("snapshots",), ("bakcup",), ("backup", "--exlude", "x", "files"), ("backup",),
                 ("restore", "latest"), ("-r", "s3:x", "snapshots"), ("key",)]
        story = ""
        for step in steps:
            result = self.tl(*step, expect=None)
            story += f"$ tl {' '.join(step)}\n{result.stderr}exit status {result.returncode}\n"
        self.assert_golden("errors.txt", story)

    def test_quiet(self):
        self.tl("init", "-q")
        self.assertEqual(self.tl("backup", "files", "-q").stdout, "")
        self.assertEqual(self.tl("check", "-q").stdout, "")
        self.assertEqual(self.tl("restore", "latest", "-t", "out", "-q").stdout, "")

    def test_ncdu(self):
        self.init()
        self.tl("backup", "files")
        result = self.tl("ls", "latest", "--ncdu")
        major, minor, _, root = json.loads(result.stdout)
        self.assertEqual((major, minor, root[0]["name"]), (1, 2, "/"))


class Values(CliTest):
    """Values that parsers like to swallow reach the engine as they are."""

    def test_odd_folder_names(self):
        self.init()
        for name in ("[a,b]", "-x", "a,b", "{}", " ", "--json"):
            (self.folder / name).mkdir()
            self.tl("backup", "--", name)
            paths = self.tl_json("snapshots", "latest")[0][0]["paths"]
            self.assertEqual(paths, [str(self.folder / name)])

    def test_exclude_takes_one_value_each(self):
        self.init()
        files = self.make_files()
        self.tl("backup", "-e", "*.bin", "files", "--exclude", "-x", "--exclude=größe")
        listing = self.tl("ls", "latest", "-q").stdout
        self.assertNotIn("data.bin", listing)
        self.assertNotIn("größe", listing)
        self.assertIn("text.txt", listing)
        self.assertTrue(files.exists())

    def test_stream(self):
        self.init()
        self.tl("backup", "--stdin", "--stdin-filename", "dump.sql", stdin=b"data\n" * 1000)
        self.assertIn("/dump.sql", self.tl("ls", "latest").stdout)
        self.tl("backup", "--stdin-from-command", "--", "echo", "-n", "hello")
        self.tl("restore", "latest", "-t", "out")
        self.assertEqual((self.folder / "out" / "stdin").read_text(), "hello")

    def test_restored_files_are_equal(self):
        self.init()
        files = self.make_files()
        self.tl("backup", files)
        self.tl("restore", "latest", "--target", "out", "--verify")
        restored = self.folder / "out" / str(files)[1:]
        comparison = filecmp.dircmp(files, restored)
        self.assertEqual((comparison.left_only, comparison.right_only, comparison.diff_files),
                         ([], [], []))
        self.assertEqual(os.readlink(restored / "link"), "text.txt")
        self.assertTrue(os.path.samefile(restored / "text.txt", restored / "sub" / "hard"))
        self.assertEqual((restored / "text.txt").stat().st_mtime, 1_600_000_000)

    def test_both_names_are_the_same_program(self):
        other = os.path.join(os.path.dirname(PROGRAM), "timelocker")
        self.assertEqual(subprocess.run([other, "version"], capture_output=True, check=True).stdout,
                         self.tl("version").stdout.encode())


class Completions(CliTest):
    def test_scripts_are_valid(self):
        for shell in ("bash", "zsh", "fish"):
            check = subprocess.run([shell, "-n", self.write_script(shell)], capture_output=True,
                                   text=True, check=False)
            self.assertEqual((check.returncode, check.stderr), (0, ""), shell)

    def write_script(self, shell):
        script = self.folder / f"completion.{shell}"
        script.write_text(self.tl("generate", f"--{shell}-completion", "-").stdout)
        return script

    def test_zsh_loads_it(self):
        program = ("autoload -Uz compinit; compinit -D; source $1; "
                   "print $_comps[tl] $_comps[timelocker]; whence -w _tl _tl_key _tl_repair")
        result = subprocess.run(["zsh", "-f", "-c", program, "zsh", self.write_script("zsh")],
                                capture_output=True, text=True, env=self.environment, check=True)
        self.assertEqual(result.stdout.splitlines(), [
            "_tl _tl", "_tl: function", "_tl_key: function", "_tl_repair: function"])
        self.assertEqual(result.stderr, "")

    def complete_in_fish(self, line):
        program = 'source $argv[1]; complete -C $argv[2]'
        result = subprocess.run(["fish", "--no-config", "-c", program, self.write_script("fish"), line],
                                capture_output=True, text=True, env=self.environment,
                                cwd=self.folder, check=True)
        self.assertEqual(result.stderr, "")
        return [line.split("\t")[0] for line in result.stdout.splitlines()]

    def test_fish_offers_what_fits(self):
        self.assertEqual(["backup"], self.complete_in_fish("tl ba"))
        self.assertEqual(["rebuild-index", "recover", "region", "repair", "replaced", "repo", "report", "restore", "rewrite"],
                         sorted(self.complete_in_fish("tl re")))
        self.assertEqual(["config", "index", "packs", "snapshots"],
                         sorted(self.complete_in_fish("tl repair ")))
        self.assertEqual(["passwd"], self.complete_in_fish("tl -r x key pa"))
        self.assertEqual(["--new-password-file"],
                         self.complete_in_fish("tl key add --new-password-f"))
        self.assertEqual(["max"], self.complete_in_fish("tl --compression m"))
        self.assertEqual(["snapshots"], self.complete_in_fish("tl list sn"))
        self.assertIn("--exclude-larger-than", self.complete_in_fish("tl backup --exclude-l"))
        self.assertEqual([], self.complete_in_fish("tl snapshots --exclude-l"))
        self.assertEqual([], self.complete_in_fish("tl repair index pac"))

    def complete_in_bash(self, *words):
        script = self.tl("generate", "--bash-completion", "-").stdout
        program = script + f"""
compopt() {{ :; }}
COMP_WORDS=({' '.join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
_tl; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
        result = subprocess.run(["bash"], input=program, capture_output=True, text=True,
                                cwd=self.folder, check=True)
        return result.stdout.split()

    def test_bash_offers_what_fits(self):
        self.assertIn("backup", self.complete_in_bash("tl", "ba"))
        self.assertIn("--exclude-larger-than", self.complete_in_bash("tl", "backup", "--exclude-l"))
        self.assertIn("max", self.complete_in_bash("tl", "--compression", "m"))
        self.assertEqual(["passwd"], self.complete_in_bash("tl", "key", "pa"))
        self.assertEqual(["config", "index", "packs", "snapshots"],
                         self.complete_in_bash("tl", "-r", "x", "repair", ""))
        self.assertEqual(["packs"], self.complete_in_bash("tl", "help", "repair", "p"))
        self.assertIn("--dry-run", self.complete_in_bash("tl", "repair", "snapshots", "--dry"))
        self.assertEqual(["latest"], self.complete_in_bash("tl", "ls", "-l", "la"))
        self.assertIn("snapshots", self.complete_in_bash("tl", "list", "sn"))
        self.assertIn("--new-password-file", self.complete_in_bash("tl", "key", "add", "--new"))
        self.assertIn("if-newer", self.complete_in_bash("tl", "-r", "x", "restore", "--overwrite",
                                                        "if-n"))


if __name__ == "__main__":
    unittest.main()
