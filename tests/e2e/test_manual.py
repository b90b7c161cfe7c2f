"""The manual pages, as the program makes them: man reads them without a warning, and every command and option is in them."""

import os
import re
import subprocess
import unittest

from support import CliTest


class Manual(CliTest):
    def setUp(self):
        super().setUp()
        self.pages = self.folder / "man"
        self.tl("generate", "--man", self.pages)

    def shown(self, page):
        """What a reader sees, without line breaks and bold letters."""
        read = subprocess.run(["man", "-l", str(self.pages / page)], capture_output=True, check=True,
                              env={"PATH": os.environ["PATH"], "MANWIDTH": "1000", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "",
                                   "MANPAGER": "cat", "HOME": str(self.folder)})
        return re.sub(r"\s+", " ", re.sub("\x1b\\[[0-9;]*m|.\b", "", read.stdout.decode()))

    def test_man_and_groff_have_nothing_to_say_against_them(self):
        self.assertGreater(len(list(self.pages.iterdir())), 40)
        for page in sorted(self.pages.iterdir()):
            for command in (["man", "--warnings", "-l", page], ["groff", "-man", "-ww", "-z", "-Tutf8", page]):
                read = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False,
                                      env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANPAGER": "cat",
                                           "HOME": str(self.folder)})
                self.assertEqual((read.returncode, read.stderr), (0, ""), f"{command[0]} {page.name}")

    def test_every_command_and_option_of_the_help_is_there(self):
        everything = self.tl("help").stdout
        commands = re.findall(r"^  (\w+(?: \w+)?)  +\S", everything.split("Options of all")[0].split("Commands:")[1], re.M)
        self.assertGreater(len(commands), 70)
        top = self.shown("tl.1")
        for option in re.findall(r"^  (?:-\w, |    )(--[\w-]+)", everything, re.M):
            self.assertIn(option, top)
        texts = {}
        for command in commands:
            self.assertIn(f" {command} ", top)
            if command == "help":
                continue
            name = f"tl-{command.split()[0]}.1"
            text = texts.setdefault(name, self.shown(name))
            self.assertIn(f"tl {command}", text)
            own = self.tl("help", *command.split()).stdout.split("Options of all")[0]
            for option in re.findall(r"^  (?:-\w, |    )(--[\w-]+)", own, re.M):
                self.assertIn(option, text, command)
        for section in ("EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"):
            for name, text in texts.items():
                self.assertIn(section, text, name)

    def test_what_is_odd_is_shown_as_it_is(self):
        self.assertIn("--keep-", self.shown("tl-forget.1"))
        self.assertIn("~/.config/timelocker/vault", self.shown("tl.1"))

    def test_a_folder_that_cannot_be_written_is_told(self):
        (self.folder / "file").write_text("")
        self.assertIn("file", self.tl("generate", "--man", self.folder / "file", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
