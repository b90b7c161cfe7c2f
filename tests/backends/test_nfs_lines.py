"""Repositories on an NFS server that is hard to reach."""
import unittest

import test_nfs
from bad_lines import BadDisks, BadLines


class NfsLines(BadLines, BadDisks, test_nfs.NfsTest):
    pass


if __name__ == "__main__":
    unittest.main()
