"""Every option that leaves something out, or changes what is saved, gives the same tree as restic's."""
import os
import subprocess

from odd_tree import write
from programs import IS_ROOT, ProgramTest, tree_differences

CACHE_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\nmore"


class Selectors(ProgramTest):
    def setUp(self):
        super().setUp()
        self.ours, self.theirs = self.new_repository("ours"), self.new_repository("theirs")
        self.base = self.scratch / "base"
        for path in ("src/main.c", "src/main.o", "src/deep/er/util.o", "src/deep/Makefile", "src/deep/MAKEFILE.BAK", "src/o/o/o",
                     "cache/CACHEDIR.TAG", "cache/data", "cache/sub/data", "fake/CACHEDIR.TAG", "fake/data", "marked/.nobackup",
                     "marked/data", "marked/sub/data", "text/.nobackup", "text/data", "ÄRGER/Straße", "ärger/STRASSE", "a b/c d"):
            (self.base / path).parent.mkdir(parents=True, exist_ok=True)
            write(self.base / path, path.encode())
        write(self.base / "cache/CACHEDIR.TAG", CACHE_TAG)
        write(self.base / "fake/CACHEDIR.TAG", CACHE_TAG[:20])
        write(self.base / "text/.nobackup", b"because\n")
        for size in (1023, 1024, 1025, 1 << 20, (1 << 20) + 1):
            write(self.base / f"size {size}", bytes(size))

    def expect_same(self, *options, target=".", environment=None):
        with self.subTest(options=options):
            trees = self.trees_of_both(self.ours, self.theirs, *options, target, cwd=self.base, environment=environment)
            self.assertEqual(tree_differences(self.ours, self.theirs, trees), [])

    def test_patterns(self):
        for patterns in (["*.o"], ["src/deep"], ["deep/er"], [f"{self.base}/src"], ["/src"], ["o"], ["src/*/er"], ["src/**/util.o"],
                         ["**/o"], ["src/**"], ["*.o", "!main.o"], ["src/*", "!src/deep"], ["src/deep/**", "!src/deep/Makefile"],
                         ["[sf]*"], ["size 102?"], ["a b"], ["*.O"], ["STRASSE"], ["src/"], ["./src"], ["src/../cache"], ["*", "!src"]):
            self.expect_same(*(f"--exclude={pattern}" for pattern in patterns), target="src" if patterns[0] == "*" else ".")

    def test_patterns_ignoring_case(self):
        for pattern in ("MAKEFILE*", "strasse", "straße", "ÄRGER", "SRC/DEEP", "*.O"):
            self.expect_same(f"--iexclude={pattern}")
        self.expect_same("--iexclude=*.O", "--exclude=Makefile")

    def test_pattern_files(self):
        lists = self.scratch / "lists"
        lists.mkdir()
        write(lists / "plain", b"# comment\n\n  *.o  \n!main.o\nmarked\n")
        write(lists / "variables", b"$HERE/src\n${HERE}/fake\n$NOT_SET*.c\n")
        write(lists / "crlf", b"*.o\r\nmarked\r\n")
        write(lists / "bom", "\ufeffÄRGER\n".encode())
        write(lists / "utf16", "\ufeff*.o\nÄRGER\n".encode("utf-16-le"))
        for name in ("plain", "variables", "crlf", "bom", "utf16"):
            for option in ("--exclude-file", "--iexclude-file"):
                self.expect_same(option, lists / name, environment={"HERE": str(self.base)})
        self.expect_same("--exclude-file", lists / "plain", "--exclude-file", lists / "bom", "--exclude", "!src/deep/er/util.o")

    def test_marks(self):
        self.expect_same("--exclude-caches")
        self.expect_same("--exclude-if-present", ".nobackup")
        self.expect_same("--exclude-if-present", ".nobackup:because")
        self.expect_same("--exclude-if-present", ".nobackup:something else")
        self.expect_same("--exclude-if-present", ".nobackup:because", "--exclude-if-present", "main.c", "--exclude-caches")
        self.expect_same("--exclude-caches", target="cache")

    def test_sizes(self):
        for size in ("0", "1023", "1024", "1k", "1K", "1m", "1M", "2g", "1t"):
            self.expect_same("--exclude-larger-than", size)

    def test_access_times(self):
        for number, (folder, folders, files) in enumerate(os.walk(self.base)):
            # So late that reading does not change them.
            for name in folders + files + ["."]:
                os.utime(os.path.join(folder, name), ns=(4_000_000_000_123_456_789 + number, 5))
        self.expect_same("--with-atime")
        self.expect_same()

    def test_file_systems(self):
        if not IS_ROOT:
            self.skipTest("only root can mount")
        mounted = self.base / "mounted"
        mounted.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", mounted], capture_output=True).returncode != 0:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", mounted], check=True)
        (mounted / "inner/deep").mkdir(parents=True)
        write(mounted / "file", b"file")
        write(mounted / "inner/deep/file", b"deep")
        self.expect_same("--one-file-system")
        self.expect_same("--one-file-system", target="mounted/inner")
        self.expect_same("--one-file-system", "mounted", target=".")
        self.expect_same("--one-file-system", "mounted", target="src")

    def test_standard_input(self):
        content = bytes(range(256)) * 10_000
        options = ["--stdin", "--time", "2024-02-29 12:34:56"]
        for more in ([], ["--stdin-filename", "name"], ["--stdin-filename", "<odd>\"\xe9\u2028"]):
            with self.subTest(more=more):
                trees = self.trees_of_both(self.ours, self.theirs, *options, *more, input=content)
                self.assertEqual(tree_differences(self.ours, self.theirs, trees), [])
