"""Repositories on a REST server that is hard to reach."""
import unittest

import test_rest
from bad_lines import BACKUP, BadAnswers, BadDisks, BadLines


class RestLines(BadLines, BadAnswers, BadDisks, test_rest.RestTest):
    saves = "POST"
    full = "HTTP status 500"  # The protocol has no word for it.

    def expect_read_only(self):
        """Nor for this, so it is tried again."""
        code, said = self.direct.outcome("--retry-for", "2s", *BACKUP)
        self.assertEqual(code, 1, said)
        self.assertIn("HTTP status 500", said)


if __name__ == "__main__":
    unittest.main()
