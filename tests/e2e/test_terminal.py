"""On a terminal: questions for passwords, progress that is redrawn, names that cannot steer it."""

import os
import unittest

from support import TerminalTest


class Terminal(TerminalTest):
    def init_by_hand(self, first, second):
        terminal = self.start_on_terminal("init", environment={"TIMELOCKER_PASSWORD": None})
        self.answer(terminal, b"enter", first)
        self.answer(terminal, b"again", second)
        return self.finish(terminal)

    def test_a_new_password_is_asked_twice(self):
        self.assertEqual(self.init_by_hand(b"secret\n", b"secret\n"), 0)
        self.assertNotIn(b"secret", self.output)
        self.tl("snapshots")

    def test_two_different_passwords_are_refused(self):
        self.assertEqual(self.init_by_hand(b"secret\n", b"sekret\n"), 1)
        self.assertIn(b"differ", self.output)
        self.assertFalse((self.repository / "config").exists())

    def test_a_password_is_asked_once_to_open(self):
        self.init()
        terminal = self.start_on_terminal("snapshots", environment={"TIMELOCKER_PASSWORD": None})
        self.answer(terminal, b"enter password", b"secret\n")
        self.assertEqual(self.finish(terminal), 0)

    def test_a_wrong_password_may_be_corrected_twice(self):
        self.init()
        for tries, last, code in ((2, b"secret\n", 0), (1, b"secret\n", 0), (2, b"wrong\n", 12)):
            terminal = self.start_on_terminal("snapshots", environment={"TIMELOCKER_PASSWORD": None})
            question = b"enter password"
            for _ in range(tries):
                self.answer(terminal, question, b"wrong\n")
                question = b"try again\r\nenter password"
            self.answer(terminal, question, last)
            self.assertEqual(self.finish(terminal), code)
            self.assertEqual(b"wrong password" in self.output, code == 12)

    def test_a_wrong_password_from_elsewhere_is_not_asked_for(self):
        self.init()
        terminal = self.start_on_terminal("snapshots", environment={"TIMELOCKER_PASSWORD": "wrong"})
        self.assertEqual(self.finish(terminal), 12)
        self.assertNotIn(b"enter", self.output)

    def test_a_question_can_be_interrupted(self):
        self.init()
        terminal = self.start_on_terminal("snapshots", environment={"TIMELOCKER_PASSWORD": None})
        self.answer(terminal, b"enter password", b"\x03")
        self.assertEqual(self.finish(terminal), 130)

    def test_progress_leaves_only_the_summary(self):
        self.init()
        with open(self.folder / "large", "wb") as file:
            for _ in range(64):
                file.write(os.urandom(1 << 20))
        terminal = self.start_on_terminal("backup", "large", columns=60)
        self.assertEqual(self.finish(terminal), 0)
        self.assertIn(b"\x1b[2K", self.output)
        self.assertIn(b" files, ", self.output)
        last_lines = self.output.decode().split("\r\n")[-3:]
        self.assertRegex(last_lines[0], r"processed 1 files, 64\.000 MiB in ")
        self.assertRegex(last_lines[1], r"^snapshot [0-9a-f]{8} saved$")
        self.assertEqual(last_lines[2], "")

    def test_names_cannot_steer_the_terminal(self):
        self.init()
        (self.folder / "evil\x1b[2Jname").write_text("x")
        self.tl("backup", "evil\x1b[2Jname")
        terminal = self.start_on_terminal("ls", "latest")
        self.assertEqual(self.finish(terminal), 0)
        self.assertNotIn(b"\x1b", self.output)

    def test_tables_fit(self):
        self.init()
        name = "a" * 200
        (self.folder / name).write_text("x")
        self.tl("backup", name)
        terminal = self.start_on_terminal("snapshots", columns=80)
        self.assertEqual(self.finish(terminal), 0)
        for line in self.output.decode().split("\r\n"):
            self.assertLessEqual(len(line), 80)


if __name__ == "__main__":
    unittest.main()
