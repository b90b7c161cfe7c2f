"""Repositories on an SMB server that is hard to reach."""
import unittest

import test_smb
from bad_lines import BadDisks, BadLines


class SmbLines(BadLines, BadDisks, test_smb.SmbTest):
    pass


if __name__ == "__main__":
    unittest.main()
