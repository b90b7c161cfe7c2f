"""Repositories on a gateway of S3 that is hard to reach."""
import unittest

import test_s3
from bad_lines import BadAnswers, BadLines

setUpModule = test_s3.setUpModule


class S3Lines(BadLines, BadAnswers, test_s3.S3Test):
    def expect_outcome_with_clock_off(self, code, said):
        self.assertEqual(code, 1, said)
        self.assertIn("clock", said)
        self.assertNotIn("trying again", said)


if __name__ == "__main__":
    unittest.main()
