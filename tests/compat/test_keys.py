"""Passwords that one program adds open the repository for the other, whatever they cost."""
import json

import repository_files
from odd_tree import write
from programs import PASSWORD, RESTIC, TL, ProgramTest

WRONG_PASSWORD = 12
ADDED = [(TL, "Ünïcödé \U0001f511"), (TL, "x" * 300), (RESTIC, "two words \u00a0 ﬃ")]


class Keys(ProgramTest):
    def setUp(self):
        super().setUp()
        self.master = repository_files.create(self.scratch / "repository", PASSWORD)
        self.repository = self.repository_at("repository")

    def add(self, program, password):
        write(self.scratch / "password", password.encode() + b"\n")
        self.repository.run(program, "key", "add", "--new-password-file", self.scratch / "password")

    def expect_open(self, password):
        """Both programs open it."""
        repository = self.repository.with_password(password)
        self.assertEqual(repository_files.Key.from_json(repository.tl("cat", "masterkey")).encrypt, self.master.encrypt)
        repository.restic("cat", "config")

    def expect_closed(self, password):
        repository = self.repository.with_password(password)
        repository.tl("cat", "config", exit_code=WRONG_PASSWORD)
        repository.restic("cat", "config", exit_code=1)

    def keys(self, password):
        return json.loads(self.repository.with_password(password).tl("key", "list", "--json"))

    def test_adding(self):
        for program, password in ADDED:
            self.add(program, password)
        for _, password in ADDED:
            self.expect_open(password)
        self.expect_open(PASSWORD)
        self.assertEqual(len(self.keys(PASSWORD)), 1 + len(ADDED))

    def test_other_costs(self):
        for number, (n, r, p) in enumerate([(2, 1, 1), (1024, 8, 1), (16384, 8, 1), (32768, 8, 5), (4096, 16, 3), (32768, 1, 2)]):
            with self.subTest(n=n, r=r, p=p):
                repository_files.add_key(self.repository.path, self.master, f"cost {number}", n, r, p)
                self.expect_open(f"cost {number}")

    def test_removing(self):
        for program, other in ((TL, RESTIC), (RESTIC, TL)):
            with self.subTest(program=program):
                self.add(other, "second")
                second = next(key["id"] for key in self.keys("second") if key["current"])
                self.repository.run(program, "key", "remove", second)
                self.expect_closed("second")
                self.expect_open(PASSWORD)

    def test_the_key_in_use_stays(self):
        self.repository.tl("key", "remove", self.keys(PASSWORD)[0]["id"], exit_code=1)
        self.expect_open(PASSWORD)

    def test_changing(self):
        write(self.scratch / "new", b"new password")
        self.repository.tl("key", "passwd", "--new-password-file", self.scratch / "new")
        self.expect_closed(PASSWORD)
        self.expect_open("new password")
        write(self.scratch / "newer", b"newer password")
        self.repository.with_password("new password").restic("key", "passwd", "--new-password-file", self.scratch / "newer")
        self.expect_closed("new password")
        self.expect_open("newer password")

    def test_hints(self):
        self.add(TL, "second")
        second = next(key["id"] for key in self.keys("second") if key["current"])
        for hint in (second, second[:8], "0123456789", "nonsense"):
            self.repository.tl("--key-hint", hint, "cat", "config")
            self.repository.with_password("second").tl("--key-hint", hint, "cat", "config")

    def test_new_repositories(self):
        for program, other, version in ((TL, RESTIC, 1), (TL, RESTIC, 2), (RESTIC, TL, 2)):
            with self.subTest(program=program, version=version):
                repository = self.repository_at(f"{other} {version}".replace("/", ""))
                repository.run(program, "init", "--repository-version", version)
                self.assertEqual(json.loads(repository.run(other, "cat", "config"))["version"], version)
                repository.run(other, "init", exit_code=1)
                repository.run(other, "check")

    def test_copied_chunker_parameters(self):
        theirs, ours = self.repository_at("theirs"), self.repository_at("ours")
        theirs.restic("init")
        write(self.scratch / "password", theirs.password.encode())
        ours.tl("init", "--copy-chunker-params", "--from-repo", theirs.path, "--from-password-file", self.scratch / "password")
        configs = [json.loads(repository.tl("cat", "config")) for repository in (ours, theirs)]
        self.assertEqual(*(config["chunker_polynomial"] for config in configs))
        self.assertNotEqual(*(config["id"] for config in configs))
