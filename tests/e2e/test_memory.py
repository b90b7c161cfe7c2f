"""The least memory is enough for all work, and no more is taken. bench/memory.py measures more, and by a line that is slow."""
import os
import random
import tempfile
import unittest

from support import CliTest

MIB = 1 << 20
LEAST = ("--memory", "128M")


@unittest.skipIf(any(name.endswith("SAN_OPTIONS") for name in os.environ), "sanitizers take memory of their own")
class Memory(CliTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.source = self.folder / "source"

    def write_files(self, seed):
        """Contents that do not shrink, and some that are cut as seldom as can be, since they repeat themselves all the time."""
        self.source.mkdir(exist_ok=True)
        for number in range(10):
            chance = random.Random(f"{seed if number % 2 else 0} {number}")
            (self.source / f"noise {number}").write_bytes(chance.randbytes(8 * MIB))
            (self.source / f"long {number}").write_bytes(chance.randbytes(64) * (16 * MIB // 64))

    def expect_little(self, *arguments):
        with tempfile.TemporaryFile() as output:
            process = self.start(*arguments, *LEAST, output=output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.assertEqual(process.returncode, 0, output.read())
        self.assertLess(usage.ru_maxrss * 1024, 128 * MIB, arguments)

    def test_all_work_is_done_in_the_least_memory(self):
        self.write_files(1)
        self.expect_little("backup", self.source)
        self.write_files(2)
        self.expect_little("backup", self.source)
        self.expect_little("forget", "--keep-last", "1", "--group-by", "")
        self.expect_little("prune", "--max-unused", "0")
        self.expect_little("check", "--read-data")
        self.expect_little("restore", "latest", "--target", self.folder / "out")
        for path in self.source.iterdir():
            self.assertEqual((self.folder / "out" / path.relative_to("/")).read_bytes(), path.read_bytes())

    def test_packs_of_another_size_are_checked_one_by_one(self):
        self.write_files(1)
        self.tl("backup", self.source, "--pack-size", "64", "--memory", "1G")
        self.assertGreater(max(path.stat().st_size for path in self.packs()), 40 * MIB)
        self.expect_little("check", "--read-data")

    def test_less_than_the_least_is_refused(self):
        for memory in ("127M", "0", "much"):
            result = self.tl("snapshots", "--memory", memory, expect=1)
            self.assertRegex(result.stderr, "128 MiB|much")


if __name__ == "__main__":
    unittest.main()
