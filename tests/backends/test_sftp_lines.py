"""Repositories on a server of SFTP that is hard to reach."""
import unittest

import test_sftp
from bad_lines import BadDisks, BadLines


class SftpLines(BadLines, BadDisks, test_sftp.SftpTest):
    pass


if __name__ == "__main__":
    unittest.main()
